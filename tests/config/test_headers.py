"""Every answer carries the content security policy of the settings."""

from __future__ import annotations

import pytest
from csp.utils import build_policy
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/nothing-here/", "/api/v1/clock", "/api/v1/nothing"])
def test_the_policy_stands_on_every_answer(path: str) -> None:
    answer = Client().get(path)
    assert answer["Content-Security-Policy"] == build_policy()
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "Content-Security-Policy-Report-Only" not in answer

"""Every text a person can read exists in Chinese."""

import pytest

from tests.architecture import catalogue


@pytest.mark.parametrize("domain", catalogue.domains())
def test_every_string_has_chinese(domain: str) -> None:
    assert catalogue.missing(domain) == []

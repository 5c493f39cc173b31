"""Fixtures of the money tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from sourcebridge.payments.adapters.alipay import keys
from sourcebridge.payments.services import base
from tests.payments.cast import ALIPAY_KEY, APP_ID, APP_KEY, SELLER_ID, Alipay, Cast


@pytest.fixture
def cast(db: None) -> Cast:
    """Buyer, supplier, two operators."""
    return Cast.gather()


@pytest.fixture
def alipay_keys(settings: Settings, tmp_path: Path) -> None:
    """The real adapter with this test run's keys."""
    (tmp_path / "alipay_public.pem").write_text(keys.public_text(ALIPAY_KEY))
    (tmp_path / "app.pem").write_text(APP_KEY)
    settings.ALIPAY = {
        "app_id": APP_ID, "seller_id": SELLER_ID, "gateway": "http://127.0.0.1:1/gateway.do",
        "private_key_file": str(tmp_path / "app.pem"), "public_key_file": str(tmp_path / "alipay_public.pem"),
    }  # fmt: skip


@pytest.fixture
def alipay(monkeypatch: pytest.MonkeyPatch) -> Alipay:
    """A provider under the test's control instead of the real one."""
    fake, real = Alipay(), base.provider
    monkeypatch.setattr(base, "provider", lambda code: fake if code == "ALIPAY" else real(code))
    return fake

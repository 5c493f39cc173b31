"""Keys, a configuration and a payment for the tests of Alipay's protocol; the keys are made anew in every run."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from sourcebridge.payments.adapters.alipay import keys, protocol
from sourcebridge.payments.adapters.alipay.keys import Keyring
from sourcebridge.payments.adapters.alipay.protocol import AlipayConfig

AT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
APP_KEY = keys.private_key(keys.new_private_key())
ALIPAY_KEY = keys.private_key(keys.new_private_key())
STRANGER_KEY = keys.private_key(keys.new_private_key())
RING = Keyring.of(keys.public_text(ALIPAY_KEY))
CONFIG = AlipayConfig(
    app_id="2021000000000000",
    seller_id="2088000000000000",
    gateway="https://openapi.alipay.com/gateway.do",
    private_key=APP_KEY,
    keyring=RING,
    notify_url="https://sourcebridge.example/callbacks/alipay/",
    return_url="https://sourcebridge.example/pay/return/",
)
PAID = {
    "app_id": "2021000000000000",
    "seller_id": "2088000000000000",
    "notify_id": "ac05099524730693a8b330c5ecf72da9786",
    "notify_time": "2026-03-01 10:00:01",
    "notify_type": "trade_status_sync",
    "charset": "utf-8",
    "version": "1.0",
    "out_trade_no": "P2026030100001",
    "trade_no": "2026030122001000000000000001",
    "trade_status": "TRADE_SUCCESS",
    "total_amount": "1960.00",
    "subject": "全棉府绸 200 米 + 样布 & 色卡",
    "gmt_payment": "2026-03-01 10:00:00",
}


def signed(params: dict[str, str], key: keys.PrivateKey = ALIPAY_KEY) -> dict[str, str]:
    """What Alipay would send."""
    return {**params, "sign_type": "RSA2", "sign": keys.sign(protocol.notice_content(params), key)}


def body(params: dict[str, str]) -> bytes:
    return urlencode(params).encode()

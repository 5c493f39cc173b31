"""Alipay page pay behind the provider contract: our numbers, our words, our keys."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from sourcebridge.kit.errors import ProviderError, ProviderUnknown
from sourcebridge.kit.ids import is_readable_number
from sourcebridge.kit.money import Money
from sourcebridge.payments.adapters.alipay import keys, protocol
from sourcebridge.payments.adapters.alipay.answers import AlipayRefused
from sourcebridge.payments.adapters.alipay.client import AlipayClient
from sourcebridge.payments.adapters.contract import (
    Charge,
    Instructions,
    Notice,
    NoticeKind,
    Redirect,
    RefundRequest,
    RefundStanding,
    Report,
    Standing,
)

KEPT = (
    "notify_id", "notify_time", "app_id", "seller_id", "out_trade_no", "trade_no", "trade_status", "total_amount",
    "trans_currency", "refund_fee", "out_biz_no", "gmt_create", "gmt_payment", "gmt_refund", "gmt_close",
)  # fmt: skip
MOST_MINUTES = 15 * 24 * 60
TOO_LATE = ("ACQ.TRADE_STATUS_ERROR", "ACQ.REASON_TRADE_STATUS_INVALID")


class AlipayProvider:
    """Our intents at Alipay. Its numbers have no dashes: P-7368-7875 is P73687875 there."""

    code = "ALIPAY"
    online = True

    def __init__(self, client: AlipayClient) -> None:
        self.client = client

    @classmethod
    def configured(cls) -> AlipayProvider:
        """As the settings say. Raises ProviderError(permanent=False) while Alipay's public key is not there yet."""
        given = settings.ALIPAY
        try:
            ring = keys.Keyring.of(Path(given["public_key_file"]).read_text())
        except (OSError, keys.BadKey) as error:
            raise ProviderError(f"Alipay's public key cannot be read: {error}", permanent=False) from error
        site = settings.PUBLIC_URL.rstrip("/")
        return cls(
            AlipayClient(
                protocol.AlipayConfig(
                    app_id=given["app_id"],
                    seller_id=given["seller_id"],
                    gateway=given["gateway"],
                    private_key=own_key(Path(given["private_key_file"])),
                    keyring=ring,
                    notify_url=f"{site}/callbacks/alipay/",
                    return_url=f"{site}/pay/return/alipay/",
                    allowed=tuple(settings.OUTGOING_ALLOWED),
                )
            )
        )

    def takes(self, amount: Money) -> bool:
        """Positive amounts in CNY."""
        return amount.currency == protocol.CURRENCY and amount.minor > 0

    def start(self, charge: Charge) -> Redirect | Instructions:
        """The signed address of the cashier."""
        order = protocol.PagePay(
            out_trade_no=outside(charge.number),
            amount=charge.amount,
            subject=charge.title,
            minutes=min(charge.minutes_left, MOST_MINUTES),
        )
        return Redirect(self.client.page_pay(order).url)

    def query(self, charge: Charge) -> Report:
        """Ask alipay.trade.query; the answer is verified by the client."""
        trade = self.client.query(out_trade_no=outside(charge.number))
        if trade is None:
            return Report(Standing.ABSENT)
        if trade.status.is_paid:
            return Report(Standing.PAID, amount=trade.total, provider_ref=trade.trade_no)
        closed = trade.status == protocol.TradeStatus.TRADE_CLOSED
        return Report(Standing.CLOSED if closed else Standing.WAITING)

    def close(self, charge: Charge) -> Report:
        """Close the trade; when it was paid in the meantime, report the payment."""
        try:
            self.client.close(out_trade_no=outside(charge.number))
        except AlipayRefused as refused:
            if refused.sub_code not in TOO_LATE:
                raise
            return self.query(charge)
        return Report(Standing.CLOSED)

    def refund(self, request: RefundRequest) -> RefundStanding:
        """Refund under our key. An answer "nothing changed" proves nothing, so the refund is asked for."""
        done = self.client.refund(
            out_trade_no=outside(request.number),
            out_request_no=outside(request.key),
            amount=request.amount,
            reason=request.reason,
        )
        if done.changed:
            return RefundStanding.DONE
        standing = self.query_refund(request)
        if standing == RefundStanding.ABSENT:
            raise ProviderUnknown("Alipay changed nothing and does not know the refund yet")
        return standing

    def query_refund(self, request: RefundRequest) -> RefundStanding:
        """Ask for the refund with our key; another amount than ours is not an answer."""
        found = self.client.refund_query(out_trade_no=outside(request.number), out_request_no=outside(request.key))
        if found is None:
            return RefundStanding.ABSENT
        if found.amount != request.amount:
            raise ProviderUnknown(f"Alipay refunded {found.amount} instead of {request.amount}")
        return RefundStanding.DONE

    def parse_notice(self, body: bytes, *, now: datetime) -> Notice:
        """Verify and read. The signature is judged at real time; `now` (business time) is not used."""
        config = self.client.config
        read = protocol.parse_notice(body, config.keyring, at=datetime.now(UTC))
        return Notice(
            notice_id=read.notify_id,
            kind=_kind(read),
            number=inside(read.out_trade_no),
            amount=read.total,
            provider_ref=read.trade_no,
            payee_is_us=read.is_for(config),
            status=str(read.status),
            kept={name: read.params[name] for name in KEPT if name in read.params},
        )


def _kind(read: protocol.Notice) -> NoticeKind:
    if read.status == protocol.TradeStatus.WAIT_BUYER_PAY:
        return NoticeKind.WAITING
    if read.refunded:
        return NoticeKind.REFUNDED
    return NoticeKind.PAID if read.status.is_paid else NoticeKind.CLOSED


def outside(number: str) -> str:
    """Our number as Alipay takes it."""
    return number.replace("-", "")


def inside(text: str) -> str:
    """Our number from Alipay's; a foreign one stays as it is."""
    letter, digits = text[:1], text[1:]
    if not (digits.isdecimal() and digits.isascii() and is_readable_number(digits)):
        return text
    groups = [digits[max(0, end - 4) : end] for end in range(len(digits), 0, -4)]
    return f"{letter}-" + "-".join(reversed(groups))


def own_key(path: Path) -> keys.PrivateKey:
    """Our signing key, made at first use (readable by its owner only); the public half is laid out for deposit.

    It lies beside the private key and, in a demo, where the simulator reads it.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(keys.new_private_key())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(fresh)
        fresh.unlink(missing_ok=True)
    key = keys.private_key(path.read_text())
    public = keys.public_text(key)
    for place in (path.with_name("alipay_app_public.pem"), *_simulator_copy()):
        if not place.exists() or place.read_text() != public:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(public)
    return key


def _simulator_copy() -> list[Path]:
    return (
        [Path(settings.ALIPAY["public_key_file"]).with_name("alipay_app_public.pem")] if settings.SIMULATORS_URL else []
    )

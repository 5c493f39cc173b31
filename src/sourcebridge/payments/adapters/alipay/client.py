"""Call Alipay's gateway. Only a verified business answer is a result; everything else is ProviderUnknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sourcebridge.kit import outgoing
from sourcebridge.kit.errors import ProviderUnknown
from sourcebridge.kit.money import Money
from sourcebridge.payments.adapters.alipay import answers, protocol
from sourcebridge.payments.adapters.alipay.protocol import AlipayConfig, PagePay, Redirect, TradeStatus

ABSENT = "ACQ.TRADE_NOT_EXIST"
SECONDS = 15.0
OK = 200


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade as Alipay sees it; `total` is what the buyer was asked for."""

    out_trade_no: str
    trade_no: str
    status: TradeStatus
    total: Money
    paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class Refunded:
    """An accepted refund. `total` is all refunds of the trade so far; `changed` is False when the key was repeated."""

    out_trade_no: str
    trade_no: str
    total: Money
    changed: bool


@dataclass(frozen=True, slots=True)
class RefundFound:
    """One refund that was made, found by its key."""

    out_request_no: str
    amount: Money


def _real_now() -> datetime:
    return datetime.now(UTC)


class AlipayClient:
    """The five calls we need. Times of signatures are real time, not business time.

    All calls raise ProviderError(permanent=False) when nothing was sent, ProviderUnknown when nobody knows,
    AlipayRefused (permanent) for a verified no. None of them touches the database; never call inside a transaction.
    """

    def __init__(
        self,
        config: AlipayConfig,
        *,
        send: Callable[..., outgoing.Answer] = outgoing.send,
        real_now: Callable[[], datetime] = _real_now,
    ) -> None:
        self.config = config
        self._send = send
        self._real_now = real_now

    def page_pay(self, order: PagePay) -> Redirect:
        """Where to send the buyer; signs, calls nobody."""
        return protocol.page_pay(self.config, order, at=self._real_now())

    def query(self, *, out_trade_no: str) -> Trade | None:
        """The trade with our number; None when Alipay verifiably has none (the buyer may still come and open it)."""
        try:
            fields = self._call("alipay.trade.query", {"out_trade_no": out_trade_no})
        except answers.AlipayRefused as refused:
            if refused.sub_code == ABSENT:
                return None
            raise
        with _reading("alipay.trade.query"):
            _same(fields, "out_trade_no", out_trade_no)
            return Trade(
                out_trade_no,
                fields["trade_no"],
                TradeStatus(fields["trade_status"]),
                protocol.from_yuan(fields["total_amount"], fields.get("trans_currency") or protocol.CURRENCY),
                protocol.from_beijing(fields.get("send_pay_date", "")),
            )

    def refund(self, *, out_trade_no: str, out_request_no: str, amount: Money, reason: str = "") -> Refunded:
        """Send money back. The key `out_request_no` makes a repetition harmless: it answers with changed=False.

        `changed=False` does not prove the refund; ask `refund_query`.
        """
        content = {
            "out_trade_no": out_trade_no,
            "refund_amount": protocol.yuan(amount),
            "out_request_no": out_request_no,
            **({"refund_reason": reason[:256]} if reason else {}),
        }
        fields = self._call("alipay.trade.refund", content)
        with _reading("alipay.trade.refund"):
            _same(fields, "out_trade_no", out_trade_no)
            total = protocol.from_yuan(fields["refund_fee"])
            return Refunded(out_trade_no, fields["trade_no"], total, fields.get("fund_change") == "Y")

    def refund_query(self, *, out_trade_no: str, out_request_no: str) -> RefundFound | None:
        """The refund with this key; None when Alipay verifiably has made none (so far)."""
        content = {"out_trade_no": out_trade_no, "out_request_no": out_request_no}
        try:
            fields = self._call("alipay.trade.fastpay.refund.query", content)
        except answers.AlipayRefused as refused:
            if refused.sub_code in {ABSENT, "TRADE_NOT_EXIST"}:
                return None
            raise
        if fields.get("refund_status") != "REFUND_SUCCESS":
            return None
        with _reading("alipay.trade.fastpay.refund.query"):
            _same(fields, "out_trade_no", out_trade_no)
            _same(fields, "out_request_no", out_request_no)
            return RefundFound(out_request_no, protocol.from_yuan(fields["refund_amount"]))

    def close(self, *, out_trade_no: str) -> bool:
        """Close an unpaid trade: True when it is closed now, False when Alipay has none.

        A paid trade is AlipayRefused (ACQ.TRADE_STATUS_ERROR, ACQ.REASON_TRADE_STATUS_INVALID): ask `query`.
        """
        try:
            fields = self._call("alipay.trade.close", {"out_trade_no": out_trade_no})
        except answers.AlipayRefused as refused:
            if refused.sub_code == ABSENT:
                return False
            raise
        with _reading("alipay.trade.close"):
            _same(fields, "out_trade_no", out_trade_no)
        return True

    def _call(self, method: str, content: Mapping[str, Any]) -> Mapping[str, Any]:
        params = protocol.request(self.config, method=method, content=content, at=self._real_now())
        answer = self._send(
            method="POST", url=self.config.gateway, form=params, allowed=self.config.allowed, seconds=SECONDS
        )
        if answer.status != OK:
            raise ProviderUnknown(f"{method} was answered with status {answer.status}")
        return answers.read(answer.body, method=method, keyring=self.config.keyring, at=self._real_now())


class _reading:  # noqa: N801 reads as a phrase
    """Whatever cannot be read in a signed answer is Unknown, never a failure."""

    def __init__(self, method: str) -> None:
        self.method = method

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, KeyError | ValueError | TypeError | protocol.UnreadableNotice):
            raise ProviderUnknown(f"the answer to {self.method} lacks or garbles {error}") from error


def _same(fields: Mapping[str, Any], name: str, asked: str) -> None:
    if fields.get(name) != asked:
        raise ValueError(f"{name} {fields.get(name)!r} instead of {asked!r}")

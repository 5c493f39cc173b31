"""The trades of the simulated Alipay and how it misbehaves on request."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric import rsa

from sourcebridge.simulators import rsa2
from sourcebridge.simulators.journal import Journal, Row
from sourcebridge.simulators.moment import Moment
from sourcebridge.simulators.outbox import Change, Outbox
from sourcebridge.simulators.web import Fault

TRADES = "trades"
BEHAVIOUR = "behaviour"
WAITING, PAID, CLOSED = "WAIT_BUYER_PAY", "TRADE_SUCCESS", "TRADE_CLOSED"
FORGERIES = ("other_key", "no_sign", "tampered", "downgraded")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What goes wrong with a payment. `unknown` and `refund_unknown` count answers that say nothing.

    Of the gateway's next answers, `broken` are a bare 500 with nothing done; then `mute` come `mute_seconds` late,
    after the caller gave up, though everything was done.
    """

    late_seconds: float = 0
    times: int = 1
    forged: bool = False
    wrong_amount: str = ""
    wrong_currency: str = ""
    wrong_seller: bool = False
    unknown: int = 0
    drop_notice: bool = False
    out_of_order: bool = False
    refund_unknown: int = 0
    refund_refused: bool = False
    broken: int = 0
    mute: int = 0
    mute_seconds: float = 30

    @classmethod
    def read(cls, said: dict[str, Any]) -> Behaviour:
        """From what a caller said; unknown names are a Fault."""
        names = {entry.name: type(entry.default) for entry in fields(cls)}
        strange = sorted(set(said) - set(names))
        if strange:
            raise Fault(f"unknown behaviour: {', '.join(strange)}")
        return cls(**{name: _as(names[name], value) for name, value in said.items()})


def _as(kind: type, value: Any) -> Any:
    if kind is bool:
        return value in (True, 1, "1", "true", "on", "yes")
    return kind(value)


def amount_of(text: str) -> Decimal:
    """An amount in yuan above zero with at most two decimals; Fault otherwise."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise Fault(f"{text!r} is not an amount") from None
    if not amount.is_finite() or amount <= 0 or amount != amount.quantize(Decimal("0.01")):
        raise Fault(f"{text!r} is not an amount")
    return amount


class Trades:
    """Opens, pays, refunds and closes trades and drafts the notices."""

    def __init__(
        self, journal: Journal, outbox: Outbox, moment: Moment, key: rsa.RSAPrivateKey, *, app_id: str, seller_id: str
    ) -> None:
        self.journal, self.outbox, self.moment, self.key = journal, outbox, moment, key
        self.app_id, self.seller_id = app_id, seller_id
        self._stranger = rsa2.make_key()

    def behaviour(self) -> Behaviour:
        """What is set for all payments."""
        return Behaviour(**(self.journal.get(BEHAVIOUR, "alipay") or {}))

    def behave(self, said: dict[str, Any]) -> Behaviour:
        """Set what goes wrong from now on; {} is good behaviour again."""
        wanted = Behaviour.read(said)
        self.journal.put(BEHAVIOUR, "alipay", asdict(wanted))
        return wanted

    def all(self) -> list[Row]:
        """All trades, the newest first."""
        return [self._aged(row) for row in reversed(self.journal.rows(TRADES))]

    def find(self, out_trade_no: str) -> Row | None:
        """One trade by the merchant's number."""
        row = self.journal.get(TRADES, out_trade_no)
        return self._aged(row) if row else None

    def need(self, out_trade_no: str) -> Row:
        """One trade by the merchant's number; a Fault when the buyer has not come to the cashier yet."""
        row = self.find(out_trade_no)
        if row is None:
            raise Fault(f"no trade {out_trade_no!r}: open its cashier first", 404)
        return row

    def fails(self, name: str) -> bool:
        """Use up one of the answers that fail (`broken`, `mute`); False when none is left."""
        with self.journal.lock:
            wanted = asdict(self.behaviour())
            if not wanted[name]:
                return False
            wanted[name] -= 1
            self.journal.put(BEHAVIOUR, "alipay", wanted)
            return True

    def open(self, content: dict[str, Any], *, notify_url: str, return_url: str) -> Row:
        """The trade of a cashier page; opening it again changes nothing, with another amount is a Fault."""
        total = f"{amount_of(str(content['total_amount'])):.2f}"
        with self.journal.lock:
            known = self.find(str(content["out_trade_no"]))
            if known:
                if known["asked"] != total:
                    raise Fault("ACQ.CONTEXT_INCONSISTENT: this number was opened with another amount", CONFLICT)
                return known
            now = self.moment.now()
            row: Row = {
                "out_trade_no": str(content["out_trade_no"]),
                "trade_no": f"{now:%Y%m%d}22001{secrets.randbelow(10**15):015d}",
                "subject": str(content.get("subject", "")),
                "asked": total,
                "total": total,
                "status": WAITING,
                "opened_at": self.moment.beijing(),
                "closes_at": (now + _patience(str(content.get("timeout_express", "15d")))).isoformat(),
                "paid_at": "",
                "refunds": {},
                "refund_at": "",
                "notify_url": notify_url,
                "return_url": return_url,
                "passback_params": str(content.get("passback_params", "")),
                "unknown": 0,
            }
            self.journal.put(TRADES, row["out_trade_no"], row)
            return row

    def pay(self, out_trade_no: str, *, amount: str = "", behaviour: Behaviour | None = None) -> Row:
        """The buyer pays what is asked, or another amount; the notices follow as the behaviour says."""
        with self.journal.lock:
            row = self.need(out_trade_no)
            if row["status"] != WAITING:
                raise Fault(f"the trade is {row['status']}", CONFLICT)
            wanted = behaviour or self.behaviour()
            row["total"] = f"{amount_of(amount):.2f}" if amount else row["asked"]
            row |= {"status": PAID, "paid_at": self.moment.beijing(), "unknown": wanted.unknown}
            self.journal.put_all([(TRADES, out_trade_no, row), *self._notices(row, wanted)])
        self.outbox.wake()
        return row

    def notify(self, out_trade_no: str, behaviour: Behaviour | None = None) -> int:
        """Send the notice of a trade as it stands once more; gives the number of messages."""
        row = self.need(out_trade_no)
        messages = self._notices(row, behaviour or Behaviour())
        self.journal.put_all(messages)
        self.outbox.wake()
        return len(messages)

    def forge(self, out_trade_no: str, how: str = "other_key") -> dict[str, str]:
        """Send a notice Alipay never sent: it says paid and was signed by somebody else, or by nobody."""
        row = self.need(out_trade_no)
        if how not in FORGERIES:
            raise Fault(f"forgeries are {', '.join(FORGERIES)}")
        forged = self.forged(row, how)
        self.journal.put_all([self.outbox.draft(row["notify_url"], forged, about=out_trade_no, retry=False)])
        self.outbox.wake()
        return forged

    def refund(self, out_trade_no: str, request_no: str, amount: str) -> tuple[Row, bool]:
        """Give money back once per request number; True when money moved now."""
        with self.journal.lock:
            row = self.need(out_trade_no)
            if request_no in row["refunds"]:
                return row, False
            back = amount_of(amount)
            if row["status"] != PAID or self.refunded(row) + back > Decimal(row["total"]):
                raise Fault("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", CONFLICT)
            row["refunds"][request_no] = f"{back:.2f}"
            row["refund_at"] = self.moment.beijing()
            if self.refunded(row) == Decimal(row["total"]):
                row["status"] = CLOSED
            told = {**self.fields(row), "refund_fee": f"{self.refunded(row):.2f}", "out_biz_no": request_no,
                    "gmt_refund": row["refund_at"]}  # fmt: skip
            message = self.outbox.draft(row["notify_url"], self.signed(told), about=out_trade_no)
            self.journal.put_all([(TRADES, out_trade_no, row), message])
        self.outbox.wake()
        return row, True

    def close(self, out_trade_no: str) -> Row:
        """End a trade nobody has paid."""
        with self.journal.lock:
            row = self.need(out_trade_no)
            if row["status"] == WAITING:
                row["status"] = CLOSED
                self.journal.put(TRADES, out_trade_no, row)
            elif row["paid_at"]:
                raise Fault("ACQ.TRADE_STATUS_ERROR", CONFLICT)
            return row

    def spend(self, out_trade_no: str, name: str) -> bool:
        """Use up one of the answers that say nothing; False when none is left."""
        with self.journal.lock:
            row = self.need(out_trade_no)
            if not row.get(name):
                return False
            row[name] -= 1
            self.journal.put(TRADES, out_trade_no, row)
            return True

    def refunded(self, row: Row) -> Decimal:
        """All refunds of a trade so far, in yuan."""
        return sum((Decimal(amount) for amount in row["refunds"].values()), Decimal(0))

    def way_back(self, row: Row) -> str:
        """The merchant's return address with signed parameters."""
        if not row["return_url"]:
            return ""
        return with_params(row["return_url"], self.signed({
            "app_id": self.app_id, "auth_app_id": self.app_id, "charset": "utf-8",
            "method": "alipay.trade.page.pay.return", "out_trade_no": row["out_trade_no"],
            "seller_id": self.seller_id, "timestamp": self.moment.beijing(), "total_amount": row["total"],
            "trade_no": row["trade_no"], "version": "1.0",
        }))  # fmt: skip

    def fields(self, row: Row) -> dict[str, str]:
        """The fields of an asynchronous notice about the trade as it stands."""
        told = {
            "app_id": self.app_id, "auth_app_id": self.app_id, "buyer_id": "2088102100000001",
            "buyer_logon_id": "bui***@example.com", "charset": "utf-8", "gmt_create": row["opened_at"],
            "notify_id": f"{secrets.randbelow(10**34):034d}", "notify_time": self.moment.beijing(),
            "notify_type": "trade_status_sync", "out_trade_no": row["out_trade_no"], "seller_id": self.seller_id,
            "subject": row["subject"], "total_amount": row["total"], "trade_no": row["trade_no"],
            "trade_status": row["status"], "version": "1.0", "passback_params": row["passback_params"],
        }  # fmt: skip
        if row["paid_at"]:
            told |= {"gmt_payment": row["paid_at"], "receipt_amount": row["total"], "buyer_pay_amount": row["total"]}
        return {name: value for name, value in told.items() if value}

    def signed(self, told: dict[str, str], key: rsa.RSAPrivateKey | None = None) -> dict[str, str]:
        """The fields with sign and sign_type."""
        content = rsa2.text_of(told, {"sign", "sign_type"})
        return {**told, "sign_type": "RSA2", "sign": rsa2.sign(content, key or self.key)}

    def forged(self, row: Row, how: str) -> dict[str, str]:
        """A notice that says paid and is not Alipay's word."""
        told = {**self.fields(row), "trade_status": PAID, "gmt_payment": self.moment.beijing()}
        if how == "no_sign":
            return told
        if how == "tampered":
            return {**self.signed(told), "total_amount": "0.01", "notify_id": "0" * 34}
        if how == "downgraded":
            return {**self.signed(told), "sign_type": "RSA"}
        return self.signed(told, self._stranger)

    def _notices(self, row: Row, wanted: Behaviour) -> list[Change]:
        url, about = row["notify_url"], row["out_trade_no"]
        if not url:
            return []
        messages: list[Change] = []
        if wanted.forged:
            messages.append(self.outbox.draft(url, self.forged(row, "other_key"), about=about, retry=False))
        if wanted.drop_notice:
            return messages
        told = self.fields(row)
        if wanted.wrong_amount:
            told["total_amount"] = f"{amount_of(wanted.wrong_amount):.2f}"
        if wanted.wrong_currency:
            told["trans_currency"] = wanted.wrong_currency
        if wanted.wrong_seller:
            told["seller_id"] = "2088999999999999"
        signed = self.signed(told)
        late = wanted.late_seconds
        messages += [
            self.outbox.draft(url, signed, about=about, late=late + nth) for nth in range(max(1, wanted.times))
        ]
        if wanted.out_of_order:
            stale = self.fields({**row, "status": WAITING, "paid_at": ""}) | {"notify_time": row["opened_at"]}
            messages.append(self.outbox.draft(url, self.signed(stale), about=about, late=late + wanted.times))
        return messages

    def _aged(self, row: Row) -> Row:
        if row["status"] == WAITING and datetime.fromisoformat(row["closes_at"]) <= self.moment.now():
            row["status"] = CLOSED
            self.journal.put(TRADES, row["out_trade_no"], row)
        return row


def with_params(url: str, params: dict[str, str]) -> str:
    """An address with parameters added."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(params)}"


def _patience(text: str) -> timedelta:
    if text == "1c":
        return timedelta(days=1)
    unit = UNITS.get(text[-1:])
    if unit is None or not text[:-1].isdigit():
        raise Fault(f"{text!r} is not a timeout")
    return timedelta(**{unit: int(text[:-1])})


def summary(row: Row, messages: Sequence[Row]) -> dict[str, Any]:
    """A trade for programs."""
    told = [{"state": message["state"], "tries": message["tries"], "answer": message["answer"]} for message in messages]
    shown = ("out_trade_no", "trade_no", "subject", "asked", "total", "status", "paid_at", "refunds")
    return {**{name: row[name] for name in shown}, "notices": told}

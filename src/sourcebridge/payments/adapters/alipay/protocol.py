"""Alipay's signed protocol, pure: parameters out, notices and answers in. Nothing here calls anybody.

Source: opendocs.alipay.com "自行实现签名", "自行实现验签", alipay.trade.page.pay / query / refund / close /
fastpay.refund.query. RSA2 is SHA256withRSA with PKCS #1 v1.5 padding over UTF-8. Times are Beijing time on the wire,
aware UTC here. Amounts on the wire are yuan with two decimals.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from sourcebridge.kit.currency import EXPONENTS
from sourcebridge.kit.errors import ProviderError
from sourcebridge.kit.money import Money
from sourcebridge.payments.adapters.alipay import keys
from sourcebridge.payments.adapters.alipay.keys import Keyring, PrivateKey
from sourcebridge.payments.adapters.contract import ForgedNotice

BEIJING = ZoneInfo("Asia/Shanghai")
CURRENCY = "CNY"
ACKNOWLEDGED = b"success"
REFUSED = b"failure"
YUAN = re.compile(r"[0-9]{1,13}(\.[0-9]{1,2})?")
LARGEST_NOTICE = 100_000
OWN_NUMBER = re.compile(r"[A-Za-z0-9_]{1,64}")
SMUGGLED = re.compile(r"&[A-Za-z_]+=")


class UnreadableNotice(ProviderError):
    """Alipay signed it, but it is not a message this adapter understands; a person has to look."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class TradeStatus(StrEnum):
    """Alipay's own words for the state of a trade."""

    WAIT_BUYER_PAY = "WAIT_BUYER_PAY"
    TRADE_CLOSED = "TRADE_CLOSED"
    TRADE_SUCCESS = "TRADE_SUCCESS"
    TRADE_FINISHED = "TRADE_FINISHED"

    @property
    def is_paid(self) -> bool:
        """Whether the money is with the seller's account."""
        return self in {TradeStatus.TRADE_SUCCESS, TradeStatus.TRADE_FINISHED}


@dataclass(frozen=True, slots=True)
class AlipayConfig:
    """Who we are to Alipay and whose word we take. `allowed` goes to the outgoing gate ("host:port" of a simulator)."""

    app_id: str
    seller_id: str
    gateway: str
    private_key: PrivateKey = field(repr=False)
    keyring: Keyring
    notify_url: str = ""
    return_url: str = ""
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PagePay:
    """What the buyer is sent to pay. `minutes` is Alipay's own deadline for the trade (1 to 21600)."""

    out_trade_no: str
    amount: Money
    subject: str
    minutes: int = 30
    passback: str = ""


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where to send the buyer: a plain link, or a form to post (action, fields)."""

    url: str
    action: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Notice:
    """A verified asynchronous notice. `refunded` is the total refunded so far, None when it speaks of no refund."""

    app_id: str
    seller_id: str
    notify_id: str
    notified_at: datetime | None
    out_trade_no: str
    trade_no: str
    status: TradeStatus
    total: Money
    paid_at: datetime | None
    refunded: Money | None
    refund_request_no: str
    params: Mapping[str, str] = field(repr=False)

    def is_for(self, config: AlipayConfig) -> bool:
        """Whether it speaks of our app and our seller account."""
        return self.app_id == config.app_id and self.seller_id == config.seller_id


@dataclass(frozen=True, slots=True)
class Return:
    """The verified parameters of the buyer's way back. Never a proof of payment: ask or wait for the notice."""

    app_id: str
    seller_id: str
    out_trade_no: str
    trade_no: str
    total: Money
    at: datetime | None


def sign_content(params: Mapping[str, str], *, without: tuple[str, ...] = ("sign",)) -> str:
    """The text that is signed in a request: sorted name=value of all non-empty parameters, joined by "&"."""
    return "&".join(f"{name}={params[name]}" for name in sorted(params) if params[name] != "" and name not in without)


def notice_content(params: Mapping[str, str]) -> str:
    """The text that is signed in a notice: every parameter that came except sign and sign_type, empty ones too."""
    return "&".join(f"{name}={params[name]}" for name in sorted(params) if name not in ("sign", "sign_type"))


def yuan(amount: Money) -> str:
    """An amount as Alipay writes it, e.g. "12.30". Raises ValueError for zero, negative or another currency."""
    if amount.currency != CURRENCY or amount.minor <= 0:
        raise ValueError(f"Alipay takes positive amounts in CNY, not {amount}")
    return f"{amount.amount:.2f}"


def from_yuan(text: str, currency: str = CURRENCY) -> Money:
    """Read an amount on the wire strictly; raises UnreadableNotice for signs, exponents, more decimals, other words."""
    places = EXPONENTS.get(currency)
    if places is None or not YUAN.fullmatch(text):
        raise UnreadableNotice(f"{text!r} {currency!r} is not an amount")
    amount = Decimal(text)
    if amount != amount.quantize(Decimal(1).scaleb(-places)):
        raise UnreadableNotice(f"{text!r} is not an amount in {currency}")
    return Money(amount, currency)


def from_beijing(text: str) -> datetime | None:
    """Beijing time on the wire ("2016-07-19 14:10:49", milliseconds allowed) as aware UTC; None when empty."""
    if not text:
        return None
    try:
        read = datetime.strptime(text.split(".", 1)[0], "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 the zone follows
    except ValueError:
        raise UnreadableNotice(f"{text!r} is not a time") from None
    return read.replace(tzinfo=BEIJING).astimezone(UTC)


def request(
    config: AlipayConfig,
    *,
    method: str,
    content: Mapping[str, Any],
    at: datetime,
    notify_url: str = "",
    return_url: str = "",
) -> dict[str, str]:
    """The signed parameters of one call; `at` is the real time of the call."""
    params = {
        "app_id": config.app_id,
        "method": method,
        "format": "JSON",
        "charset": "utf-8",
        "sign_type": "RSA2",
        "timestamp": at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S"),
        "version": "1.0",
        "notify_url": notify_url,
        "return_url": return_url,
        "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
    }
    given = {name: value for name, value in params.items() if value}
    return {**given, "sign": keys.sign(sign_content(given), config.private_key)}


def page_pay(config: AlipayConfig, order: PagePay, *, at: datetime) -> Redirect:
    """Send a buyer to the cashier. Raises ValueError for an amount, number or deadline Alipay would not take."""
    if not OWN_NUMBER.fullmatch(order.out_trade_no) or not 1 <= order.minutes <= 15 * 24 * 60:
        raise ValueError("Alipay takes numbers of up to 64 letters and digits, and 1 minute to 15 days")
    content = {
        "out_trade_no": order.out_trade_no,
        "product_code": "FAST_INSTANT_TRADE_PAY",
        "total_amount": yuan(order.amount),
        "subject": _subject(order.subject),
        "timeout_express": f"{order.minutes}m",
        **({"passback_params": order.passback} if order.passback else {}),
    }
    params = request(
        config,
        method="alipay.trade.page.pay",
        content=content,
        at=at,
        notify_url=config.notify_url,
        return_url=config.return_url,
    )
    return Redirect(f"{config.gateway}?{urlencode(params)}", f"{config.gateway}?charset=utf-8", params)


def _subject(text: str) -> str:
    """At most 256 characters, without the signs Alipay forbids in a subject (/, =, &)."""
    return re.sub(r"[/=&\x00-\x1f]", " ", text)[:256].strip() or "-"


def read_form(body: bytes | str) -> dict[str, str]:
    """The parameters of a form exactly as sent; raises ForgedNotice when a name comes twice or bytes are not UTF-8."""
    if len(body) > LARGEST_NOTICE:
        raise ForgedNotice("longer than any notice")
    try:
        text = body.decode("ascii") if isinstance(body, bytes) else body
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=200)
    except ValueError as error:
        raise ForgedNotice("not a form") from error
    params = dict(pairs)
    if len(params) != len(pairs):
        raise ForgedNotice("a parameter comes twice")
    return params


def verified(params: Mapping[str, str], keyring: Keyring, *, at: datetime) -> Mapping[str, str]:
    """Give the parameters back if Alipay signed them; raises ForgedNotice. `at` is the real time of arrival.

    The signed text does not mark where a value ends, so that "a=1&b=2" may be one parameter or two: a value that holds
    another parameter is refused. What we send ourselves never holds one (see `_subject`).
    """
    if params.get("sign_type") != "RSA2":
        raise ForgedNotice("the signature is not of the agreed kind")
    if params.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        raise ForgedNotice("the characters are not of the agreed kind")
    if any(SMUGGLED.search(value) for value in params.values()):
        raise ForgedNotice("a value holds another parameter")
    if not keyring.accepts(notice_content(params), params.get("sign", ""), at=at):
        raise ForgedNotice("the signature does not fit")
    return params


def parse_notice(body: bytes | str, keyring: Keyring, *, at: datetime) -> Notice:
    """Read an asynchronous notice (the raw form body). Raises ForgedNotice, or UnreadableNotice when it is signed.

    `at` is the real time of arrival. Whether it is for us and for which order is the caller's question.
    """
    params = verified(read_form(body), keyring, at=at)
    currency = params.get("trans_currency") or params.get("settle_currency") or CURRENCY
    refunded = params.get("refund_fee", "")
    try:
        status = TradeStatus(params["trade_status"])
        return Notice(
            app_id=params["app_id"],
            seller_id=params.get("seller_id", ""),
            notify_id=params["notify_id"],
            notified_at=from_beijing(params.get("notify_time", "")),
            out_trade_no=params["out_trade_no"],
            trade_no=params["trade_no"],
            status=status,
            total=from_yuan(params["total_amount"], currency),
            paid_at=from_beijing(params.get("gmt_payment", "")),
            refunded=from_yuan(refunded, currency) if refunded else None,
            refund_request_no=params.get("out_biz_no", ""),
            params=params,
        )
    except (KeyError, ValueError) as error:
        raise UnreadableNotice(f"a signed notice of another kind: {error}") from error


def parse_return(query: str, keyring: Keyring, *, at: datetime) -> Return:
    """Read the buyer's way back (the raw query string); raises ForgedNotice or UnreadableNotice."""
    params = verified(read_form(query), keyring, at=at)
    try:
        return Return(
            app_id=params["app_id"],
            seller_id=params.get("seller_id", ""),
            out_trade_no=params["out_trade_no"],
            trade_no=params["trade_no"],
            total=from_yuan(params["total_amount"]),
            at=from_beijing(params.get("timestamp", "")),
        )
    except KeyError as error:
        raise UnreadableNotice(f"a signed return of another kind: {error}") from error


def deadline_minutes(now: datetime, due_at: datetime) -> int:
    """Whole minutes until a deadline, at least 1: what to give to PagePay.minutes."""
    return max(1, int((due_at - now) / timedelta(minutes=1)))

"""The protocol of kuaidi100, pure: subscription and query out, pushes in.

Source: api.kuaidi100.com documents "订阅推送" (5f0ffb5ebc8da837cbd8aefc) and "实时查询"; states: domain.md A9 [S19].
Signatures are MD5 in upper-case hex: param+salt for a push, param+key+customer for a query.
Times are Beijing time on the wire, aware UTC here.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from sourcebridge.kit.errors import ProviderError, ProviderUnknown

BEIJING = ZoneInfo("Asia/Shanghai")
LARGEST_PUSH = 1_000_000
CARRIERS = (
    "debangkuaidi", "shentong", "yuantong", "zhongtong", "yunda", "shunfeng", "jd", "ems", "jtexpress",
    "huitongkuaidi",
)  # fmt: skip
CANONICAL: Mapping[str, str] = {
    "0": "IN_TRANSIT", "1001": "IN_TRANSIT", "1002": "IN_TRANSIT", "1003": "IN_TRANSIT", "7": "IN_TRANSIT",
    "1": "PICKED_UP", "103": "PICKED_UP", "101": "CREATED", "102": "CREATED",
    "2": "EXCEPTION", "201": "EXCEPTION", "202": "EXCEPTION", "203": "EXCEPTION", "204": "EXCEPTION",
    "205": "EXCEPTION", "206": "EXCEPTION", "207": "EXCEPTION", "208": "EXCEPTION", "209": "EXCEPTION",
    "210": "CANCELLED", "401": "CANCELLED", "14": "EXCEPTION",
    "3": "DELIVERED", "301": "DELIVERED", "302": "DELIVERED", "303": "DELIVERED", "304": "DELIVERED",
    "4": "RETURNED", "6": "RETURNING", "5": "OUT_FOR_DELIVERY", "501": "AT_PICKUP_POINT",
    "8": "CUSTOMS", "10": "CUSTOMS", "11": "CUSTOMS", "12": "CUSTOMS", "13": "CUSTOMS",
}  # fmt: skip
WORDS: Mapping[str, str] = {
    "在途": "0", "到达派件城市": "1001", "干线": "1002", "转递": "1003", "转投": "7", "转单": "7",
    "揽收": "1", "已揽收": "103", "已下单": "101", "待揽收": "102", "疑难": "2", "签收": "3", "本人签收": "301",
    "派件异常后签收": "302", "代签": "303", "投柜或站签收": "304", "退签": "4", "退回": "6", "派件": "5",
    "投柜或驿站": "501", "清关": "8", "待清关": "10", "清关中": "11", "已清关": "12", "清关异常": "13", "拒签": "14",
    "拒收": "203", "已销单": "401",
}  # fmt: skip
SUBSCRIBED_CODES = frozenset({"200", "501"})
HOPELESS_CODES = frozenset({"600", "601", "700", "701", "702"})


class ForgedPush(ProviderError):
    """The push does not carry the signature agreed for this waybill: nothing in it may be believed."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class UnreadablePush(ProviderError):
    """The push is signed but is not one this adapter understands."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class Watch(StrEnum):
    """What kuaidi100 does with the waybill from now on; after ABORT the waybill may be subscribed again."""

    POLLING = "polling"
    SHUTDOWN = "shutdown"
    ABORT = "abort"
    UPDATEALL = "updateall"


@dataclass(frozen=True, slots=True)
class Track:
    """One thing that happened to the parcel. `state` is canonical, None when the carrier gave only words."""

    happened_at: datetime
    context: str
    state: str | None
    place: str
    area_code: str
    code: str


@dataclass(frozen=True, slots=True)
class Push:
    """A verified push: the whole history known so far, oldest first. `state` is the canonical present state."""

    watch: Watch
    message: str
    carrier: str
    waybill: str
    state: str | None
    code: str
    is_signed_for: bool
    tracks: tuple[Track, ...]
    raw: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The answer to a subscription; a repeated one (501) counts as accepted."""

    accepted: bool
    code: str
    message: str
    permanent: bool


def digest(*parts: str) -> str:
    """MD5 over the joined parts as upper-case hex: kuaidi100's signature."""
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest().upper()


def subscription(
    *,
    carrier: str,
    waybill: str,
    callback_url: str,
    salt: str,
    key: str,
    phone: str = "",
    sent_from: str = "",
    sent_to: str = "",
) -> dict[str, str]:
    """The form that asks to be told about a waybill. `phone`: SF and ZTO need four digits of sender or recipient."""
    parameters = {"callbackurl": callback_url, "salt": salt, "resultv2": "4", "phone": phone}
    param = {
        "company": carrier,
        "number": waybill,
        "from": sent_from,
        "to": sent_to,
        "key": key,
        "parameters": {name: value for name, value in parameters.items() if value},
    }
    given = {name: value for name, value in param.items() if value}
    return {"schema": "json", "param": json.dumps(given, ensure_ascii=False, separators=(",", ":"))}


def read_subscribed(body: bytes) -> Subscribed:
    """Read the answer to a subscription; raises ProviderUnknown when it is none."""
    try:
        answer = json.loads(body)
        code, message = str(answer["returnCode"]), str(answer.get("message", ""))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProviderUnknown("the answer to the subscription cannot be read") from error
    return Subscribed(code in SUBSCRIBED_CODES, code, message, code in HOPELESS_CODES)


def query(*, carrier: str, waybill: str, key: str, customer: str, phone: str = "") -> dict[str, str]:
    """The signed form that asks for a waybill's history at once; ask at most every 30 minutes per waybill."""
    asked = {"com": carrier, "num": waybill, "phone": phone, "resultv2": "4", "show": "0", "order": "desc"}
    param = json.dumps({name: value for name, value in asked.items() if value}, ensure_ascii=False)
    return {"customer": customer, "param": param, "sign": digest(param, key, customer)}


def read_queried(body: bytes) -> Push:
    """Read the answer to a query. The answer is not signed: trust it only over HTTPS. Raises ProviderError."""
    try:
        answer = json.loads(body)
        if answer.get("result") is False or str(answer.get("status")) != "200":
            raise ProviderError(f"kuaidi100: {answer.get('returnCode')} {answer.get('message')}", permanent=False)
        return _push(Watch.POLLING, "", answer)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProviderUnknown("the answer to the query cannot be read") from error


def is_signed(param: str, signature: str, salt: str) -> bool:
    """Whether the signature is MD5(param+salt); compared in constant time. An empty salt signs nothing."""
    return bool(salt) and hmac.compare_digest(signature.encode(), digest(param, salt).encode())


def parse_push(body: bytes | str, salt: str) -> Push:
    """Read a push (the raw form body) with the salt given at subscription. Raises ForgedPush or UnreadablePush."""
    try:
        text = body.decode("ascii") if isinstance(body, bytes) else body
        if len(text) > LARGEST_PUSH:
            raise ValueError("longer than any push")
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=20)
    except ValueError as error:
        raise ForgedPush("not a form") from error
    form = dict(pairs)
    if len(form) != len(pairs) or not is_signed(form.get("param", ""), form.get("sign", ""), salt):
        raise ForgedPush("the signature does not fit")
    try:
        param = json.loads(form["param"])
        return _push(Watch(param["status"]), str(param.get("message") or ""), param["lastResult"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadablePush(f"a signed push of another kind: {error}") from error


def answer(*, accepted: bool, message: str = "") -> dict[str, Any]:
    """What to answer to a push; anything but accepted is sent again, up to three times."""
    if accepted:
        return {"result": True, "returnCode": "200", "message": message or "成功"}
    return {"result": False, "returnCode": "500", "message": message or "失败"}


def _push(watch: Watch, message: str, result: Mapping[str, Any]) -> Push:
    code = str(result.get("state", ""))
    oldest_first = [_track(entry) for entry in (result.get("data") or [])[::-1]]
    return Push(
        watch=watch,
        message=message,
        carrier=str(result["com"]),
        waybill=str(result["nu"]),
        state=CANONICAL.get(code),
        code=code,
        is_signed_for=str(result.get("ischeck")) == "1",
        tracks=tuple(sorted(oldest_first, key=lambda track: track.happened_at)),
        raw=result,
    )


def _track(entry: Mapping[str, Any]) -> Track:
    code = str(entry.get("statusCode") or WORDS.get(str(entry.get("status") or ""), ""))
    return Track(
        happened_at=from_beijing(str(entry.get("ftime") or entry["time"])),
        context=str(entry["context"]),
        state=CANONICAL.get(code),
        place=str(entry.get("areaName") or entry.get("location") or ""),
        area_code=str(entry.get("areaCode") or ""),
        code=code,
    )


def from_beijing(text: str) -> datetime:
    """Beijing time on the wire ("2012-08-28 16:33:19") as aware UTC; raises ValueError."""
    read = datetime.strptime(text, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 the zone follows
    return read.replace(tzinfo=BEIJING).astimezone(UTC)

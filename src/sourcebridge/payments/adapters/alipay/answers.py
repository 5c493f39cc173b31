"""Read what the gateway answers: the signature covers the exact bytes of the `*_response` value, so cut them out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from json.decoder import JSONDecoder
from typing import Any

from sourcebridge.kit.errors import ProviderError, ProviderUnknown
from sourcebridge.payments.adapters.alipay.keys import Keyring

DECODER = JSONDecoder()
BLANKS = " \t\r\n"
DONE = "10000"
BUSINESS_REFUSED = "40004"
UNDECIDED_CODES = frozenset({"20000", "10003", "20001"})
UNDECIDED_WORDS = ("SYSTEM_ERROR", "UNKNOW", "TIMEOUT", "ISP.")


class AlipayRefused(ProviderError):
    """Alipay's verified no. `sub_code` is its reason, e.g. "ACQ.TRADE_NOT_EXIST"."""

    def __init__(self, code: str, sub_code: str, message: str) -> None:
        super().__init__(f"{code} {sub_code} {message}", permanent=True)
        self.code = code
        self.sub_code = sub_code


@dataclass(frozen=True, slots=True)
class Signed:
    """The raw text of the answer's value and the signature beside it."""

    content: str
    signature: str


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice")
    return found


STRICT = JSONDecoder(object_pairs_hook=_unique, parse_float=str, parse_int=str, parse_constant=str)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in BLANKS:
        at += 1
    return at


def members(text: str) -> dict[str, str]:
    """Name → raw text of each value of a JSON object; raises ValueError when it is not one or a name comes twice."""
    found: dict[str, str] = {}
    at = _skip(text, 0)
    if text[at : at + 1] != "{":
        raise ValueError("not an object")
    at = _skip(text, at + 1)
    while text[at : at + 1] != "}":
        name, at = DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if not isinstance(name, str) or name in found or text[at : at + 1] != ":":
            raise ValueError("not an object with single names")
        start = _skip(text, at + 1)
        _value, end = DECODER.raw_decode(text, start)
        found[name] = text[start:end]
        at = _skip(text, end)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
        elif text[at : at + 1] != "}":
            raise ValueError("not an object")
    if _skip(text, at + 1) != len(text):
        raise ValueError("something follows the object")
    return found


def cut(body: bytes, method: str) -> Signed:
    """Find the value Alipay signed, byte for byte, and the signature. Raises ValueError when there is none."""
    found = members(body.decode("utf-8"))
    names = [name for name in (f"{method.replace('.', '_')}_response", "error_response") if name in found]
    if len(names) != 1:
        raise ValueError("the answer is not to this call")
    signature = json.loads(found.get("sign", '""'))
    if not isinstance(signature, str):
        raise TypeError("the signature is not a text")
    return Signed(found[names[0]], signature)


def read(body: bytes, *, method: str, keyring: Keyring, at: datetime) -> Mapping[str, Any]:
    """The verified fields of a done call. `at` is the real time of the answer.

    Raises AlipayRefused for a verified no, ProviderUnknown for everything that is not a verified yes or no.
    """
    try:
        signed = cut(body, method)
    except (ValueError, TypeError, RecursionError) as error:
        raise ProviderUnknown(f"the answer to {method} cannot be read: {error}") from error
    unescaped = signed.content.replace("\\/", "/")
    if not keyring.accepts(signed.content, signed.signature, at=at) and not (
        unescaped != signed.content and keyring.accepts(unescaped, signed.signature, at=at)
    ):
        raise ProviderUnknown(f"the answer to {method} is not signed by Alipay")
    try:
        fields = STRICT.decode(signed.content)
    except ValueError as error:
        raise ProviderUnknown(f"the answer to {method} is signed but cannot be read") from error
    if not isinstance(fields, dict):
        raise ProviderUnknown(f"the answer to {method} is signed but holds no fields")
    return _decided(fields, method)


def _decided(fields: dict[str, Any], method: str) -> Mapping[str, Any]:
    code, sub_code = str(fields.get("code", "")), str(fields.get("sub_code", ""))
    if code == DONE:
        return fields
    if code in UNDECIDED_CODES or not code or any(word in sub_code.upper() for word in UNDECIDED_WORDS):
        raise ProviderUnknown(f"Alipay does not say whether {method} was done: {code} {sub_code}")
    raise AlipayRefused(code, sub_code, str(fields.get("sub_msg") or fields.get("msg") or ""))

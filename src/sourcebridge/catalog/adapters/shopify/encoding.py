"""Which characters the bytes of a spreadsheet file stand for. Pure."""

from __future__ import annotations

import codecs

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MOSTLY = 0.9


class Undecodable(Exception):
    """The bytes are not text in any encoding spreadsheets write."""


def decoded(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: by its mark, else UTF-8, else Chinese (GB 18030) or Western Windows.

    Chinese is preferred when the decoded signs are nearly all of the common set. Raises Undecodable.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            try:
                return _clean(content.decode(name)), name
            except UnicodeDecodeError:
                raise Undecodable from None
    if b"\x00" in content:
        raise Undecodable
    try:
        return _clean(content.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return _clean(content.decode("cp1252", errors="replace")), "cp1252"
    strange = [sign for sign in text if not sign.isascii()]
    common = sum(1 for sign in strange if _is_common(sign))
    if common >= _MOSTLY * len(strange):
        return _clean(text), "gb18030"
    return _clean(content.decode("cp1252", errors="replace")), "cp1252"


def _is_common(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _clean(text: str) -> str:
    if "\x00" in text:
        raise Undecodable
    return text

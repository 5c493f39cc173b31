"""Which characters the bytes of a table stand for. Streams: the file is never held whole."""

from __future__ import annotations

import codecs
from pathlib import Path

from sourcebridge.catalog.files.faults import Unreadable

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLOCK = 1024 * 1024
_MOSTLY = 0.9
_ENOUGH = 200_000


def encoding_of(path: Path) -> str:
    """The name of the encoding: by its mark, else UTF-8, else Chinese (GB 18030) or Western Windows.

    Chinese is preferred when the decoded signs are nearly all of the common set. Raises Unreadable.
    """
    with path.open("rb") as file:
        start = file.read(4)
    for mark, name in MARKS:
        if start.startswith(mark):
            if not _decodes(path, name):
                raise Unreadable("wrong_encoding", encoding="UTF-8" if name == "utf-8-sig" else "UTF-16")
            return name
    if _has_zero(path):
        raise Unreadable("not_text")
    if _decodes(path, "utf-8"):
        return "utf-8"
    if _decodes(path, "gb18030") and _mostly_common(path):
        return "gb18030"
    return "cp1252"


def _decodes(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                if "\x00" in decoder.decode(block):
                    raise Unreadable("not_text")
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _has_zero(path: Path) -> bool:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if b"\x00" in block:
                return True
    return False


def _mostly_common(path: Path) -> bool:
    strange = common = 0
    with path.open(encoding="gb18030", newline="") as file:
        while strange < _ENOUGH and (text := file.read(_BLOCK // 4)):
            signs = [sign for sign in text if not sign.isascii()]
            strange += len(signs)
            common += sum(1 for sign in signs if _is_common(sign))
    return common >= _MOSTLY * strange


def _is_common(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True

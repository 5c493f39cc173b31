"""Single cells read into facts. Pure; None means it cannot be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from sourcebridge.catalog.files import numbers, units
from sourcebridge.catalog.files.targets import GRAMS
from sourcebridge.kit.currency import EXPONENTS

_ADDRESS = re.compile(r"(?:https?:)?//[^\s,;，；|]+", re.IGNORECASE)
_ON_WORDS = "在售 上架 已上架 销售中 出售中 启用 正常 是 published active yes y true 1 on live enabled"
_OFF_WORDS = "下架 已下架 草稿 停售 停用 仓库中 未上架 否 withdrawn draft inactive no n false 0 off archived disabled"
_ON = frozenset(_ON_WORDS.split()) | {"on sale", "在售 on sale", "是 yes"}
_OFF = frozenset(_OFF_WORDS.split()) | {"下架 withdrawn", "草稿 draft", "否 no"}
_LANGUAGES = {"zh": "zh-hans", "zh-hans": "zh-hans", "中文": "zh-hans", "chinese": "zh-hans", "中文 chinese": "zh-hans",
              "en": "en", "english": "en", "英文": "en", "英语": "en", "英文 english": "en"}  # fmt: skip


def _word(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def on_sale(text: str) -> bool | None:
    """Whether a cell says "on sale"; None when it says something else."""
    word = _word(text)
    return True if word in _ON else False if word in _OFF else None


def count(text: str) -> Decimal | None:
    """A count with up to three decimals; below zero is read as it stands."""
    found = numbers.number(text)
    return found if found is not None and found == found.quantize(Decimal("0.001")) else None


def _amount(text: str) -> str | None:
    found = count(text)
    return f"{found.normalize():f}" if found is not None and found > 0 else None


def _unit(text: str) -> str | None:
    return units.unit(text) or None


def _sell_unit(text: str) -> str | None:
    return units.sell_unit(text) or None


def _currency(text: str) -> str | None:
    code = text.strip().upper()
    found = code if code in EXPONENTS else numbers.currency_in(text)
    return found if found in EXPONENTS else None


def _hours(factor: int) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        figures = re.findall(r"\d+(?:\.\d+)?", unicodedata.normalize("NFKC", text))
        if not figures:
            return None
        own = (
            1
            if re.search(r"hour|小时|\bhrs?\b", text, re.IGNORECASE)
            else 24
            if re.search(r"day|天|日", text, re.IGNORECASE)
            else 0
        )
        own = own or (168 if re.search(r"week|周", text, re.IGNORECASE) else factor)
        hours = max(Decimal(figure) for figure in figures) * own
        return int(hours) if 1 <= hours <= 8760 else None

    return read


def _price(text: str) -> str | None:
    found = numbers.number(text)
    return f"{found.normalize():f}" if found is not None and found >= 0 else None


def _audience(text: str) -> str | None:
    word = _word(text)
    if any(part in word for part in ("approved", "审核", "批准", "授权")):
        return "APPROVED"
    return "PUBLIC" if any(part in word for part in ("public", "公开", "everyone", "所有")) else None


def _language(text: str) -> str | None:
    return _LANGUAGES.get(_word(text))


def _deduct(text: str) -> str | None:
    word = _word(text)
    if word in {"on_order", "拍下减库存", "拍下减"} or "placed" in word or "拍下" in word:
        return "ON_ORDER"
    return "ON_PAYMENT" if word == "on_payment" or "paid" in word or "付款" in word else None


TERMS: tuple[tuple[str, str, Callable[[str], str | int | None]], ...] = (
    ("unit", "unit", _unit),
    ("sell_unit", "sell_unit", _sell_unit),
    ("currency", "currency", _currency),
    ("moq", "moq", _amount),
    ("batch", "batch_multiple", _amount),
    ("dispatch:hours", "dispatch_hours", _hours(1)),
    ("dispatch:days", "dispatch_hours", _hours(24)),
    ("sample_price", "sample_price", _price),
    ("sample_most", "sample_most", _amount),
    ("audience", "audience", _audience),
    ("language", "language", _language),
    ("deduct_on", "deduct_on", _deduct),
)
REASONS = {
    "unit": "unit_unknown", "moq": "amount_wrong", "batch": "amount_wrong", "dispatch:hours": "dispatch_wrong",
    "dispatch:days": "dispatch_wrong", "currency": "currency_unknown", "sample_price": "price_wrong",
    "sample_most": "amount_wrong",
}  # fmt: skip


def barcode(text: str) -> str:
    """A barcode's signs; a spreadsheet's "6.90123E+12" is none."""
    told = text.lstrip("'").strip()
    return "" if re.fullmatch(r"\d\.\d+[eE]\+\d+", told) else told[:40]


def weight(text: str, unit: str) -> Decimal | None:
    """A weight in grams; the cell's own unit, then the given one."""
    factor = GRAMS.get(unit) or numbers.grams_per(unit) or Decimal(1)
    found = numbers.grams(text, default=factor)
    return found if found is not None and found >= 0 else None


def addresses(text: str) -> list[str]:
    """The picture addresses in a cell."""
    return [hit.rstrip(".)\"'")[:1000] for hit in _ADDRESS.findall(text)]


def options(text: str, header: str) -> list[list[str]]:
    """The options in one cell: "颜色:红;尺码:L", "Colour=Red | Size=L", or a bare value under the column's name."""
    parts = [part.strip() for part in re.split(r"[;；|\n]|,(?=[^,]*[:：=])|，(?=[^，]*[:：=])", text) if part.strip()]
    pairs = [re.split(r"[:：=]", part, maxsplit=1) for part in parts]
    if pairs and all(len(pair) == 2 and pair[0].strip() and pair[1].strip() for pair in pairs):
        return [[name.strip()[:60], value.strip()[:120]] for name, value in pairs][:3]
    return [[" ".join(header.split())[:60], " ".join(text.split())[:120]]]

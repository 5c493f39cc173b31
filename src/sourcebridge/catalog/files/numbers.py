"""Numbers, prices, weights and sizes as people write them into cells. Pure."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

_CURRENCIES = {
    "¥": "CNY", "￥": "CNY", "元": "CNY", "rmb": "CNY", "cny": "CNY", "人民币": "CNY", "$": "USD", "us$": "USD",
    "usd": "USD", "美元": "USD", "美金": "USD", "€": "EUR", "eur": "EUR", "欧元": "EUR", "£": "GBP", "gbp": "GBP",
    "jpy": "JPY", "日元": "JPY", "hkd": "HKD", "hk$": "HKD", "港币": "HKD",
}  # fmt: skip
_GRAMS = {
    "g": Decimal(1), "gram": Decimal(1), "grams": Decimal(1), "gr": Decimal(1), "克": Decimal(1),
    "kg": Decimal(1000), "kgs": Decimal(1000), "kilogram": Decimal(1000), "kilograms": Decimal(1000),
    "公斤": Decimal(1000), "千克": Decimal(1000), "kgm": Decimal(1000), "斤": Decimal(500), "mg": Decimal("0.001"),
    "t": Decimal(1000000), "吨": Decimal(1000000), "lb": Decimal("453.592"), "lbs": Decimal("453.592"),
    "pound": Decimal("453.592"), "pounds": Decimal("453.592"), "磅": Decimal("453.592"), "oz": Decimal("28.3495"),
    "ounce": Decimal("28.3495"), "ounces": Decimal("28.3495"), "盎司": Decimal("28.3495"),
}  # fmt: skip
_MILLIMETRES = {
    "mm": Decimal(1), "毫米": Decimal(1), "cm": Decimal(10), "厘米": Decimal(10), "公分": Decimal(10),
    "m": Decimal(1000), "米": Decimal(1000), "in": Decimal("25.4"), "inch": Decimal("25.4"),
    "inches": Decimal("25.4"), "英寸": Decimal("25.4"), '"': Decimal("25.4"),
}  # fmt: skip
_NUMBER = r"[-+]?\d[\d,'\s]*(?:\.\d+)?|[-+]?\.\d+"
_FIRST = re.compile(_NUMBER)
_EUROPEAN = re.compile(r"[-+]?\d{1,3}(?:\.\d{3})+,\d{1,2}|[-+]?\d+,\d{1,2}")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:[,'\s]\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,2})?")
LARGEST = Decimal(10) ** 12
_BEFORE = re.compile(r"^(?:[¥€£$]|(?:us|hk)\$|rmb|cny|usd|eur|gbp|人民币|美元)\s*(?=[-+.\d])", re.IGNORECASE)
_BEHIND = re.compile(r"(?<=\d)\s*(?:(?![eE][-+]?\d|_)[^\d.,\s\-].{0,8})$|(?<=\d)[.,]$")
_LEAST = re.compile(
    r"(?:>=|≥|>|满)\s*(\d+)|(\d+)\s*(?:-|~|–|—|至)\s*\d+|(\d+)\s*(?:\+|[件个米双套]?(?:起|以上)|pcs|pieces|units)",
    re.IGNORECASE,
)


def number(text: str) -> Decimal | None:
    """The number a cell is, with its currency or unit sign left off; None when it is none.

    "1,234.50", "¥ 9.8 元", "1.234,50", "12pcs" are numbers; "12-15" and "a12" are not.
    """
    cleaned = unicodedata.normalize("NFKC", text).strip()
    if not _PLAIN.fullmatch(cleaned):
        cleaned = _BEHIND.sub("", _BEFORE.sub("", cleaned)).strip()
    if _PLAIN.fullmatch(cleaned):
        exact = cleaned
    elif _THOUSANDS.fullmatch(cleaned):
        exact = re.sub(r"[,'\s]", "", cleaned)
    elif _EUROPEAN.fullmatch(cleaned):
        exact = cleaned.replace(".", "").replace(",", ".")
    else:
        return None
    try:
        found = Decimal(exact)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < LARGEST else None


def is_number(text: str) -> bool:
    """Whether a cell is a number and little else."""
    return number(text) is not None


def currency_in(text: str) -> str:
    """The currency a header or a price names, or nothing."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    for word in sorted(_CURRENCIES, key=len, reverse=True):
        letters = word.isascii() and word.isalpha()
        if re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", folded) if letters else word in folded:
            return _CURRENCIES[word]
    return ""


def _factor(text: str, table: dict[str, Decimal]) -> Decimal | None:
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = re.findall(r"[a-z]+|[一-鿿]+|\"", folded)
    for word in reversed(words):
        if word in table:
            return table[word]
        for known in sorted(table, key=len, reverse=True):
            if not known.isascii() and word.endswith(known):
                return table[known]
    return None


def grams_per(text: str) -> Decimal | None:
    """How many grams the unit of weight in a header or cell stands for; None when it names none."""
    return _factor(text, _GRAMS)


def millimetres_per(text: str) -> Decimal | None:
    """How many millimetres the unit of length in a header or cell stands for; None when it names none."""
    return _factor(text, _MILLIMETRES)


def grams(text: str, *, default: Decimal) -> Decimal | None:
    """A weight in grams; the cell's own unit counts before the default (grams per unit). None when it is none."""
    found = number(text)
    if found is None:
        return None
    own = grams_per(re.sub(_NUMBER, " ", text))
    return (found * (own or default)).quantize(Decimal("0.001"))


def sides(text: str, *, default: Decimal) -> tuple[int, int, int] | None:
    """Length, width and height in whole millimetres of "60*40*50cm"; None when they are not three numbers."""
    parts = re.split(r"[*x×X✕]", unicodedata.normalize("NFKC", text))
    if len(parts) != 3:
        return None
    own = millimetres_per(parts[-1])
    found = [_FIRST.search(part) for part in parts]
    if not all(found):
        return None
    lengths = [Decimal(re.sub(r"[,'\s]", "", hit.group())) * (own or default) for hit in found if hit]
    if any(length <= 0 or length > 100_000 for length in lengths):
        return None
    length, width, height = (int(side.to_integral_value()) for side in lengths)
    return length, width, height


def ladder(text: str) -> list[tuple[Decimal, Decimal]] | None:
    """The steps of "1: 12, 50: 10.5", "≥50 10.5元; ≥200 9.8元" or "1-49:12|50+:10.5"; None when they are none."""
    normal = unicodedata.normalize("NFKC", text)
    found: list[tuple[Decimal, Decimal]] = []
    for part in re.split(r"[;|\n/]|,(?!\d{3}(?:\D|$))", normal):
        if not part.strip():
            continue
        step = re.match(
            r"^\s*(?:>=|≥|>|从|满)?\s*(\d+(?:\.\d+)?)\s*(?:(?:-|~|–|—|至|到)\s*\d+(?:\.\d+)?)?\s*\+?\s*[^\d:=@\s\-]{0,4}\s*"
            r"(?:[:=@]|起|\s)\s*[^\d\-]{0,4}(-?\d+(?:\.\d+)?)\s*[^\d]{0,12}$",
            part,
        )
        if step is None:
            return None
        found.append((Decimal(step.group(1)), Decimal(step.group(2))))
    return found or None


def least_in(text: str) -> Decimal | None:
    """The least quantity a header names: "≥50", "50+ pcs", "50-199件", "100件起"; None when it names none."""
    normal = unicodedata.normalize("NFKC", text)
    hit = _LEAST.search(normal)
    return Decimal(next(group for group in hit.groups() if group)) if hit else None

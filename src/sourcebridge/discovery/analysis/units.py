"""Numbers with units as one token: "150 g/m²", "150克" and "150g" are the same word."""

from __future__ import annotations

import re
from decimal import Decimal

_UNITS: tuple[tuple[str, str, str], ...] = (
    ("g", "1", r"g/m2|gsm|克/平方米|克/平方|克每平方米|克重|grams?|克|g"),
    ("g", "1000", r"公斤|千克|kilograms?|kgs?"),
    ("g", "500", r"斤"),
    ("cm", "1", r"厘米|公分|centimet(?:er|re)s?|cm"),
    ("cm", "0.1", r"毫米|millimet(?:er|re)s?|mm"),
    ("cm", "100", r"公尺|米|met(?:er|re)s?|m"),
    ("in", "1", r"英寸|inch(?:es)?|寸|in|\""),
    ("ml", "1", r"毫升|millilit(?:er|re)s?|ml"),
    ("ml", "1000", r"公升|升|lit(?:er|re)s?|l"),
    ("um", "1", r"微米|microns?|μm|um|mic"),
    ("um", "10", r"丝"),
    ("oz", "1", r"盎司|安士|安(?![培全])|ounces?|oz"),
    ("mah", "1", r"毫安时|毫安|mah"),
    ("a", "1", r"安培|amps?|a"),
    ("w", "1", r"瓦特?|watts?|w"),
    ("v", "1", r"伏特?|volts?|v"),
    ("lm", "1", r"流明|lumens?|lm"),
    ("gb", "1", r"gb"),
    ("wale", "1", r"坑条|wales?|条(?=灯芯|\s|$)"),
    ("s", "1", r"支纱?|s"),
    ("d", "1", r"旦尼尔|旦|deniers?|den|d"),
    ("t", "1", r"t"),
    ("k", "1", r"k"),
    ("%", "1", r"%"),
    ("y+", "1", r"(?:岁|周岁)(?:\+|以上|及以上|起)|(?:years?|yrs?)(?: olds?)?(?:\+| and (?:up|over|above))|\+"),
    ("y", "1", r"周?岁|years?(?:[ -]olds?)?|yrs?"),
    ("pc", "1", r"pieces?|pcs?|个|只|片|件|枚|张|套|双|层|ply|格|头|孔|档|色"),
)
_NUMBER = r"\d{1,9}(?:\.\d{1,4})?"
_ALTERNATIVES = "|".join(f"(?P<u{at}>{words})" for at, (_unit, _factor, words) in enumerate(_UNITS))
_END = r"(?![a-z0-9])"
SIZE = re.compile(
    rf"(?<![\w.])(?P<a>{_NUMBER})\s?(?:cm|mm|m)?\s?[x×*]\s?(?P<b>{_NUMBER})(?:\s?(?:cm|mm|m)?\s?[x×*]\s?(?P<c>{_NUMBER}))?"
    rf"(?:\s?(?P<unit>厘米|公分|cm|毫米|mm|米|m))?{_END}"
)
SPEC = re.compile(rf"(?<![a-z0-9.])(?P<number>{_NUMBER})\s?-?(?:{_ALTERNATIVES}){_END}")
_SIDES = {"毫米": "0.1", "mm": "0.1", "米": "100", "m": "100"}


def plain(number: Decimal) -> str:
    """A number without idle zeros: 1.50 is "1.5"."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def spec(match: re.Match[str]) -> tuple[str, str]:
    """(the token, its bare number): ("150g", "150") of "0.15 kg" is ("150g", "0.15")."""
    at = next(at for at in range(len(_UNITS)) if match[f"u{at}"])
    unit, factor, _words = _UNITS[at]
    number = Decimal(match["number"])
    return plain(number * Decimal(factor)) + unit, plain(number)


def looser(whole: str) -> list[str]:
    """What else finds a measure: an age and up is found by the age itself."""
    return [whole.removesuffix("+")] if whole.endswith("y+") else []


def size(match: re.Match[str]) -> tuple[str, list[str]]:
    """(the token, its sides): ("30x40cm", ["30cm", "40cm"]); without a unit the sides are bare numbers."""
    unit = match["unit"] or ""
    factor = Decimal(_SIDES.get(unit, "1"))
    sides = [plain(Decimal(match[name]) * factor) for name in ("a", "b", "c") if match[name]]
    sign = "cm" if unit else ""
    return "x".join(sides) + sign, [side + sign for side in sides]


def of_number(number: Decimal, unit: str) -> str:
    """The token of an attribute's number with its unit sign, e.g. (150, "g/m²") -> "150g"; bare when unknown."""
    from sourcebridge.discovery.analysis.normal import normalise

    found = SPEC.fullmatch(normalise(f"{plain(number)}{unit}"))
    return spec(found)[0] if found else plain(number)

"""Colours by their names in Chinese and English, for swatches and drawn pictures. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

NAMED: tuple[tuple[str, str], ...] = (
    ("藏青|navy|dark blue", "#1f3656"),
    ("浅蓝|天蓝|light blue|sky blue", "#aac4d8"),
    ("湖蓝|ocean blue|aqua|teal", "#2f7f93"),
    ("牛仔|denim|indigo", "#46617f"),
    ("宝蓝|royal blue|blue|蓝", "#3a66a3"),
    ("酒红|burgundy|wine|maroon", "#762b30"),
    ("砖红|brick|terracotta|clay", "#b5623f"),
    ("红|red|scarlet|vermilion", "#b23a35"),
    ("粉|pink|rose", "#dba4aa"),
    ("墨绿|dark green|forest", "#2f4a38"),
    ("军绿|olive|khaki green", "#6c6d45"),
    ("绿|green|sage", "#58805d"),
    ("米白|米色|cream|ivory|off-white|beige", "#eee5cf"),
    ("白|white", "#f4f3ef"),
    ("姜黄|mustard|ochre", "#c99a38"),
    ("黄|yellow|gold|vanilla", "#e3bd55"),
    ("橙|orange|copper|peach", "#cf8456"),
    ("卡其|khaki|camel|tan|驼", "#c2a67d"),
    ("咖|棕|褐|brown|chocolate|leather|wood|wooden|antique|bedside|cardboard", "#7d5b43"),
    ("雾紫|lilac|lavender", "#cfc0d4"),
    ("紫|purple|violet", "#75578b"),
    ("银|silver|metal|steel", "#aeb4ba"),
    ("炭灰|charcoal|graphite", "#4a4d52"),
    ("灰|grey|gray", "#9a9c9c"),
    ("黑|black", "#2a2a2b"),
)
_PATTERNS = [
    (re.compile("|".join(rf"\b{w}\b" if w.isascii() else w for w in names.split("|")), re.IGNORECASE), colour)
    for names, colour in NAMED
]
_CODE = re.compile(r"#[0-9a-fA-F]{6}\b")


def of_text(text: str) -> str:
    """The first colour a text names (a six-digit code counts), or an empty string."""
    code = _CODE.search(text)
    if code:
        return code.group().lower()
    found = [
        (match.start(), order, colour)
        for order, (pattern, colour) in enumerate(_PATTERNS)
        if (match := pattern.search(text))
    ]
    return min(found)[2] if found else ""


def of_options(options: Iterable[Sequence[str]]) -> str:
    """The colour a variant's options name, or an empty string."""
    for _name, value in options:
        colour = of_text(value)
        if colour:
            return colour
    return ""

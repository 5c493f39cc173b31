"""Guess the kind of goods from their words. Pure; a supplier may choose another."""

from __future__ import annotations

import re

from sourcebridge.catalog.models import Category

_GARMENTS = (
    r"shirt|blouse|top\b|tee\b|jacket|coat|jumper|sweater|dress|skirt|tuxedo|suit|trouser|jeans|men\b|women\b"
    r"|衬衫|衬衣|外套|夹克|上衣|裤|裙|T恤|毛衣|卫衣|西装|羽绒"
)
_WORDS: tuple[tuple[Category, str], ...] = (
    (Category.LIGHT, r"light\b(?! (blue|grey|green|weight))|lamp|candle|灯|蜡烛"),
    (Category.BEDDING, r"pillow|cushion|bed ?clothes|bedding|blanket|duvet|枕|床品|毯|靠垫"),
    (Category.FURNITURE, r"sofa|couch|chair|\btable|drawer|bean ?bag|cabinet|shelf|fence|slats|沙发|椅|桌|柜|架"),
    (Category.TOOL, r"trowel|watering can|tool|hammer|scissors|工具|铲|水壶"),
    (Category.POT, r"\bpots?\b|planter|vase|plant|花盆|花瓶|绿植"),
    (Category.SHOE, r"shoe|sneaker|boot|high tops|sandal|鞋|靴"),
    (Category.BAG, r"\bbags?\b|backpack|purse|handbag|wallet|包|钱夹"),
    (Category.FABRIC, r"fabric|textile|cloth\b|twill|poplin|面料|布|斜纹|府绸|里料|坯布|针织布"),
    (Category.GARMENT, _GARMENTS),
)  # fmt: skip
_PATTERNS = [(kind, re.compile(words, re.IGNORECASE)) for kind, words in _WORDS]


def kind_of(words: str, *, fallback: str = "") -> str:
    """The category whose word stands in the text; the fallback text is asked when the first says nothing."""
    for text in (words, fallback):
        for kind, pattern in _PATTERNS:
            if pattern.search(text):
                return kind.value
    return Category.OTHER.value

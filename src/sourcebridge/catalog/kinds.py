"""Guess the kind of goods from their words. Pure; a supplier may choose another."""

from __future__ import annotations

import re

from sourcebridge.catalog.models import OTHER_GOODS, Kind

_GARMENTS = (
    r"shirt|blouse|top\b|tee\b|jacket|coat|jumper|sweater|dress|skirt|tuxedo|suit|trouser|jeans|men\b|women\b"
    r"|衬衫|衬衣|外套|夹克|上衣|裤|裙|T恤|毛衣|卫衣|西装|羽绒"
)
_WORDS: tuple[tuple[Kind, str], ...] = (
    (Kind.LIGHT, r"light\b(?! (blue|grey|green|weight))|lamp|candle|灯|蜡烛"),
    (Kind.BEDDING, r"pillow|cushion|bed ?clothes|bedding|blanket|duvet|枕|床品|毯|靠垫"),
    (Kind.FURNITURE, r"sofa|couch|chair|\btable|drawer|bean ?bag|cabinet|shelf|fence|slats|沙发|椅|桌|柜|架"),
    (Kind.TOOL, r"trowel|watering can|tool|hammer|scissors|工具|铲|水壶"),
    (Kind.POT, r"\bpots?\b|planter|vase|plant|花盆|花瓶|绿植"),
    (Kind.SHOE, r"shoe|sneaker|boot|high tops|sandal|鞋|靴"),
    (Kind.BAG, r"\bbags?\b|backpack|purse|handbag|wallet|包|钱夹"),
    (Kind.FABRIC, r"fabric|textile|cloth\b|twill|poplin|面料|布|斜纹|府绸|里料|坯布|针织布"),
    (Kind.GARMENT, _GARMENTS),
)  # fmt: skip
_PATTERNS = [(kind, re.compile(words, re.IGNORECASE)) for kind, words in _WORDS]


def kind_of(words: str, *, fallback: str = "") -> str:
    """The category whose word stands in the text; the fallback text is asked when the first says nothing."""
    for text in (words, fallback):
        for kind, pattern in _PATTERNS:
            if pattern.search(text):
                return kind.value
    return Kind.OTHER.value


LEAF_OF_KIND: dict[str, str] = {
    Kind.FABRIC: "fabric-woven-twill",
    Kind.GARMENT: "garment-men-shirts",
    Kind.SHOE: "shoe-casual-sneakers",
    Kind.BAG: "bag-bags-totes",
    Kind.POT: "garden-plants-pots",
    Kind.FURNITURE: "furniture-living-sofas",
    Kind.LIGHT: "garden-decor-candles",
    Kind.BEDDING: "textile-bedding-blankets",
    Kind.TOOL: "garden-tools-hand",
}


def leaf_of(kind: str) -> str:
    """The leaf goods of a kind stand in while nothing better is known."""
    return LEAF_OF_KIND.get(kind, OTHER_GOODS)

"""What the drawn picture of goods shows, guessed from their words. Pure."""

from __future__ import annotations

from sourcebridge.catalog import guessing

LEAF_OF_KIND = {
    "FABRIC": "fabric-woven-twill",
    "GARMENT": "garment-men-shirts",
    "SHOE": "shoe-casual-sneakers",
    "BAG": "bag-bags-totes",
    "POT": "garden-plants-pots",
    "FURNITURE": "furniture-living-sofas",
    "LIGHT": "garden-decor-candles",
    "BEDDING": "textile-bedding-blankets",
    "TOOL": "garden-tools-hand",
}


def kind_of(words: str, *, fallback: str = "") -> str:
    """The kind of the category the words speak for; the fallback text is asked when the first says nothing."""
    return guessing.kind_of_leaf(guessing.guess_category(words, fallback=fallback))


def leaf_of(kind: str) -> str:
    """The leaf goods of a kind stand in while nothing better is known."""
    return LEAF_OF_KIND.get(kind, guessing.OTHER_GOODS)

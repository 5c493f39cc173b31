"""Reads of the catalogue: `offer` and `listing` for pages, `lines_for` for carts and orders."""

from sourcebridge.catalog.queries.desk import import_items, imports_of, own_product, products_of, shop_of
from sourcebridge.catalog.queries.offers import lines_for, listing, offer, visible_to
from sourcebridge.catalog.queries.words import Words, words_of

__all__ = [
    "Words",
    "import_items",
    "imports_of",
    "lines_for",
    "listing",
    "offer",
    "own_product",
    "products_of",
    "shop_of",
    "visible_to",
    "words_of",
]

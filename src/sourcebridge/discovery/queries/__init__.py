"""Reads of the search: `search` makes a page with its cards in one statement, the rest are requests of their own."""

from sourcebridge.discovery.queries.cards import brought, cards
from sourcebridge.discovery.queries.facets import facets
from sourcebridge.discovery.queries.looks import (
    Missed,
    Saved,
    missed,
    notes_of,
    popular,
    saved,
    saved_search,
    seen,
    similar,
    supplier_facts,
    synonyms,
)
from sourcebridge.discovery.queries.search import search, why
from sourcebridge.discovery.queries.suggest import suggest

__all__ = [
    "Missed",
    "Saved",
    "brought",
    "cards",
    "facets",
    "missed",
    "notes_of",
    "popular",
    "saved",
    "saved_search",
    "search",
    "seen",
    "similar",
    "suggest",
    "supplier_facts",
    "synonyms",
    "why",
]

"""Reads of the search: `search` and `cards` make a page in two statements, the rest are requests of their own."""

from sourcebridge.discovery.queries.cards import cards
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

"""The search's verbs, the only writers of its tables."""

from sourcebridge.discovery.services.facts import Figures, Sales, note_sales, note_stock, note_supplier, restand
from sourcebridge.discovery.services.looks import (
    forget_search,
    look_at_search,
    mark_seen,
    note_search,
    note_soon,
    rename_search,
    save_search,
)
from sourcebridge.discovery.services.refresh import (
    measure,
    rebuild,
    refresh,
    refresh_company,
    refresh_later,
    refresh_where,
    refresh_where_later,
)
from sourcebridge.discovery.services.seats import keep_up
from sourcebridge.discovery.services.synonyms import drop_synonym, put_synonym
from sourcebridge.discovery.services.terms import count_terms

__all__ = [
    "Figures",
    "Sales",
    "count_terms",
    "drop_synonym",
    "forget_search",
    "keep_up",
    "look_at_search",
    "mark_seen",
    "measure",
    "note_sales",
    "note_search",
    "note_soon",
    "note_stock",
    "note_supplier",
    "put_synonym",
    "rebuild",
    "refresh",
    "refresh_company",
    "refresh_later",
    "refresh_where",
    "refresh_where_later",
    "rename_search",
    "restand",
    "save_search",
]

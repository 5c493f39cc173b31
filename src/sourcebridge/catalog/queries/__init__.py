"""Reads of the catalogue: `offer` and `listing` for pages, `lines_for` for carts and orders."""

from sourcebridge.catalog.queries.approvals import approval_of, approvals_of
from sourcebridge.catalog.queries.bulk import bulk_items, bulk_rows, bulk_run, bulk_runs
from sourcebridge.catalog.queries.desk import (
    agreed_prices_of,
    import_items,
    import_run,
    imports_of,
    own_product,
    picture,
    shop_of,
    waiting_picture,
)
from sourcebridge.catalog.queries.drafts import draft_of
from sourcebridge.catalog.queries.exporting import exported
from sourcebridge.catalog.queries.filtering import Filter
from sourcebridge.catalog.queries.gathering import composed, sellable
from sourcebridge.catalog.queries.offer import Told, offer, told, told_beside
from sourcebridge.catalog.queries.offers import lines_for, listing, visible_to
from sourcebridge.catalog.queries.review import (
    answer_due,
    between,
    change,
    changes,
    changes_of,
    difference,
    queue_rows,
    version,
    versions_of,
    waiting_change,
)
from sourcebridge.catalog.queries.rows import agreed_rows, desk_rows, drawn_subject, pictures_of
from sourcebridge.catalog.queries.terms import closures_of, dispatch_after, dispatch_from, mix_terms, mixing_of
from sourcebridge.catalog.queries.words import Words, words_of

__all__ = [
    "Filter",
    "Told",
    "Words",
    "agreed_prices_of",
    "agreed_rows",
    "answer_due",
    "approval_of",
    "approvals_of",
    "between",
    "bulk_items",
    "bulk_rows",
    "bulk_run",
    "bulk_runs",
    "change",
    "changes",
    "changes_of",
    "closures_of",
    "composed",
    "desk_rows",
    "difference",
    "dispatch_after",
    "dispatch_from",
    "draft_of",
    "drawn_subject",
    "exported",
    "import_items",
    "import_run",
    "imports_of",
    "lines_for",
    "listing",
    "mix_terms",
    "mixing_of",
    "offer",
    "own_product",
    "picture",
    "pictures_of",
    "queue_rows",
    "sellable",
    "shop_of",
    "told",
    "told_beside",
    "version",
    "versions_of",
    "visible_to",
    "waiting_change",
    "waiting_picture",
    "words_of",
]

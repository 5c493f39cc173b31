"""Keep what goods were at each revision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sourcebridge.catalog.drafts import ProductDraft
from sourcebridge.catalog.models import Product, ProductVersion
from sourcebridge.kit.actors import By


def keep(
    product: Product, draft: ProductDraft, *, by: By, now: datetime, changed: Sequence[dict[str, Any]]
) -> ProductVersion:
    """Write the product's present revision down, once."""
    row = version(product, draft, by=by, now=now, changed=changed)
    row.save(force_insert=True)
    return row


def version(
    product: Product, draft: ProductDraft, *, by: By, now: datetime, changed: Sequence[dict[str, Any]]
) -> ProductVersion:
    """The row of a product's present revision, not yet written."""
    return ProductVersion(
        product=product,
        revision=product.revision,
        facts=draft.flat(),
        changes=list(changed),
        at=now,
        by_id=by.user_id,
        by_name=by.name,
    )

"""A stored product as a draft: what an editing form starts from and an import compares with."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from sourcebridge.catalog.drafts import ProductDraft, SkuDraft, TierDraft
from sourcebridge.catalog.models import Language, Product
from sourcebridge.catalog.queries import words


def draft_of(product: Product) -> ProductDraft:
    """The whole product as it stands, retired SKUs included (four statements)."""
    texts = words.words_of([product.id], ("title", "description"))
    ladders: dict[UUID | None, list[TierDraft]] = defaultdict(list)
    for tier in product.tiers.order_by("min_quantity"):
        ladders[tier.sku_id].append((tier.min_quantity, tier.unit_price))
    languages = Language.values
    return ProductDraft(
        handle=product.handle,
        titles={code: text for code in languages if (text := texts.exact(product.id, "title", code))},
        descriptions={code: text for code in languages if (text := texts.exact(product.id, "description", code))},
        unit=product.unit,
        tiers=tuple(ladders[None]),
        skus=tuple(
            SkuDraft(
                options=tuple((name, value) for name, value in sku.options),
                code=sku.code,
                weight_g=sku.weight_g,
                barcode=sku.barcode,
                active=sku.active,
                tiers=tuple(ladders[sku.id]),
                id=sku.id,
            )
            for sku in product.skus.order_by("position", "id")
        ),
        category=product.category,
        language=product.language,
        currency=product.currency,
        moq=product.moq,
        batch_multiple=product.batch_multiple,
        dispatch_hours=product.dispatch_hours,
        deduct_on=product.deduct_on,
        option_names=tuple(product.option_names),
    )

"""A stored product as a draft: what an editing form starts from and an import compares with."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from sourcebridge.catalog.drafts import AttributeDraft, PackagingDraft, ProductDraft, SkuDraft, TierDraft, plain
from sourcebridge.catalog.models import Language, Product
from sourcebridge.catalog.queries import words


def draft_of(product: Product) -> ProductDraft:
    """The whole product as it stands, retired SKUs included (six statements)."""
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
        category=product.category_id,
        language=product.language,
        currency=product.currency,
        moq=product.moq,
        batch_multiple=product.batch_multiple,
        dispatch_hours=product.dispatch_hours,
        deduct_on=product.deduct_on,
        option_names=tuple(product.option_names),
        sell_unit=product.sell_unit,
        sample_price=product.sample_price,
        sample_most=product.sample_most,
        audience=product.audience,
        attributes=_answers(product),
        packaging=_packaging(product),
    )


def _answers(product: Product) -> tuple[AttributeDraft, ...]:
    answers: dict[str, list[str]] = defaultdict(list)
    for row in product.attribute_values.select_related("attribute", "option").order_by("attribute__code", "id"):
        if row.option is not None:
            answers[row.attribute.code].append(row.option.code)
        elif row.number is not None:
            answers[row.attribute.code].append(plain(row.number))
        elif row.flag is not None:
            answers[row.attribute.code].append("yes" if row.flag else "no")
        else:
            answers[row.attribute.code].append(row.text)
    return tuple(AttributeDraft(code, tuple(values)) for code, values in answers.items())


def _packaging(product: Product) -> tuple[PackagingDraft, ...]:
    return tuple(
        PackagingDraft(
            level=row.level,
            holds=row.holds,
            net_weight_g=row.net_weight_g,
            gross_weight_g=row.gross_weight_g,
            length_mm=row.length_mm,
            width_mm=row.width_mm,
            height_mm=row.height_mm,
            sku_key=row.sku.options_key if row.sku else "",
        )
        for row in product.packaging.select_related("sku").order_by("sku__position", "level")
    )

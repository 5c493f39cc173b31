"""A stored product as a draft: what an editing form starts from and an import compares with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sourcebridge.catalog.drafts import AttributeDraft, PackagingDraft, ProductDraft, SkuDraft, TierDraft, plain
from sourcebridge.catalog.models import AttributeValue, Language, Packaging, PriceTier, Product, Sku
from sourcebridge.catalog.queries import words


def draft_of(product: Product) -> ProductDraft:
    """The whole product as it stands, retired SKUs included (five statements)."""
    return drafts_of([product])[product.id]


def drafts_of(products: Sequence[Product]) -> dict[UUID, ProductDraft]:
    """Many products as they stand, in as many statements as one."""
    ids = [product.id for product in products]
    texts = words.words_of(ids, ("title", "description"))
    ladders: dict[tuple[UUID, UUID | None], list[TierDraft]] = defaultdict(list)
    for tier in PriceTier.objects.filter(product_id__in=ids).order_by("min_quantity"):
        ladders[tier.product_id, tier.sku_id].append((tier.min_quantity, tier.unit_price))
    skus: dict[UUID, list[Sku]] = defaultdict(list)
    for sku in Sku.objects.filter(product_id__in=ids).order_by("position", "id"):
        skus[sku.product_id].append(sku)
    answers, packaging = _answers(ids), _packaging(ids)
    languages = Language.values
    return {
        product.id: ProductDraft(
            handle=product.handle,
            titles={code: text for code in languages if (text := texts.exact(product.id, "title", code))},
            descriptions={code: text for code in languages if (text := texts.exact(product.id, "description", code))},
            unit=product.unit,
            tiers=tuple(ladders[product.id, None]),
            skus=tuple(
                SkuDraft(
                    options=tuple((name, value) for name, value in sku.options),
                    code=sku.code,
                    weight_g=sku.weight_g,
                    barcode=sku.barcode,
                    active=sku.active,
                    tiers=tuple(ladders[product.id, sku.id]),
                    id=sku.id,
                )
                for sku in skus[product.id]
            ),
            category=str(product.category_id),
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
            attributes=tuple(AttributeDraft(code, tuple(values)) for code, values in answers[product.id].items()),
            packaging=tuple(packaging[product.id]),
        )
        for product in products
    }


def _answers(ids: Sequence[UUID]) -> dict[UUID, dict[str, list[str]]]:
    answers: dict[UUID, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = AttributeValue.objects.filter(product_id__in=ids).select_related("attribute", "option")
    for row in rows.order_by("attribute__code", "id"):
        if row.option is not None:
            answer = row.option.code
        elif row.number is not None:
            answer = plain(row.number)
        elif row.flag is not None:
            answer = "yes" if row.flag else "no"
        else:
            answer = row.text
        answers[row.product_id][row.attribute.code].append(answer)
    return answers


def _packaging(ids: Sequence[UUID]) -> dict[UUID, list[PackagingDraft]]:
    packaging: dict[UUID, list[PackagingDraft]] = defaultdict(list)
    for row in Packaging.objects.filter(product_id__in=ids).select_related("sku").order_by("sku__position", "level"):
        packaging[row.product_id].append(
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
        )
    return packaging

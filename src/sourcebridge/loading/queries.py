"""Read what containers and cartons there are, and how goods are packed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from sourcebridge.catalog.models import Packaging, PackagingLevel, Product
from sourcebridge.loading.cargo import Container
from sourcebridge.loading.cartons import CartonType, Estimate, Goods, Level
from sourcebridge.loading.models import CartonKind, CategoryEstimate, ContainerKind


def containers(*, on: date) -> list[Container]:
    """The kinds of containers that count on a day, smallest first."""
    rows = ContainerKind.objects.filter(valid_from__lte=on).order_by("code", "-valid_from").distinct("code")
    found = [
        Container(row.code, row.length_mm, row.width_mm, row.height_mm, row.door_width_mm, row.door_height_mm,
                  row.payload_g)
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.mm3)


def carton_types(*, on: date) -> list[CartonType]:
    """The kinds of cartons that count on a day, by code."""
    rows = CartonKind.objects.filter(valid_from__lte=on).order_by("code", "-valid_from").distinct("code")
    return [CartonType(row.code, row.length_mm, row.width_mm, row.height_mm, row.tare_g, row.most_g) for row in rows]


def goods(product_ids: Sequence[UUID], *, on: date) -> dict[UUID, Goods]:
    """How products are packed (the product's own rows, not a sku's) and their category's estimate. Two statements."""
    estimate = CategoryEstimate.objects.filter(
        Q(code=OuterRef("category_id")) | Q(code=""), valid_from__lte=on
    ).order_by("-code", "-valid_from")  # fmt: skip
    shape = JSONObject(low_g="low_g", high_g="high_g", low_mm3="low_mm3", high_mm3="high_mm3", source="source")
    estimates = dict(
        Product.objects.filter(pk__in=product_ids)
        .annotate(found=Subquery(estimate.values(found=shape)[:1]))
        .values_list("pk", "found")
    )
    levels: dict[tuple[UUID, str], Level] = {
        (row.product_id, row.level): Level(row.holds, row.length_mm, row.width_mm, row.height_mm, row.gross_weight_g)
        for row in Packaging.objects.filter(product_id__in=product_ids, sku=None)
    }
    return {
        pk: Goods(
            piece=levels.get((pk, PackagingLevel.PIECE)),
            carton=levels.get((pk, PackagingLevel.CARTON)),
            estimate=Estimate(**found) if found else None,
        )
        for pk, found in estimates.items()
    }

"""Read what containers and cartons there are, and how goods are packed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, JSONObject

from sourcebridge.catalog.models import Packaging, PackagingLevel, Product
from sourcebridge.loading.cargo import Container
from sourcebridge.loading.cartons import CartonType, Estimate, Goods, Level
from sourcebridge.loading.models import CartonKind, CategoryEstimate, ContainerKind

ABOVE = ("category_id", "category__parent_id", "category__parent__parent_id")


def container_rows(*, on: date) -> list[ContainerKind]:
    """The row of each kind of container that counts on a day, smallest first."""
    rows = ContainerKind.objects.filter(valid_from__lte=on).order_by("code", "-valid_from", "-recorded_at")
    return sorted(rows.distinct("code"), key=lambda row: row.length_mm * row.width_mm * row.height_mm)


def carton_rows(*, on: date) -> list[CartonKind]:
    """The row of each kind of carton that counts on a day, by code."""
    rows = CartonKind.objects.filter(valid_from__lte=on).order_by("code", "-valid_from", "-recorded_at")
    return list(rows.distinct("code"))


def estimate_rows(*, on: date) -> list[CategoryEstimate]:
    """The row of each category and unit that counts on a day, by category."""
    rows = CategoryEstimate.objects.filter(valid_from__lte=on).order_by("code", "unit", "-valid_from", "-recorded_at")
    return list(rows.distinct("code", "unit"))


def containers(*, on: date) -> list[Container]:
    """The kinds of containers that count on a day, smallest first."""
    return [
        Container(row.code, row.length_mm, row.width_mm, row.height_mm, row.door_width_mm, row.door_height_mm,
                  row.payload_g)
        for row in container_rows(on=on)
    ]  # fmt: skip


def carton_types(*, on: date) -> list[CartonType]:
    """The kinds of cartons that count on a day, by code."""
    return [
        CartonType(row.code, row.length_mm, row.width_mm, row.height_mm, row.tare_g, row.most_g)
        for row in carton_rows(on=on)
    ]


def _estimates(on: date) -> QuerySet[CategoryEstimate]:
    """The estimate for a product of an outer statement: of the nearest category, then for its unit, then newest."""
    nearness = Case(
        *(When(code=OuterRef(path), then=Value(number)) for number, path in enumerate(ABOVE)),
        default=Value(len(ABOVE)),
        output_field=IntegerField(),
    )
    fitting = Q(code="")
    for path in ABOVE:
        fitting |= Q(code=OuterRef(path))
    units = Q(unit="") | Q(unit=OuterRef("unit"))
    rows = CategoryEstimate.objects.filter(fitting, units, valid_from__lte=on).annotate(nearness=nearness)
    return rows.order_by("nearness", "-unit", "-valid_from", "-recorded_at")


def _level(row: dict[str, Any]) -> Level:
    holds, gross = row["holds"], row["gross"]
    sides = (row["length"], row["width"], row["height"])
    return Level(Decimal(holds) if holds else None, *sides, Decimal(gross) if gross else None)


def goods(product_ids: Sequence[UUID], *, on: date) -> dict[UUID, Goods]:
    """How products are packed (the product's own rows, not a sku's) and their category's estimate. One statement."""
    shape = JSONObject(low_g="low_g", high_g="high_g", low_mm3="low_mm3", high_mm3="high_mm3", source="source",
                       category="code")  # fmt: skip
    packing = JSONObject(
        level="level", length="length_mm", width="width_mm", height="height_mm",
        holds=Cast("holds", TextField()), gross=Cast("gross_weight_g", TextField()),
    )  # fmt: skip
    rows = Packaging.objects.filter(product_id=OuterRef("pk"), sku=None).order_by("level")
    products = (
        Product.objects.filter(pk__in=product_ids)
        .annotate(
            found=Subquery(_estimates(on).values(found=shape)[:1]), levels=ArraySubquery(rows.values(one=packing))
        )
        .values_list("pk", "found", "levels")
    )
    made: dict[UUID, Goods] = {}
    for pk, found, packed in products:
        levels = {row["level"]: _level(row) for row in packed}
        made[pk] = Goods(
            piece=levels.get(PackagingLevel.PIECE),
            carton=levels.get(PackagingLevel.CARTON),
            inner=levels.get(PackagingLevel.INNER),
            estimate=Estimate(**found) if found else None,
        )
    return made

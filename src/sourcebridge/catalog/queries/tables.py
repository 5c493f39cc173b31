"""Goods of a shop as rows of our template, and failed rows of an import as they came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max

from sourcebridge.catalog import reasons
from sourcebridge.catalog.files import output, template
from sourcebridge.catalog.files.mapping import REPORT
from sourcebridge.catalog.files.template import Layout
from sourcebridge.catalog.files.tree import Tree
from sourcebridge.catalog.models import (
    Attribute,
    AttributeValue,
    ImportItem,
    ImportRow,
    ImportRun,
    Packaging,
    Picture,
    PictureState,
    PriceTier,
    Product,
)
from sourcebridge.catalog.queries import filtering
from sourcebridge.catalog.queries.drafts import drafts_of
from sourcebridge.catalog.queries.filtering import Filter

SLICE = 250
_FIGURES = {"holds": "holds", "gross:g": "gross_weight_g", "net:g": "net_weight_g", "length:mm": "length_mm",
            "width:mm": "width_mm", "height:mm": "height_mm"}  # fmt: skip


def layout_of(ids: Sequence[UUID]) -> Layout:
    """The columns that hold everything these goods have."""
    steps = PriceTier.objects.filter(product_id__in=ids).values("product_id", "sku_id").annotate(count=Count("id"))
    most = steps.aggregate(most=Max("count"))["most"] or 0
    used = AttributeValue.objects.filter(product_id__in=ids).values("attribute_id")
    names: dict[str, tuple[str, str, str]] = {}
    for row in Attribute.objects.filter(id__in=used).order_by("code", "category_id"):
        names.setdefault(row.code, (row.code, row.name_zh, row.name_en))
    packs = list(template.USUAL_PACKS)
    for level in template.LEVELS:
        of_level = Packaging.objects.filter(product_id__in=ids, level=level)
        packs += [
            f"{level}:{figure}"
            for figure, column in _FIGURES.items()
            if f"{level}:{figure}" not in packs and of_level.exclude(**{column: None}).exists()
        ]
    return Layout(min(max(template.STEPS, most), template.MOST_STEPS), tuple(names.values()), tuple(packs))


def goods_rows(ids: Sequence[UUID], layout: Layout, tree: Tree) -> Iterator[list[str]]:
    """One row per variant of these goods, in their order, asked slice by slice."""
    for start in range(0, len(ids), SLICE):
        wanted = ids[start : start + SLICE]
        products = Product.objects.select_related("shop").in_bulk(wanted)
        drafts = drafts_of(list(products.values()))
        pictures: dict[UUID, list[str]] = defaultdict(list)
        kept = Picture.objects.filter(product_id__in=wanted).exclude(source_url="").exclude(state=PictureState.REMOVED)
        for row in kept.order_by("position", "id"):
            pictures[row.product_id].append(row.source_url)
        for product_id in wanted:
            product = products.get(product_id)
            if product is not None:
                shown = {"": pictures[product_id]}
                yield from template.rows_of(drafts[product_id], product.state, layout, tree, shown)


def ids_of(company_id: UUID, wanted: Filter, *, now: datetime) -> list[UUID]:
    """The goods the desk shows under a filter, in its order."""
    return filtering.ids(company_id, wanted, now=now)


def failed_rows(run: ImportRun) -> Iterator[list[str]]:
    """Every row of the products with a problem, as it came, with row, field, reason and what to do behind it."""
    width = len(run.header)
    blamed = ImportItem.objects.filter(run=run).exclude(problems=[]).order_by("first_row")
    batch: list[ImportItem] = []
    for item in blamed.iterator(chunk_size=SLICE):
        if all(problem.get("note") for problem in item.problems):
            continue
        batch.append(item)
        if len(batch) == SLICE:
            yield from _failed(run, batch, width)
            batch = []
    yield from _failed(run, batch, width)


def _failed(run: ImportRun, items: Sequence[ImportItem], width: int) -> Iterator[list[str]]:
    rows: dict[str | None, list[ImportRow]] = defaultdict(list)
    for row in ImportRow.objects.filter(run=run, key__in=[item.handle for item in items]).order_by("number"):
        rows[row.key].append(row)
    for item in items:
        told: dict[int, list[str]] = {}
        for problem in item.problems:
            if problem.get("note"):
                continue
            words = output.failure_words(problem, reasons.words(problem))
            before = told.get(problem["row"])
            told[problem["row"]] = (
                words if before is None else [before[0], *_joined(before[1:3], words[1:3]), before[3]]
            )
        for row in rows[item.handle]:
            cells = [*row.cells, *[""] * width][:width]
            yield [*cells, *told.get(row.number, [str(row.number), "", "", ""])]


def _joined(before: Sequence[str], after: Sequence[str]) -> list[str]:
    return [f"{one}; {other}" for one, other in zip(before, after, strict=True)]


def failed_header(run: ImportRun) -> list[str]:
    """The file's own columns and the four that tell what is wrong."""
    return [*run.header, *REPORT]

"""The sheet of prices and stock: one row per variant, read in few statements. Its cells are texts as typed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db.models import QuerySet

from sourcebridge.catalog.drafts import ProductDraft, SkuDraft, ladder_text, plain
from sourcebridge.catalog.models import Product, Sku
from sourcebridge.catalog.offers import Text
from sourcebridge.catalog.queries import drafts as stored
from sourcebridge.catalog.queries import filtering, words
from sourcebridge.catalog.queries.filtering import Filter
from sourcebridge.domestic import stocklevels
from sourcebridge.inventory import queries as inventory
from sourcebridge.inventory.models import Pool
from sourcebridge.inventory.services.counting import MAIN_SITE
from sourcebridge.kit.errors import Malformed
from sourcebridge.kit.quantity import Quantity

PRICED = ("price", "tiers", "weight")
STOCKED = ("stock", "mark")
FIELDS = ("price", "tiers", "stock", "mark", "weight")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a row said when it was shown: the product's revision, the pool's version (None: no pool), its cells."""

    sku_id: UUID
    revision: int
    version: int | None
    cells: dict[str, str]

    def text(self) -> str:
        """The row as a hidden field carries it."""
        return json.dumps([str(self.sku_id), self.revision, self.version, *(self.cells[name] for name in FIELDS)])

    @classmethod
    def read(cls, text: str) -> Self:
        """What a hidden field says; raises Malformed."""
        try:
            sku_id, revision, version, *cells = json.loads(text)
            said = dict(zip(FIELDS, map(str, cells), strict=True))
            return cls(UUID(sku_id), int(revision), None if version is None else int(version), said)
        except (ValueError, TypeError, AttributeError):
            raise Malformed from None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One variant: what is fixed, what can be typed over, and what was seen."""

    sku: Sku
    product: Product
    title: Text
    options: str
    first: bool
    seen: Seen
    own_ladder: bool
    on_hand: Quantity
    reserved: Quantity
    elsewhere: Quantity
    low: bool
    sold: Quantity


def variants(company_id: UUID, wanted: Filter, *, now: datetime) -> QuerySet[Sku]:
    """The variants on sale of the goods a filter keeps, product by product."""
    goods = filtering.goods(company_id, wanted.but(sort=""), now=now).order_by().values("id")
    rows = Sku.objects.filter(active=True, product__in=goods).select_related("product__shop")
    return rows.order_by("-product_id", "position", "id")


def rows_of(skus: Sequence[Sku], *, language: str | None, now: datetime) -> list[SheetRow]:
    """The rows of these variants, in their order (the same number of statements however many)."""
    ids = [sku.id for sku in skus]
    products = {sku.product_id: sku.product for sku in skus}
    drafts = stored.drafts_of(list(products.values())) if products else {}
    texts = words.words_of(products)
    pools, marks, low = inventory.pools_of(ids), inventory.low_marks(ids), stocklevels.low_skus(ids, now=now)
    found, before = [], None
    for sku in skus:
        draft, unit = drafts[sku.product_id], sku.product.unit
        own = next(row for row in draft.skus if row.id == sku.id)
        pool = main_pool(pools[sku.id])
        others = [row for row in pools[sku.id] if pool is None or row.id != pool.id]
        is_low, sold = low.get(sku.id, (False, 0))
        cells = {
            **priced_cells(draft, own),
            "stock": plain(pool.on_hand) if pool else "",
            "mark": plain(marks[sku.id]) if sku.id in marks else "",
        }
        found.append(
            SheetRow(
                sku=sku,
                product=sku.product,
                title=texts.text(sku.product_id, "title", language),
                options=" / ".join(str(value) for _name, value in sku.options),
                first=sku.product_id != before,
                seen=Seen(sku.id, sku.product.revision, pool.version if pool else None, cells),
                own_ladder=bool(own.tiers),
                on_hand=Quantity(pool.on_hand, unit) if pool else Quantity.of(0, unit),
                reserved=Quantity.of(sum(row.reserved for row in pools[sku.id]), unit),
                elsewhere=Quantity.of(sum(row.on_hand for row in others), unit),
                low=is_low,
                sold=Quantity.of(sold, unit),
            )
        )
        before = sku.product_id
    return found


def priced_cells(draft: ProductDraft, sku: SkuDraft) -> dict[str, str]:
    """The cells of a variant that the goods themselves hold: first price, further steps, weight in grams."""
    ladder = sorted(sku.tiers or draft.tiers)
    return {
        "price": plain(ladder[0][1]) if ladder else "",
        "tiers": ladder_text(ladder[1:]),
        "weight": plain(sku.weight_g) if sku.weight_g is not None else "",
    }


def main_pool(pools: Sequence[Pool]) -> Pool | None:
    """The pool of the company's main site, else its first one."""
    return next((pool for pool in pools if pool.site.name == MAIN_SITE), pools[0] if pools else None)


@dataclass(frozen=True, slots=True)
class Cell:
    """What came of one typed cell; `now` is what stands there when somebody else changed it meanwhile."""

    sku_id: UUID
    field: str
    outcome: str
    text: str = ""
    now: str = ""

    def as_json(self) -> dict[str, Any]:
        """The cell as the API tells it."""
        return {"sku_id": self.sku_id, "field": self.field, "outcome": self.outcome, "text": self.text, "now": self.now}


SAVED, WAITING, CONFLICT, REFUSED, HELD = "SAVED", "WAITING", "CONFLICT", "REFUSED", "HELD"

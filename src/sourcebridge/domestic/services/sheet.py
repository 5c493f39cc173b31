"""Save many cells of the sheet of prices and stock: each product whole or not at all, each pool by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sourcebridge.catalog import services as catalog
from sourcebridge.catalog.drafts import ProductDraft, SkuDraft, TierDraft, plain
from sourcebridge.catalog.files import numbers
from sourcebridge.catalog.models import Product, Sku
from sourcebridge.catalog.queries import drafts as stored
from sourcebridge.domestic import sheet
from sourcebridge.domestic.sheet import CONFLICT, HELD, REFUSED, SAVED, WAITING, Cell, Seen
from sourcebridge.inventory import queries as inventory
from sourcebridge.inventory import services as stock
from sourcebridge.inventory.errors import StaleCount
from sourcebridge.kit import locks
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Edit:
    """One row as it was seen, and the cells typed over."""

    seen: Seen
    cells: Mapping[str, str]


def save_sheet(
    *, company_id: UUID, edits: Sequence[Edit], prices: bool, counts: bool, reason: str, by: By, now: datetime
) -> list[Cell]:
    """Save the cells that differ from what was seen, and tell what came of each; cells that do not differ are left out.

    Prices and weights of one product are one edit of it (large steps of goods on sale wait for review); stock is what
    was counted, with `reason` in the journal. What somebody changed meanwhile is not overwritten (threats.md 18).
    `prices` and `counts` say which of them the person may change; other cells are left out. Refusals are told per
    cell, so this raises nothing of its own.
    """
    own = {
        sku.id: sku
        for sku in Sku.objects.filter(
            product__shop__company_id=company_id, pk__in=[edit.seen.sku_id for edit in edits]
        ).select_related("product")
    }
    goods: dict[UUID, list[Edit]] = defaultdict(list)
    told: list[Cell] = []
    for edit in edits:
        sku = own.get(edit.seen.sku_id)
        if sku is None:
            continue
        if prices and _typed(edit, sheet.PRICED):
            goods[sku.product_id].append(edit)
    for product_id, rows in goods.items():
        told += _save_goods(company_id, product_id, rows, by, now)
    for edit in edits:
        sku = own.get(edit.seen.sku_id)
        if sku is not None and counts:
            told += _save_stock(company_id, sku, edit, reason, by, now)
    return told


def _typed(edit: Edit, names: Sequence[str]) -> list[str]:
    """The cells of these names that were changed."""
    return [name for name in names if name in edit.cells and edit.cells[name].strip() != edit.seen.cells[name]]


def _save_goods(company_id: UUID, product_id: UUID, rows: Sequence[Edit], by: By, now: datetime) -> list[Cell]:
    typed = {edit.seen.sku_id: _typed(edit, sheet.PRICED) for edit in rows}
    cells = [(sku_id, name) for sku_id, names in typed.items() for name in names]
    try:
        with transaction.atomic():
            product = locks.locked(Product, product_id)
            draft = stored.draft_of(product)
            wrong = _moved(draft, rows, typed)
            wished, unread = _wished(draft, rows, typed)
            wrong += unread
            if wrong:
                blamed = {(cell.sku_id, cell.field) for cell in wrong}
                held = _("Not saved, since another cell of these goods needs a look first.")
                return wrong + [Cell(*cell, HELD, held) for cell in cells if cell not in blamed]
            edited = catalog.edit_product(company_id=company_id, product_id=product_id, draft=wished, by=by, now=now)
            outcome = SAVED if edited.revision != product.revision or wished == draft else WAITING
    except Refusal as refusal:
        text = " ".join(dict.fromkeys([refusal.text, *refusal.fields.values()]))
        return [Cell(*cell, REFUSED, text) for cell in cells]
    return [Cell(*cell, outcome) for cell in cells]


def _moved(draft: ProductDraft, rows: Sequence[Edit], typed: Mapping[UUID, Sequence[str]]) -> list[Cell]:
    """The typed cells whose stored value is no longer what was seen."""
    by_id = {sku.id: sku for sku in draft.skus}
    moved = []
    for edit in rows:
        present = sheet.priced_cells(draft, by_id[edit.seen.sku_id])
        moved += [
            _conflict(edit.seen.sku_id, name, present[name])
            for name in typed[edit.seen.sku_id]
            if present[name] not in (edit.seen.cells[name], edit.cells[name].strip())
        ]
    return moved


def _conflict(sku_id: UUID, name: str, present: str) -> Cell:
    words = _("Somebody changed this to %(now)s meanwhile. Look at it and save again.")
    return Cell(sku_id, name, CONFLICT, words % {"now": present or "–"}, present)


def _wished(
    draft: ProductDraft, rows: Sequence[Edit], typed: Mapping[UUID, Sequence[str]]
) -> tuple[ProductDraft, list[Cell]]:
    """The draft with the typed cells; a shared ladder stays shared while its variants agree, and goes unused."""
    wrong: list[Cell] = []
    ladders: dict[UUID, tuple[TierDraft, ...]] = {}
    weights: dict[UUID, Decimal | None] = {}
    by_id = {sku.id: sku for sku in draft.skus}
    for edit in rows:
        sku_id = edit.seen.sku_id
        if {"price", "tiers"} & set(typed[sku_id]):
            ladder, blamed = _ladder(draft, by_id[sku_id], edit, typed[sku_id])
            wrong += blamed
            ladders[sku_id] = ladder
        if "weight" in typed[sku_id]:
            text = edit.cells["weight"].strip()
            weights[sku_id] = numbers.grams(text, default=Decimal(1)) if text else None
            if text and weights[sku_id] is None:
                wrong.append(Cell(sku_id, "weight", REFUSED, _("This is not a weight in grams.")))
    skus = [
        replace(
            sku,
            tiers=ladders.get(sku.id, sku.tiers) if sku.id else sku.tiers,
            weight_g=weights.get(sku.id, sku.weight_g) if sku.id else sku.weight_g,
        )
        for sku in draft.skus
    ]
    shared = [sku for sku, old in zip(skus, draft.skus, strict=True) if sku.active and not old.tiers]
    if shared and ladders and all(sku.tiers == shared[0].tiers for sku in shared) and shared[0].tiers:
        named = {sku.id for sku in shared}
        skus = [replace(sku, tiers=()) if sku.id in named else sku for sku in skus]
        return replace(draft, tiers=shared[0].tiers, skus=tuple(skus)), wrong
    unused = bool(ladders) and all(sku.tiers for sku in skus)
    return replace(draft, skus=tuple(skus), tiers=() if unused else draft.tiers), wrong


def _ladder(
    draft: ProductDraft, sku: SkuDraft, edit: Edit, names: Sequence[str]
) -> tuple[tuple[TierDraft, ...], list[Cell]]:
    old = sorted(sku.tiers or draft.tiers)
    least = old[0][0] if old else draft.moq
    first: Decimal | None = old[0][1] if old else None
    further: Sequence[TierDraft] | None = old[1:]
    wrong = []
    if "price" in names:
        first = numbers.number(edit.cells["price"])
        if first is None or first <= 0:
            wrong.append(Cell(sku.id, "price", REFUSED, _("This is not a price above zero, such as 9.80.")))  # type: ignore[arg-type]
    if "tiers" in names:
        text = edit.cells["tiers"].strip()
        further = numbers.ladder(text) if text else ()
        if further is None:
            words = _("Write the further steps like “50: 10.5, 200: 9.8”: quantity, colon, price.")
            wrong.append(Cell(sku.id, "tiers", REFUSED, words))  # type: ignore[arg-type]
    if wrong or first is None or further is None:
        return tuple(old), wrong
    return ((least, first), *sorted(further)), wrong


def _save_stock(company_id: UUID, sku: Sku, edit: Edit, reason: str, by: By, now: datetime) -> list[Cell]:
    told = []
    for name in _typed(edit, sheet.STOCKED):
        text = edit.cells[name].strip()
        try:
            with transaction.atomic():
                quantity = _quantity(text, sku.product.unit)
                if name == "stock":
                    told.append(_count(company_id, sku, edit.seen, quantity, reason, by, now))
                else:
                    told.append(_mark(company_id, sku, edit.seen, quantity, by, now))
        except StaleCount:
            pool = sheet.main_pool(inventory.pools_of([sku.id])[sku.id])
            told.append(_conflict(sku.id, name, plain(pool.on_hand) if pool else ""))
        except Refusal as refusal:
            told.append(Cell(sku.id, name, REFUSED, refusal.text))
    return told


def _quantity(text: str, unit: str) -> Quantity | None:
    if not text:
        return None
    found = numbers.number(text)
    return Quantity.of(text if found is None else found, unit)


def _count(
    company_id: UUID, sku: Sku, seen: Seen, counted: Quantity | None, reason: str, by: By, now: datetime
) -> Cell:
    if counted is None:
        return Cell(sku.id, "stock", REFUSED, _("Write how many there are; 0 when there is none."))
    pool = sheet.main_pool(inventory.pools_of([sku.id])[sku.id])
    if pool is None:
        if counted.amount:
            stock.receive(sku_id=sku.id, quantity=counted, company_id=company_id, by=by, now=now, reason=reason)
    elif seen.version is None:
        return _conflict(sku.id, "stock", plain(pool.on_hand))
    else:
        stock.set_counted(
            pool_id=pool.id,
            company_id=company_id,
            counted=counted,
            expected_version=seen.version,
            reason=reason,
            by=by,
            now=now,
        )
    return Cell(sku.id, "stock", SAVED)


def _mark(company_id: UUID, sku: Sku, seen: Seen, number: Quantity | None, by: By, now: datetime) -> Cell:
    stored_mark = inventory.low_marks([sku.id]).get(sku.id)
    present = plain(stored_mark) if stored_mark is not None else ""
    if present != seen.cells["mark"] and present != (plain(number.amount) if number else ""):
        return _conflict(sku.id, "mark", present)
    if number is not None and not number.amount:
        number = None
    stock.set_low_mark(sku_id=sku.id, company_id=company_id, number=number, by=by, now=now)
    return Cell(sku.id, "mark", SAVED)

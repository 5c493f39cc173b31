"""What an order would be: every line checked and priced, freight quoted, nothing rounded, nothing written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from sourcebridge.catalog import pricing
from sourcebridge.catalog.mixing import Mix, MixTerms, reached
from sourcebridge.catalog.offers import PricedLine, SellableSku, price_lines, sample_line
from sourcebridge.deals.services import LineDraft
from sourcebridge.domestic.errors import (
    NoSamples,
    NotEnoughStock,
    NotForSale,
    NothingOrdered,
    PriceHidden,
    QuantityNotValid,
    TooManySamples,
)
from sourcebridge.domestic.ground import Freight, Ground, ground
from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity
from sourcebridge.logistics import queries as logistics
from sourcebridge.logistics.freight import FreightLine, FreightQuote


def title_of(titles: Mapping[str, str]) -> str:
    """The title in the active language, else in any."""
    english = not (get_language() or "zh").startswith("zh")
    wanted = ("en", "zh", "zh-hans") if english else ("zh", "zh-hans", "en")
    for language in wanted:
        if titles.get(language):
            return titles[language]
    return next(iter(titles.values()), "")


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One line: the goods, the price if it has one, what can be promised, and why it cannot be ordered."""

    sku: SellableSku
    quantity: Quantity
    priced: PricedLine | None
    available: Quantity
    refusals: tuple[Refusal, ...]
    hint: pricing.Hint | None
    nearest: tuple[Quantity, ...]
    mixed: bool = False

    @property
    def title(self) -> str:
        """The goods with their variant."""
        return " · ".join(part for part in (title_of(self.sku.title), self.sku.options_text) if part)

    @property
    def key(self) -> str:
        """The SKU's id as text, for field names."""
        return str(self.sku.sku_id)

    @property
    def step(self) -> Decimal:
        """The smallest amount by which the quantity can differ."""
        return pricing.order_step(self.sku.batch_multiple).amount

    @property
    def page(self) -> str:
        """The address of the goods."""
        return f"/goods/{self.sku.shop_slug}/{self.sku.handle}/"


@dataclass(frozen=True, slots=True)
class SupplierPreview:
    """One future order. `quotes` is empty without an address; `refusal` says why freight is not known.

    `mix` holds the order against the seller's mixed-batch terms; None where the seller offers none.
    """

    supplier_id: UUID
    lines: tuple[PreviewLine, ...]
    goods: Money
    quotes: tuple[FreightQuote, ...] = ()
    quote: FreightQuote | None = None
    refusal: Refusal | None = None
    mix: Mix | None = None
    sample: bool = False
    hash: str = field(default="")

    @property
    def total(self) -> Money:
        """Goods and the chosen freight."""
        return self.goods + self.quote.fee if self.quote else self.goods

    @property
    def ready(self) -> bool:
        """Whether this can be ordered as it stands."""
        return self.quote is not None and not any(line.refusals for line in self.lines)

    @property
    def first_refusal(self) -> Refusal | None:
        """The first thing in the way."""
        return next((r for line in self.lines for r in line.refusals), self.refusal)

    @property
    def dispatch_hours(self) -> int:
        """The slowest promise among the lines."""
        return max(line.sku.dispatch_hours for line in self.lines)


def preview(
    *,
    buyer_company_id: UUID | None,
    wanted: Sequence[tuple[UUID, Quantity]],
    province: str = "",
    carrier: str = "",
    sample: bool = False,
    now: datetime,
    on: Ground | None = None,
) -> list[SupplierPreview]:
    """One preview per supplier, in the order the goods were given. `province` is a GB/T 2260 code, "" when unknown.

    A `sample` costs the sample's price and needs no MOQ; `on` is the ground if it was read already. Raises
    NothingOrdered, or NotForSale for an unknown SKU. Everything else is told line by line. At most one statement.
    """
    quantities: dict[UUID, Quantity] = {}
    for sku_id, quantity in wanted:
        if quantity:
            quantities[sku_id] = quantities[sku_id] + quantity if sku_id in quantities else quantity
    if not quantities:
        raise NothingOrdered
    on = on or ground(quantities, buyer_company_id=buyer_company_id, at=now)
    skus = on.skus
    if set(quantities) - set(skus):
        raise NotForSale(goods=str(next(iter(set(quantities) - set(skus)))))
    by_supplier: dict[UUID, list[UUID]] = {}
    for sku_id in quantities:
        by_supplier.setdefault(skus[sku_id].supplier_company_id, []).append(sku_id)
    made = []
    for supplier_id, sku_ids in by_supplier.items():
        own = {sku_id: skus[sku_id] for sku_id in sku_ids}
        ordered = {sku_id: quantities[sku_id] for sku_id in sku_ids}
        if sample:
            lines, mix = _sampled(own, ordered, on.stock), None
        else:
            lines, mix = _sold(own, ordered, on.stock, on.mixing.get(supplier_id))
        freight = on.freight.get(supplier_id, ())
        made.append(_quoted(supplier_id, lines, mix, freight, province, carrier, sample=sample))
    return made


def _quoted(
    supplier_id: UUID,
    lines: Sequence[PreviewLine],
    mix: Mix | None,
    freight: Freight,
    province: str,
    carrier: str,
    *,
    sample: bool,
) -> SupplierPreview:
    currency = lines[0].sku.currency
    goods = Money.total((line.priced.amount for line in lines if line.priced), currency)
    quotes, refusal = _freight(freight, lines, province, currency)
    quote = next((q for q in quotes if q.carrier == carrier), None) or (quotes[0] if quotes and not carrier else None)
    made = SupplierPreview(supplier_id, tuple(lines), goods, tuple(quotes), quote, refusal, mix, sample)
    return replace(made, hash=_hash(made))


def _sold(
    skus: dict[UUID, SellableSku],
    quantities: dict[UUID, Quantity],
    stock: Mapping[UUID, Quantity],
    terms: MixTerms | None,
) -> tuple[list[PreviewLine], Mix | None]:
    """The lines at ladder prices; a mixed batch frees them from the MOQ, not from batches and stock (domain.md A2)."""
    priced = _prices(skus, quantities, mixed=terms is not None)
    mix = None
    if terms is not None:
        goods = Money.total((line.amount for line in priced.values()), next(iter(skus.values())).currency)
        mix = reached(terms, goods, quantities.values())
    if mix is None or not mix.met:
        priced = _prices(skus, quantities)
    sums = ordered_of_product(skus, quantities)
    lines = [
        _line(skus[sku_id], quantity, sums[sku_id], priced.get(sku_id), stock, mixed=mix is not None and mix.met)
        for sku_id, quantity in quantities.items()
    ]
    return lines, mix


def ordered_of_product(skus: Mapping[UUID, SellableSku], quantities: Mapping[UUID, Quantity]) -> dict[UUID, Quantity]:
    """For each SKU how much of its whole product is ordered: the MOQ counts all variants together (domain.md A2)."""
    sums: dict[UUID, Quantity] = {}
    for sku_id, quantity in quantities.items():
        product_id = skus[sku_id].product_id
        sums[product_id] = sums[product_id] + quantity if product_id in sums else quantity
    return {sku_id: sums[skus[sku_id].product_id] for sku_id in quantities}


def _prices(
    skus: dict[UUID, SellableSku], quantities: dict[UUID, Quantity], *, mixed: bool = False
) -> dict[UUID, PricedLine]:
    try:
        return price_lines(skus, quantities, mixed=mixed)
    except Refusal:
        found: dict[UUID, PricedLine] = {}
        for sku_id, quantity in quantities.items():
            try:
                found |= price_lines({sku_id: skus[sku_id]}, {sku_id: quantity}, mixed=mixed)
            except Refusal:
                continue
        return found


def _named(sku: SellableSku) -> str:
    return " · ".join(part for part in (title_of(sku.title), sku.options_text) if part)


def _line(
    sku: SellableSku,
    quantity: Quantity,
    of_product: Quantity,
    priced: PricedLine | None,
    stock: Mapping[UUID, Quantity],
    *,
    mixed: bool,
) -> PreviewLine:
    title, available = _named(sku), stock.get(sku.sku_id) or Quantity.of(0, sku.unit)
    refusals: list[Refusal] = []
    nearest: tuple[Quantity, ...] = ()
    if not sku.active:
        refusals.append(NotForSale(goods=title))
    elif sku.price_hidden:
        refusals.append(PriceHidden(goods=title))
    else:
        nearest = nearest_of(sku, quantity, of_product, mixed=mixed)
        if nearest or priced is None:
            texts = " / ".join(q.text for q in nearest)
            refusals.append(QuantityNotValid(goods=title, quantity=str(quantity), nearest=texts))
    if sku.active and available < quantity:
        refusals.append(NotEnoughStock(goods=title, available=available.text))
    hint = pricing.next_tier_hint(sku.tiers, priced.tier_quantity) if priced else None
    return PreviewLine(sku, quantity, priced, available, tuple(refusals), hint, nearest, mixed)


def nearest_of(
    sku: SellableSku, quantity: Quantity, of_product: Quantity, *, mixed: bool = False
) -> tuple[Quantity, ...]:
    """The valid quantities around one that is not; nothing when it is. `of_product` counts all variants ordered.

    In a mixed batch the MOQ does not count. What the other variants bring already lowers what this one must.
    """
    others = of_product - quantity
    step = pricing.order_step(sku.batch_multiple)
    least = step if mixed or others >= sku.moq else max(sku.moq - others, step)
    if pricing.is_valid(quantity, least, sku.batch_multiple):
        return ()
    lower, upper = pricing.nearest_valid(quantity, least, sku.batch_multiple)
    return tuple(q for q in (lower, upper) if q)


def _sampled(
    skus: dict[UUID, SellableSku], quantities: dict[UUID, Quantity], stock: Mapping[UUID, Quantity]
) -> list[PreviewLine]:
    """The lines as samples, at the sample's price and up to the supplier's limit."""
    lines = []
    for sku_id, quantity in quantities.items():
        sku, available = skus[sku_id], stock.get(sku_id) or Quantity.of(0, skus[sku_id].unit)
        priced = sample_line(sku, quantity)
        refusals: list[Refusal] = []
        if not sku.active:
            refusals.append(NotForSale(goods=_named(sku)))
        elif priced is None:
            refusals.append(NoSamples(goods=_named(sku)))
        elif sku.sample_most is not None and quantity > sku.sample_most:
            refusals.append(TooManySamples(goods=_named(sku), most=sku.sample_most.text))
        if sku.active and available < quantity:
            refusals.append(NotEnoughStock(goods=_named(sku), available=available.text))
        lines.append(PreviewLine(sku, quantity, priced, available, tuple(refusals), None, ()))
    return lines


def _freight(
    freight: Freight, lines: Sequence[PreviewLine], province: str, currency: str
) -> tuple[list[FreightQuote], Refusal | None]:
    if not province:
        return [], None
    try:
        quotes = logistics.quotes_of(
            [(template, rates) for template, rates in freight if template.currency == currency],
            province=province,
            lines=[FreightLine(line.quantity, line.sku.weight_g, line.title) for line in lines],
        )
    except Refusal as refusal:
        return [], refusal
    return quotes, None


def hash_with(made: SupplierPreview, quote: FreightQuote) -> str:
    """The hash the preview would have with another of its carriers."""
    return _hash(replace(made, quote=quote))


def _hash(made: SupplierPreview) -> str:
    shown: dict[str, Any] = {
        "supplier": str(made.supplier_id),
        "lines": [
            [str(line.sku.sku_id), line.quantity.text, str(line.priced.unit_price) if line.priced else None]
            for line in made.lines
        ],
        "freight": [made.quote.carrier, str(made.quote.fee)] if made.quote else None,
        "total": str(made.total),
    }
    if made.sample:
        shown["sample"] = True
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def draft_of(line: PreviewLine) -> LineDraft:
    """The line as the deal copies it. The line has a price."""
    assert line.priced is not None
    return LineDraft(
        sku_id=line.sku.sku_id,
        product_id=line.sku.product_id,
        code=line.sku.code,
        title=line.sku.title,
        options=line.sku.options_text,
        page=line.page,
        picture=line.sku.picture_url or "",
        quantity=line.quantity,
        unit_price=line.priced.unit_price,
    )

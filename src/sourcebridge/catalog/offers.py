"""Read models: what a buyer, a cart or an order needs to know about goods, complete and without further queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sourcebridge.catalog import pricing
from sourcebridge.catalog.errors import BelowFirstTier
from sourcebridge.catalog.pricing import Tier
from sourcebridge.kit.money import Money, UnitPrice
from sourcebridge.kit.quantity import Quantity
from sourcebridge.shell import parts


@dataclass(frozen=True, slots=True)
class Text:
    """A text as shown: `translated` False means it is the original because the reader's language has none.

    `stale` says that the original changed after it was translated.
    """

    text: str
    language: str
    translated: bool = True
    stale: bool = False
    machine: bool = False

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Pack:
    """One level of packing: base units it holds, weights in grams, sides in mm; None is unknown."""

    level: str
    holds: Quantity | None
    net_weight_g: Decimal | None
    gross_weight_g: Decimal | None
    sides_mm: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """An attribute in the reader's words: "克重 150 g/m²"; `codes` are its options, for links into the search."""

    code: str
    name: str
    text: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SellableSku:
    """One SKU with everything an order line copies. `tiers` are this buyer's; `agreed` says a promise shaped them.

    `per_product`: the tier is found by the sum over all SKUs of the product, else by this SKU's own quantity.
    `active` is False for a retired SKU and for goods not published. Weight unknown is None, never zero.
    `price_hidden`: the shop shows its prices to approved buyers only and this one is not, so there are no tiers.
    """

    sku_id: UUID
    product_id: UUID
    shop_id: UUID
    supplier_company_id: UUID
    shop_slug: str
    handle: str
    code: str
    title: dict[str, str]
    options: dict[str, str]
    unit: str
    currency: str
    moq: Quantity
    batch_multiple: Quantity
    dispatch_hours: int
    deduct_on: str
    tiers: tuple[Tier, ...]
    per_product: bool
    agreed: bool
    agreed_from: Quantity | None
    weight_g: Decimal | None
    picture_url: str | None
    colour: str
    active: bool
    price_hidden: bool = False
    sell_unit: str = ""
    sample_price: UnitPrice | None = None
    sample_most: Quantity | None = None
    packaging: tuple[Pack, ...] = ()

    @property
    def options_text(self) -> str:
        """The variant in words: "藏青 #19 / L"; empty for goods without variants."""
        return " / ".join(self.options.values())


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A quantity of a SKU at its price. `tier_quantity` is the sum that found the tier."""

    sku_id: UUID
    quantity: Quantity
    unit_price: UnitPrice
    amount: Money
    tier_quantity: Quantity
    agreed: bool


def sample_line(sku: SellableSku, quantity: Quantity) -> PricedLine | None:
    """A sample at its own price; None where the supplier sells no samples."""
    if sku.sample_price is None:
        return None
    return PricedLine(sku.sku_id, quantity, sku.sample_price, sku.sample_price * quantity, quantity, agreed=False)


def tier_quantities(skus: Mapping[UUID, SellableSku], quantities: Mapping[UUID, Quantity]) -> dict[UUID, Quantity]:
    """For each SKU the quantity that finds its tier: the product's sum, or its own."""
    sums: dict[UUID, Quantity] = {}
    for sku_id, quantity in quantities.items():
        sku = skus[sku_id]
        if sku.per_product:
            sums[sku.product_id] = sums[sku.product_id] + quantity if sku.product_id in sums else quantity
    return {
        sku_id: sums[skus[sku_id].product_id] if skus[sku_id].per_product else quantity
        for sku_id, quantity in quantities.items()
    }


def price_lines(
    skus: Mapping[UUID, SellableSku], quantities: Mapping[UUID, Quantity], *, mixed: bool = False
) -> dict[UUID, PricedLine]:
    """Price all lines of one order together; raises BelowFirstTier. Zero quantities are left out.

    In a `mixed` batch a quantity below the first tier costs the first tier's price (domain.md A2).
    """
    wanted = {sku_id: quantity for sku_id, quantity in quantities.items() if quantity}
    by_sum = tier_quantities(skus, wanted)
    lines = {}
    for sku_id, quantity in wanted.items():
        sku = skus[sku_id]
        tier = pricing.tier_for(sku.tiers, by_sum[sku_id]) or (sku.tiers[0] if mixed and sku.tiers else None)
        if tier is None:
            raise BelowFirstTier(least=str(sku.tiers[0].minimum) if sku.tiers else "-")
        lines[sku_id] = PricedLine(
            sku_id=sku_id,
            quantity=quantity,
            unit_price=tier.price,
            amount=tier.price * quantity,
            tier_quantity=by_sum[sku_id],
            agreed=sku.agreed_from is not None and tier.minimum >= sku.agreed_from,
        )
    return lines


@dataclass(frozen=True, slots=True)
class Offer:
    """A product as its page shows it. `tiers` is the ladder all SKUs share, empty when they are priced one by one.

    `path` is [(category code, name)] from the root to the leaf, in the reader's language.
    """

    product_id: UUID
    shop_id: UUID
    shop_slug: str
    shop_name: str
    supplier_company_id: UUID
    supplier_name: str
    region: str
    freight_note: str
    handle: str
    category: str
    state: str
    revision: int
    title: Text
    description: Text
    option_names: tuple[str, ...]
    unit: str
    currency: str
    moq: Quantity
    batch_multiple: Quantity
    dispatch_hours: int
    deduct_on: str
    tiers: tuple[Tier, ...]
    public_tiers: tuple[Tier, ...]
    agreed: bool
    skus: tuple[SellableSku, ...]
    pictures: tuple[parts.Picture, ...]
    published_at: datetime | None
    path: tuple[tuple[str, str], ...] = ()
    attributes: tuple[Answer, ...] = ()
    packaging: tuple[Pack, ...] = ()
    audience: str = "PUBLIC"
    price_hidden: bool = False
    sell_unit: str = ""
    sample_price: UnitPrice | None = None
    sample_most: Quantity | None = None
    mix_amount: Decimal | None = None
    mix_number: Decimal | None = None
    mix_rule: str = "EITHER"

    def ladder(self, chosen: Quantity | None = None) -> parts.PriceLadder | None:
        """The ladder component's model; None when SKUs are priced one by one."""
        if not self.tiers:
            return None
        agreed = next((s for s in self.skus if s.agreed_from is not None), None)
        public = [parts.Tier(t.minimum, t.price) for t in self.public_tiers or self.tiers]
        promised = (
            pricing.tier_for(self.tiers, max(agreed.agreed_from, self.moq)) if agreed and agreed.agreed_from else None
        )
        return parts.PriceLadder(tiers=public, chosen=chosen, agreed=promised.price if promised else None)


@dataclass(frozen=True, slots=True)
class Listed:
    """A product in a list: first and best price of this buyer's ladder; None when the buyer may not see prices."""

    product_id: UUID
    shop_slug: str
    handle: str
    title: Text
    unit: str
    moq: Quantity
    first: Tier | None
    best: Tier | None
    agreed: bool
    dispatch_hours: int
    region: str
    supplier_company_id: UUID
    picture_url: str
    sku_ids: tuple[UUID, ...]

    def card(
        self, *, url: str, promise: parts.Text = "", mark: parts.Text = "", stock_note: parts.Text = ""
    ) -> parts.ProductCard:
        """The product card's model."""
        several = self.first and self.best and self.best.price.amount < self.first.price.amount
        return parts.ProductCard(
            url=url,
            title=self.title.text,
            first_price=self.first.price if self.first else None,
            best_price=self.best.price if self.best and several else None,
            best_from=self.best.minimum if self.best and several else None,
            minimum=self.moq,
            place=self.region,
            picture=parts.Picture(url=self.picture_url, alt=self.title.text),
            promise=promise,
            mark=mark,
            stock_note=stock_note,
        )

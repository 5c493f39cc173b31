"""Export floors of goods: what the catalogue asks at home and abroad, the rates of the day, the supplier's costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from sourcebridge.catalog import queries as catalog
from sourcebridge.catalog.exporting import Exported
from sourcebridge.catalog.models import PriceTier, Product, Sku
from sourcebridge.catalog.pricing import Tier
from sourcebridge.catalog.queries import filtering
from sourcebridge.catalog.states import ProductState
from sourcebridge.customs import queries as customs
from sourcebridge.freight.queries import plain
from sourcebridge.fx import queries as fx
from sourcebridge.fx.rates import Table
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.money import UnitPrice
from sourcebridge.kit.quantity import Quantity
from sourcebridge.landedcost import floor
from sourcebridge.landedcost.floor import Costs, Exchange, Rebate, Step
from sourcebridge.landedcost.models import FloorAlarm, FloorTerms, InlandBasis, RebateRate
from sourcebridge.parties.member import Member

ABROAD, RULE = "USD", "FOB"


@dataclass(frozen=True, slots=True)
class Judged:
    """A product's floors. `refusal` says why no exchange rate could be used; then there are no steps.

    `why` is the code of what is missing when `rebate` is None (see floor.WHYS).
    """

    product: Product
    code: str
    code_status: str
    listing: Exported | None
    rebate: Rebate | None
    why: str
    costs: Costs | None
    exchange: Exchange | None
    steps: tuple[Step, ...]
    ladders: tuple[tuple[Tier, ...], ...] = ()
    refusal: str = ""

    @property
    def sells_at_home(self) -> bool:
        """Whether a buyer can order at the domestic price."""
        return self.product.state == ProductState.PUBLISHED

    @property
    def missing_words(self) -> str:
        """What is missing when no rebate rate is known."""
        return str(floor.WHYS[self.why or "no_rebate"])

    def suggested(self, quantities: Collection[Quantity], rule: str) -> list[tuple[Quantity, UnitPrice | None]]:
        """The floor with the supplier's margin at these quantities under a rule; None where it is not known."""
        if self.exchange is None or not self.ladders:
            return [(quantity, None) for quantity in quantities]
        return [
            (quantity, floor.floor(
                price=max((floor.price_at(ladder, quantity) for ladder in self.ladders), key=lambda one: one.amount),
                quantity=quantity, rebate=self.rebate, costs=self.costs, exchange=self.exchange, rule=rule,
            ).suggested)
            for quantity in quantities
        ]  # fmt: skip

    def wrong(self, on: date) -> list[tuple[str, Step]]:
        """What is to be alarmed on a day: (BELOW_FLOOR or UNDERCUT, the step), each kind from its first quantity on."""
        if self.listing is None or (self.listing.valid_until is not None and self.listing.valid_until < on):
            return []
        return [
            (kind, step)
            for step in self.steps
            for kind in step.kinds
            if kind != floor.UNDERCUT or self.sells_at_home
        ]  # fmt: skip


def rebates(*, on: date) -> list[RebateRate]:
    """The row of each prefix that began last, ended or not, by prefix. One statement."""
    order = ("prefix", "-valid_from", "-recorded_at", "-id")
    return list(RebateRate.objects.filter(valid_from__lte=on).order_by(*order).distinct("prefix"))


def rebate_for(code: str, rows: Mapping[str, RebateRate], *, on: date) -> tuple[Rebate | None, str]:
    """The rate of the longest prefix of a code, or None and the code of what is missing."""
    if not code:
        return None, "no_code"
    for length in range(len(code), 1, -1):
        row = rows.get(code[:length])
        if row is None:
            continue
        if row.valid_until is not None and row.valid_until < on:
            return None, "rebate_ended"
        return _rebate(row), ""
    return None, "no_rebate"


def _rebate(row: RebateRate) -> Rebate:
    return Rebate(
        f"landedcost.rebate:{row.id}", row.prefix, plain(row.levy), plain(row.rebate), row.source, row.valid_from,
        row.valid_until,
    )  # fmt: skip


def costs_of(row: FloorTerms) -> Costs:
    """A supplier's row as the reckoning reads it."""
    return Costs(
        plain(row.inland), row.inland_basis == InlandBasis.UNIT, row.documents, row.margin, row.vat_included,
        f"landedcost.floor_terms:{row.id}",
    )  # fmt: skip


def terms(*, company_id: UUID, product_id: UUID | None = None) -> FloorTerms | None:
    """The company's own costs, or those of one of its products."""
    rows = FloorTerms.objects.filter(company_id=company_id)
    return (rows.filter(product=None) if product_id is None else rows.filter(product_id=product_id)).first()


def _ladders(products: Mapping[UUID, Product]) -> dict[UUID, list[tuple[Tier, ...]]]:
    """The ladders one can buy at: those of active variants, the product's where a variant has none of its own."""
    active: dict[UUID, set[UUID]] = defaultdict(set)
    for product_id, sku_id in Sku.objects.filter(product_id__in=products, active=True).values_list("product_id", "id"):
        active[product_id].add(sku_id)
    rows: dict[UUID, dict[UUID | None, list[Tier]]] = defaultdict(lambda: defaultdict(list))
    for tier in PriceTier.objects.filter(product_id__in=products).order_by("min_quantity"):
        product = products[tier.product_id]
        rows[tier.product_id][tier.sku_id].append(
            Tier(Quantity(tier.min_quantity, product.unit), UnitPrice(tier.unit_price, product.currency, product.unit))
        )
    found: dict[UUID, list[tuple[Tier, ...]]] = {}
    for product_id, own in rows.items():
        ladders = [tuple(own[sku_id]) for sku_id in active[product_id] if sku_id in own]
        if None in own and (len(ladders) < len(active[product_id]) or not ladders):
            ladders.append(tuple(own[None]))
        found[product_id] = ladders
    return found


def _exchange(table: Table, currency: str) -> Exchange:
    rate = table.rate(currency, floor.HOME)
    return Exchange(currency, rate.value, rate.margin, rate.on, rate.source)


def floors(product_ids: Collection[UUID], *, at: datetime) -> dict[UUID, Judged]:
    """The floors of products as of an instant (UTC; days are those of China). Eight statements for any number."""
    on = business_day(at)
    products = {row.id: row for row in Product.objects.filter(pk__in=product_ids).select_related("shop")}
    listings, codes = catalog.exported(list(products)), customs.classified(list(products))
    rows = {row.prefix: row for row in rebates(on=on)}
    own: dict[tuple[UUID, UUID | None], FloorTerms] = {
        (row.company_id, row.product_id): row
        for row in FloorTerms.objects.filter(
            Q(product=None) | Q(product_id__in=products),
            company_id__in={product.shop.company_id for product in products.values()},
        )
    }
    ladders, table = _ladders(products), fx.table(at=at)
    found: dict[UUID, Judged] = {}
    for product_id, product in products.items():
        company_id = product.shop.company_id
        said = own.get((company_id, product_id)) or own.get((company_id, None))
        costs = costs_of(said) if said else None
        named = codes.get(product_id)
        rebate, why = rebate_for(named.code if named else "", rows, on=on)
        found[product_id] = _judged(
            product, listings.get(product_id), ladders.get(product_id, []), table, costs, rebate, why,
            named.code if named else "", named.status if named else "",
        )  # fmt: skip
    return found


def _judged(
    product: Product, listing: Exported | None, ladders: list[tuple[Tier, ...]], table: Table, costs: Costs | None,
    rebate: Rebate | None, why: str, code: str, status: str,
) -> Judged:  # fmt: skip
    steps: list[Step] = []
    exchange, refusal = None, ""
    try:
        exchange = _exchange(table, listing.currency if listing else ABROAD)
    except Refusal as refused:
        refusal = refused.text
    else:
        steps = floor.steps(
            ladders=ladders, export=listing.tiers if listing else (), rebate=rebate, costs=costs, exchange=exchange,
            rule=listing.rule if listing else RULE, why=why or "no_rebate",
        ) if ladders else []  # fmt: skip
    return Judged(product, code, status, listing, rebate, why, costs, exchange, tuple(steps), tuple(ladders), refusal)


def goods(*, company_id: UUID, wanted: str = "", text: str = "") -> QuerySet[Product]:
    """A company's products: those with open alarms first, then those listed abroad, the newest first.

    `wanted` keeps those with an ALARM, LISTED or UNLISTED abroad; `text` is part of a title, the short name or an
    article number.
    """
    listed = Q(export_listings__ended_at=None, export_listings__isnull=False)
    open_alarms = FloorAlarm.objects.filter(cleared_at=None).values("product_id")
    rows = Product.objects.filter(shop__company_id=company_id).annotate(
        alarmed=Count("id", filter=Q(id__in=open_alarms)), listed=Count("export_listings", filter=listed)
    )
    if wanted == "ALARM":
        rows = rows.filter(alarmed__gt=0)
    elif wanted in {"LISTED", "UNLISTED"}:
        rows = rows.filter(listed__gt=0) if wanted == "LISTED" else rows.filter(listed=0)
    if text:
        rows = rows.filter(filtering.named(text))
    return rows.order_by("-alarmed", "-listed", "-id")


def alarms(product_ids: Iterable[UUID]) -> dict[UUID, list[FloorAlarm]]:
    """The open alarms of products, by quantity."""
    found: dict[UUID, list[FloorAlarm]] = defaultdict(list)
    rows = FloorAlarm.objects.filter(product_id__in=list(product_ids), cleared_at=None)
    for row in rows.order_by("from_quantity", "kind"):
        found[row.product_id].append(row)
    return found


def alarms_visible_to(member: Member) -> QuerySet[FloorAlarm]:
    """The alarms of the member's company."""
    rows = FloorAlarm.objects.select_related("product")
    return rows.none() if member.company_id is None else rows.filter(product__shop__company_id=member.company_id)

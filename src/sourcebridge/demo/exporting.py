"""Export prices of the demo: rebate rates by chapter, the weaver's costs, one ladder in order, one below its floor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from uuid import UUID

from sourcebridge.catalog import services as catalog
from sourcebridge.catalog.exporting import ExportTerms
from sourcebridge.demo.people import House
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.days import business_day
from sourcebridge.kit.money import UnitPrice
from sourcebridge.kit.quantity import Quantity
from sourcebridge.landedcost import queries
from sourcebridge.landedcost import services as landedcost
from sourcebridge.landedcost.services import OwnCosts, RebateTerms

SINCE = date(2019, 4, 1)
FULL = Decimal("0.13")
ANNOUNCED = "MOF, STA and GACC announcement 2019 no. 39: 16 % VAT and 16 % rebate became 13 % and 13 % on 2019-04-01"
CHAPTER = "[demo] the whole chapter is taken for it; look your code up in the customs' rebate list"
TEXTILES = tuple(str(chapter) for chapter in range(50, 64))
OTHERS = ("39", "42", "64", "65", "66", "69", "70", "73", "82", "83", "84", "85", "87", "90", "91", "94", "95", "96")
COSTS = OwnCosts(Decimal(380), "SHIPMENT", Decimal(450), Decimal("0.05"))
STEPS = (Decimal(1000), Decimal(3000), Decimal(10000))
CENT = Decimal("0.01")


def rebates(operator: House, *, now: datetime) -> None:
    """VAT and rebate of the chapters the demo sells from; a chapter that is not named stays unknown."""
    by = operator.by(Actor.OPERATOR)
    for chapter in (*TEXTILES, *OTHERS):
        source = f"{ANNOUNCED}; {CHAPTER}"
        landedcost.set_rebate(terms=RebateTerms(chapter, FULL, FULL, source, SINCE), by=by, now=now)


def offers(weaver: House, fabrics: Sequence[UUID], *, now: datetime) -> None:
    """The weaver's costs; the first fabric abroad at floor and margin, the second five per cent below its floor."""
    by, company_id = weaver.by(Actor.SUPPLIER), weaver.company.id
    landedcost.set_costs(company_id=company_id, costs=COSTS, by=by, now=now)
    found = queries.floors(fabrics[:2], at=now)
    for product_id, share in zip(fabrics[:2], (Decimal(1), Decimal("0.90")), strict=True):
        judged = found[product_id]
        quantities = [Quantity(step, judged.product.unit) for step in STEPS]
        offered = judged.suggested(quantities, "FOB")
        tiers = tuple((quantity.amount, _priced(price, share)) for quantity, price in offered if price is not None)
        if not tiers:
            continue
        terms = ExportTerms("FOB", "CNNGB", "USD", STEPS[0], 12, 20, business_day(now), tiers)
        catalog.list_export(company_id=company_id, product_id=product_id, terms=terms, by=by, now=now)
    landedcost.check(fabrics[:2], now=now)


def _priced(price: UnitPrice, share: Decimal) -> Decimal:
    return (price.amount * share).quantize(CENT, ROUND_FLOOR)

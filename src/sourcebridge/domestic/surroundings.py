"""What stands around an offer on its page, read in one statement (surroundings.sql)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sourcebridge.catalog import queries as catalog
from sourcebridge.catalog.models import Closure
from sourcebridge.catalog.offers import Offer
from sourcebridge.discovery.models import SupplierFacts
from sourcebridge.domestic.queries import PAID
from sourcebridge.kit import rows
from sourcebridge.kit.quantity import Quantity
from sourcebridge.logistics.models import DeliveryAddress, FreightRate, FreightTemplate
from sourcebridge.parameters.declared import DECLARED
from sourcebridge.parties import queries as parties
from sourcebridge.parties.member import Member
from sourcebridge.parties.models import Company, Licence
from sourcebridge.places.models import Belt, Hall, Market, Stall

STATEMENT = Path(__file__).with_name("surroundings.sql")


@dataclass(frozen=True, slots=True)
class Holiday:
    """A closure of the shop, and whether it has begun."""

    closure: Closure
    running: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Stock per SKU in the offer's unit, what was sold, and what is known of the supplier and the buyer.

    `approval` is the state of the buyer's wish to see guarded prices, empty without one; `days` is the span of the
    figures; `freight` are the supplier's prices in force with their rates.
    """

    stock: dict[UUID, Quantity]
    sold: Quantity | None
    facts: SupplierFacts | None
    days: int
    evidence: list[parties.Evidence]
    holidays: list[Holiday]
    belt: Belt | None
    stalls: list[Stall]
    address: DeliveryAddress | None
    freight: list[tuple[FreightTemplate, list[FreightRate]]]
    approval: str


def surroundings(offer: Offer, *, buyer_company_id: UUID | None, at: datetime) -> Surroundings:
    """Everything around an offer at business time `at`, one statement."""
    return told(product_id=offer.product_id, buyer_company_id=buyer_company_id, at=at).around(offer)


@dataclass(frozen=True, slots=True)
class Told:
    """What the database says, unread: the public text, and the buyer's own address, wish and lines in the cart."""

    text: str
    own: str | None
    approval: str
    in_cart: int

    @property
    def address(self) -> DeliveryAddress | None:
        """Where the buyer is delivered to by default."""
        return rows.made(DeliveryAddress, rows.parsed(self.own)) if self.own else None

    def stock(self, offer: Offer) -> dict[UUID, Quantity]:
        """What is free of each variant, in the offer's unit."""
        return _stock(rows.parsed(self.text), offer)

    def around(self, offer: Offer) -> Surroundings:
        """What this text tells of the offer."""
        return _read(self, offer)


def told(*, product_id: UUID, buyer_company_id: UUID | None, at: datetime) -> Told:
    """What `surroundings` is made of; equal texts make equal surroundings. One statement."""
    given = {"product": product_id, "buyer": buyer_company_id, "paid": _paid(), "at": at}
    found = rows.text(rows.statement(STATEMENT), given)
    assert found is not None
    return _told(found)


def told_with_offer(
    *, shop: str, handle: str, member: Member | None, buyer_company_id: UUID | None, at: datetime
) -> tuple[catalog.Told, Told]:
    """What a product's offer and its surroundings are made of, in one statement; raises NotFound like the offer."""
    offer, around = catalog.told_beside(
        _of_offer(rows.statement(STATEMENT)), {"paid": _paid()},
        shop=shop, handle=handle, member=member, buyer_company_id=buyer_company_id, at=at,
    )  # fmt: skip
    return offer, _told(around)


@cache
def _of_offer(query: str) -> str:
    return query.replace("%(product)s::uuid", "offer.id")


@cache
def _paid() -> list[str]:
    return sorted(str(state) for state in PAID)


def _told(found: tuple[Any, ...]) -> Told:
    return Told(found[0], found[1], found[2] or "", found[3])


def _read(told: Told, offer: Offer) -> Surroundings:
    found = rows.parsed(told.text)
    facts, belt, operator = found["facts"], found["belt"], found["operator"]
    return Surroundings(
        stock=_stock(found, offer),
        sold=None if found["sold"] is None else Quantity(Decimal(found["sold"]), offer.unit),
        facts=None if facts is None else rows.made(SupplierFacts, facts),
        days=int(DECLARED["figures.days"].default if found["days"] is None else found["days"]),
        evidence=parties.evidence(
            rows.made(Company, found["company"]),
            [rows.made(Licence, row) for row in found["licences"] or ()],
            operator=None if operator is None else rows.made(Company, operator),
        ),
        holidays=[Holiday(rows.made(Closure, row["closure"]), row["running"]) for row in found["closures"] or ()],
        belt=None if belt is None else rows.made(Belt, belt),
        stalls=[_stall(row) for row in found["stalls"] or ()],
        address=told.address,
        freight=[
            (rows.made(FreightTemplate, row["template"]), [rows.made(FreightRate, rate) for rate in row["rates"] or ()])
            for row in found["freight"] or ()
        ],
        approval=told.approval,
    )


def _stock(found: dict[str, Any], offer: Offer) -> dict[UUID, Quantity]:
    free = {UUID(sku_id): Decimal(number) for sku_id, number in (found["stock"] or {}).items()}
    return {sku.sku_id: Quantity(free.get(sku.sku_id, Decimal(0)), offer.unit) for sku in offer.skus}


def _stall(row: dict[str, Any]) -> Stall:
    stall = rows.made(Stall, row["stall"])
    stall.hall = rows.made(Hall, row["hall"])
    stall.hall.market = rows.made(Market, row["market"])
    return stall

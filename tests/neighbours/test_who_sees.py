"""Every list of private rows, asked by every kind of member: nothing, all, or what is its own company's and no more.

The rows themselves are tried in the matrices; here the question to the database is read, which needs none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db.models import QuerySet

from sourcebridge.catalog.queries import offers
from sourcebridge.customs import queries as customs
from sourcebridge.deals import queries as deals
from sourcebridge.domestic import queries as domestic
from sourcebridge.kit.actors import Actor
from sourcebridge.logistics import queries as logistics
from sourcebridge.parties import queries as parties
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.payments.queries import outgoing, received

P = Permission
OWN = UUID(int=7)
Seen = Callable[[Member], QuerySet]
LISTS: dict[str, tuple[Seen, set[P], set[P], str]] = {
    # the list, rights that show the platform all, rights that show a company its own, how its own is asked for
    "deals": (
        deals.visible_to, {P.ORDER_OVERSEE}, {P.ORDER_VIEW},
        "deals_deal.buyer_id = OWN OR deals_deal.supplier_id = OWN",
    ),
    "orders": (domestic.visible_to, {P.ORDER_OVERSEE}, {P.ORDER_VIEW}, "buyer_id = OWN OR U0.supplier_id = OWN"),
    "shipments": (
        logistics.visible_to, {P.ORDER_OVERSEE}, {P.SHIPMENT_VIEW},
        "shipment.supplier_id = OWN OR logistics_shipment.buyer_id = OWN",
    ),
    "codes of goods": (customs.visible_to, {P.CUSTOMS_EDIT}, {P.PRODUCT_VIEW}, "catalog_shop.company_id = OWN"),
    "licences": (parties.licences_visible_to, {P.LICENCE_REVIEW}, {P.MEMBER_VIEW}, "licence.company_id = OWN"),
    "refunds": (outgoing.refunds_visible_to, {P.ORDER_OVERSEE}, set(), "paymentintent.payer_company_id = OWN"),
    "payouts": (
        outgoing.payouts_visible_to, {P.PAYOUT_FILE, P.PAYOUT_SETTLE}, {P.PAYOUT_ASK},
        "payout.company_id = OWN AND payments_payout.kind = SUPPLIER",
    ),
    "bank files": (outgoing.batches_visible_to, {P.PAYOUT_FILE, P.PAYOUT_SETTLE}, set(), ""),
    "payments": (
        received.intents_visible_to, {P.PAYMENT_MATCH, P.ORDER_OVERSEE}, set(), "paymentintent.payer_company_id = OWN",
    ),
    "unmatched money": (
        received.funds_visible_to, {P.UNMATCHED_RESOLVE}, {P.BALANCE_VIEW}, "paymentintent.payer_company_id = OWN",
    ),
}  # fmt: skip
ALL_RIGHTS = frozenset(P)


def member(rights: frozenset[P], *, company: UUID | None = OWN, platform: bool = False) -> Member:
    return Member(
        user_id=UUID(int=1), name="x", email="x@example.com", company_id=company, is_platform=platform,
        permissions=rights,
    )  # fmt: skip


def asked(rows: QuerySet) -> str:
    """Nothing, all, or the condition."""
    if rows.query.is_empty():
        return "nothing"
    if not rows.query.where:
        return "all"
    sql = str(rows.query).replace('"', "").replace(OWN.hex, "OWN").replace(str(OWN), "OWN").replace("'", "")
    return re.sub(r"::\w+", "", sql.partition(" WHERE ")[2])


@pytest.mark.parametrize("name", LISTS)
class TestWhoSees:
    def test_the_platform_sees_all_by_one_of_its_rights_and_by_no_other(self, name: str) -> None:
        seen, platform, _company, _own = LISTS[name]
        for right in P:
            rows = seen(member(frozenset({right}), platform=True, company=None))
            assert of_deals(name, rows) == ("all" if right in platform else "nothing"), right

    def test_a_company_sees_its_own_with_the_right_and_else_nothing(self, name: str) -> None:
        seen, _platform, company, own = LISTS[name]
        if not own:
            assert asked(seen(member(ALL_RIGHTS))) == "nothing"
            return
        assert own in asked(seen(member(frozenset(company))))
        assert "OWN" in asked(seen(member(ALL_RIGHTS)))
        for right in company:
            assert of_deals(name, seen(member(ALL_RIGHTS - {right}))) == "nothing"

    def test_a_person_without_a_company_sees_nothing(self, name: str) -> None:
        seen, *_ = LISTS[name]
        assert of_deals(name, seen(member(ALL_RIGHTS, company=None))) == "nothing"


def of_deals(name: str, rows: QuerySet) -> str:
    """As `asked`; orders are asked for through their deals."""
    return asked(deals_of(rows)) if name == "orders" else asked(rows)


def deals_of(rows: QuerySet) -> QuerySet:
    """The deals an order's list is narrowed to."""
    inner = rows.query.where.children[0].rhs  # type: ignore[union-attr]
    return inner if isinstance(inner, QuerySet) else SimpleNamespace(query=inner)  # type: ignore[return-value]


class TestGoods:
    PUBLISHED = "catalog_product.state = PUBLISHED"

    def test_all_see_what_is_for_sale_and_a_company_its_own_besides(self) -> None:
        own = asked(offers.visible_to(member(frozenset())))
        assert self.PUBLISHED in own
        assert "company_id = OWN" in own
        assert " OR " in own
        for nobody in (None, member(ALL_RIGHTS, company=None)):
            assert asked(offers.visible_to(nobody)) == f"({self.PUBLISHED} OR catalog_product.id IS NULL)"


class TestSide:
    def test_is_that_of_the_company_in_the_deal(self) -> None:
        for buyer, supplier, side in (
            (OWN, UUID(int=8), Actor.BUYER), (UUID(int=8), OWN, Actor.SUPPLIER), (UUID(int=8), UUID(int=9), None),
        ):  # fmt: skip
            deal = SimpleNamespace(buyer_id=buyer, supplier_id=supplier)
            acting = member(frozenset())
            assert deals.side(deal, acting) == (side or acting.actor)  # type: ignore[arg-type]

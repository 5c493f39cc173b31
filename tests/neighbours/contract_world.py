"""The cast for the contract tests: a key for each role, ids of every kind, bodies that are accepted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction

from sourcebridge.parties import member
from sourcebridge.parties import services as parties
from sourcebridge.parties.permissions import Role
from tests.neighbours.contract_bodies import bodies
from tests.neighbours.world import populate

ROLES = ("buyer", "supplier", "operator", "finance", "none")
KINDS: dict[str, tuple[str, str, str]] = {
    "token_id": ("parties.ApiToken", "id", "company_id"),
    "company_id": ("parties.Company", "id", "id"),
    "buyer_company_id": ("parties.Company", "id", "id"),
    "invitation_id": ("parties.Invitation", "id", "company_id"),
    "licence_id": ("parties.Licence", "id", "company_id"),
    "company/members": ("parties.Membership", "id", "company_id"),
    "belt-members": ("places.BeltMember", "id", "company_id"),
    "categories": ("catalog.Category", "code", ""),
    "belts": ("places.Belt", "code", ""),
    "markets": ("places.Market", "code", ""),
    "parameters": ("parameters.Parameter", "code", ""),
    "attribute": ("catalog.Attribute", "code", ""),
    "orders": ("deals.Deal", "number", "supplier_id|buyer_id"),
    "deal_id": ("deals.Deal", "id", "supplier_id|buyer_id"),
    "deal": ("deals.Deal", "id", "supplier_id|buyer_id"),
    "goods-changes": ("catalog.BulkRun", "id", "shop__company_id"),
    "imports": ("catalog.ImportRun", "id", "shop__company_id"),
    "product_id": ("catalog.Product", "id", "shop__company_id"),
    "product_ids": ("catalog.Product", "id", "shop__company_id"),
    "sku_id": ("catalog.Sku", "id", "product__shop__company_id"),
    "sku": ("catalog.Sku", "id", "product__shop__company_id"),
    "picture_id": ("catalog.Picture", "id", "product__shop__company_id"),
    "agreed_price_id": ("catalog.AgreedPrice", "id", "product__shop__company_id"),
    "change_id": ("catalog.ProductChange", "id", "product__shop__company_id"),
    "section_id": ("catalog.ShopSection", "id", "shop__company_id"),
    "closure_id": ("catalog.Closure", "id", "shop__company_id"),
    "approval_id": ("catalog.ApprovedBuyer", "id", "shop__company_id"),
    "shop": ("catalog.Shop", "slug", "company_id"),
    "handle": ("catalog.Product", "handle", "shop__company_id"),
    "hall_id": ("places.Hall", "id", ""),
    "hall": ("places.Hall", "code", ""),
    "stall_id": ("places.Stall", "id", "company_id"),
    "pool_id": ("inventory.Pool", "id", "site__company_id"),
    "saved_id": ("discovery.SavedSearch", "id", "company_id"),
    "synonym_id": ("discovery.Synonym", "id", ""),
    "payment_id": ("payments.PaymentIntent", "id", "payer_company_id"),
    "refund_id": ("payments.Refund", "id", ""),
    "fund_id": ("payments.UnmatchedFund", "id", ""),
    "account_id": ("payments.PayoutAccount", "id", "company_id"),
    "payout_id": ("payments.Payout", "id", "company_id"),
    "file_id": ("payments.PayoutBatch", "id", ""),
    "shipment_id": ("logistics.Shipment", "id", "supplier_id|buyer_id"),
    "address_id": ("logistics.DeliveryAddress", "id", "company_id"),
    "template_id": ("logistics.FreightTemplate", "id", "company_id"),
    "supplier": ("parties.Company", "id", "id"),
    "job_id": ("console.JobFailure", "job_id", ""),
    "deadline_id": ("clock.Deadline", "id", ""),
    "line": ("deals.DealLine", "id", "deal__supplier_id"),
}
WORDS = {"which": ["categories", "attributes"], "kind": ["csv", "xlsx"], "revision": ["1"]}


@dataclass
class World:
    """Who calls, and what there is: `ids` by kind, each with the companies it belongs to."""

    tokens: dict[str, str]
    companies: dict[str, UUID]
    permits: dict[str, set[str]]
    ids: dict[str, list[tuple[set[UUID], str]]] = field(default_factory=dict)
    bodies: dict[str, Callable[[str], Any]] = field(default_factory=dict)

    def kind(self, path: str, name: str) -> str:
        """The kind of thing this path parameter names: by its own name, or by the word before it."""
        before = path.partition("{" + name + "}")[0].removeprefix("/api/v1/").strip("/").rsplit("}/", 1)[-1]
        for kind in (before, before.split("/")[0], name):
            if kind in KINDS or kind in WORDS:
                return kind
        return ""

    def own(self, kind: str, role: str) -> list[str]:
        """What of this kind belongs to the role's company, or to nobody."""
        mine = self.companies.get(role)
        return [value for owners, value in self.ids.get(kind, []) if not owners or mine in owners]

    def all(self, kind: str) -> list[str]:
        """Everything of this kind."""
        return [value for _owners, value in self.ids.get(kind, [])]

    def look(self) -> None:
        """Read what there is now."""
        for kind, (label, key, owners) in KINDS.items():
            columns = [c for c in owners.split("|") if c]
            rows = apps.get_model(label).objects.order_by("pk").values_list(key, *columns)[:40]
            self.ids[kind] = [({o for o in row[1:] if o}, str(row[0])) for row in rows]
        for kind, words in WORDS.items():
            self.ids[kind] = [(set(), word) for word in words]


def make_world() -> World:
    """Two sides who trade and the operator, seen by the first side and by two of the operator's people."""
    sides = populate()
    who = {
        "buyer": (sides.houses["buyer1"], Role.OWNER), "supplier": (sides.houses["supplier1"], Role.OWNER),
        "operator": (sides.operator, Role.OWNER), "finance": (sides.operator, Role.FINANCE),
    }  # fmt: skip
    tokens, companies, permits = {}, {}, {}
    for role, (house, place) in who.items():
        companies[role] = house.company.id
        user = house.people[place]
        tokens[role] = parties.issue_token(user_id=user.id, company_id=companies[role], name=role).secret
        found = member.of_token(tokens[role])
        permits[role] = {str(permission) for permission in found.permissions} if found else set()
    world = World(tokens, companies, permits)
    world.look()
    world.bodies = bodies(world, now=sides.now + timedelta(days=1))
    return world


class _Undo(Exception):
    pass


def undone(act: Callable[[], Any]) -> Any:
    """What `act` gives, with every change of the database taken back."""
    found: list[Any] = []
    try:
        with transaction.atomic():
            found.append(act())
            raise _Undo
    except _Undo:
        pass
    return found[0]

"""API shapes of the domestic door."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from sourcebridge.kit.schemas import Amount, Count, Input, Price
from sourcebridge.logistics.schemas import AddressIn


class CartLineIn(Input):
    """A quantity in the goods' own unit; zero takes the line out, `add` adds to what lies there."""

    sku: UUID
    quantity: str
    add: bool = False


class ProblemOut(Schema):
    """Why a line cannot be ordered as it stands."""

    code: str
    detail: str


class PreviewLineOut(Schema):
    """One checked line; `nearest` holds the valid quantities around an invalid one."""

    sku: UUID
    title: str
    quantity: Count
    unit_price: Price | None
    amount: Amount | None
    agreed: bool
    available: Count
    nearest: list[Count]
    problems: list[ProblemOut]


class FreightOut(Schema):
    """One carrier's fee for the whole order."""

    carrier: str
    carrier_name: str
    fee: Amount
    transit_days: int


class MixOut(Schema):
    """The seller's mixed-batch terms and what this order still lacks; met: each MOQ no longer counts."""

    met: bool
    rule: str
    from_amount: Amount | None
    from_number: str | None
    more_amount: Amount | None
    more_number: str | None


class PreviewOut(Schema):
    """One future order. Send `hash` back when placing to be sure nothing changed meanwhile."""

    supplier: UUID
    supplier_name: str
    lines: list[PreviewLineOut]
    goods: Amount
    freight: FreightOut | None
    carriers: list[FreightOut]
    total: Amount
    ready: bool
    mixed_batch: MixOut | None
    problem: ProblemOut | None
    hash: str


class OrderLineIn(Input):
    """A quantity of a SKU, in the goods' own unit."""

    sku: UUID
    quantity: str


class PreviewIn(Input):
    """Lines to look at; without lines the company's cart is taken."""

    lines: list[OrderLineIn] = []
    province: str = ""
    carrier: str = ""
    sample: bool = False


class OrderIn(Input):
    """Place an order with one supplier. Give `address_id` or `address`; `pay_from_balance` pays in the same call."""

    lines: list[OrderLineIn]
    address_id: UUID | None = None
    address: AddressIn | None = None
    carrier: str = ""
    note: str = ""
    preview_hash: str = ""
    pay_from_balance: bool = False
    sample: bool = False


class PartyOut(Schema):
    """One side of the deal."""

    id: UUID
    name: str
    name_en: str


class OrderLineOut(Schema):
    """One line as agreed, with what was shipped of it."""

    id: UUID
    sku: UUID
    code: str
    title: dict[str, str]
    options: str
    quantity: Count
    shipped: Count
    unit_price: Price
    amount: Amount


class MoneyOut(Schema):
    """Where the order's money stands; held + released + refunded = paid."""

    paid: Amount
    held: Amount
    released: Amount
    refunded: Amount


class ActionOut(Schema):
    """Something the caller may do now: POST to /orders/{number}/{name}."""

    name: str
    label: str


class PaymentOut(Schema):
    """The payment the order waits for."""

    id: UUID
    number: str
    amount: Amount
    state: str


class OrderOut(Schema):
    """An order as its parties see it. Instants are UTC; deadlines are business time."""

    id: UUID
    deal_id: UUID
    number: str
    kind: str
    state: str
    state_label: str
    buyer: PartyOut
    supplier: PartyOut
    lines: list[OrderLineOut]
    goods: Amount
    freight: Amount
    carrier: str
    total: Amount
    address: dict[str, str]
    note: str
    terms_version: int
    terms_hash: str
    money: MoneyOut
    payment: PaymentOut | None
    placed_at: datetime
    payment_due_at: datetime
    paid_at: datetime | None
    dispatch_due_at: datetime | None
    dispatched_at: datetime | None
    delivered_at: datetime | None
    confirm_by: datetime | None
    closed_at: datetime | None
    closed_by: str
    close_reason: str
    actions: list[ActionOut]


class OrderRowOut(Schema):
    """An order in a list."""

    number: str
    state: str
    state_label: str
    buyer: PartyOut
    supplier: PartyOut
    total: Amount
    placed_at: datetime


class TimelineOut(Schema):
    """One thing that happened on the deal."""

    at: datetime
    verb: str
    text: str
    actor: str
    actor_name: str
    state_after: str


class TermsOut(Schema):
    """One version of the terms; `hash` is the SHA-256 of `terms` with sorted keys, no blanks, in UTF-8."""

    version: int
    hash: str
    fits: bool
    made_at: datetime
    terms: dict[str, Any]


class Empty(Input):
    """Nothing to say."""


class RepriceIn(Input):
    """New unit prices by line id and a new freight fee, as exact decimals; what is left out stays."""

    prices: dict[UUID, str] = {}
    freight: str | None = None


class ReasonIn(Input):
    """Why; one of the close reasons."""

    reason: str = ""


class RefundIn(Input):
    """Why, in a word and in a sentence."""

    reason: str = "OTHER"
    note: str = ""


class NoteIn(Input):
    """A sentence for the other side."""

    note: str


class ShipLineIn(Input):
    """How much of a line is in the parcel."""

    line: UUID
    quantity: str


class ShipIn(Input):
    """A parcel; without lines everything that is open."""

    carrier: str
    waybill: str
    lines: list[ShipLineIn] = []

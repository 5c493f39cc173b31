"""What pages and API both show of an order: its parts, its money, what may be done, what its audit rows say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sourcebridge.audit.models import AuditEntry
from sourcebridge.catalog.offers import SellableSku
from sourcebridge.deals import queries as deals
from sourcebridge.deals.models import DealLine
from sourcebridge.domestic.errors import NotForSale
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.domestic.preview import title_of
from sourcebridge.domestic.states import ORDER, OrderState
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import Malformed
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity
from sourcebridge.kit.states import REGISTRY, Move
from sourcebridge.ledger import queries as books
from sourcebridge.ledger.models import Why
from sourcebridge.logistics import queries as logistics
from sourcebridge.logistics.regions import PROVINCES
from sourcebridge.parties.member import Member
from sourcebridge.parties.models import Company
from sourcebridge.payments import queries as payments
from sourcebridge.payments.models import PaymentIntent
from sourcebridge.payments.states import IntentState
from sourcebridge.shell import figures

BUYER = Actor.BUYER

TOLD: dict[str, str | Promise] = {
    "domestic.order.place": gettext_lazy("Order placed"),
    "domestic.order.reprice": gettext_lazy("Price or freight changed, new terms"),
    "domestic.order.hold_stock": gettext_lazy("Goods kept until the payment is due"),
    "domestic.order.settle_payment": gettext_lazy("Paid into escrow, goods reserved"),
    "domestic.order.settle_without_stock": gettext_lazy("Paid, but the goods were gone: refund started"),
    "domestic.order.cancel": gettext_lazy("Order cancelled"),
    "domestic.order.decline": gettext_lazy("Order declined"),
    "domestic.order.lapse": gettext_lazy("Order cancelled, not paid in time"),
    "domestic.order.decline_paid": gettext_lazy("Order declined, refund started"),
    "domestic.order.ship_part": gettext_lazy("Part of the goods shipped"),
    "domestic.order.ship_rest": gettext_lazy("All goods shipped"),
    "domestic.order.deliver": gettext_lazy("All parcels delivered"),
    "domestic.order.doubt_delivery": gettext_lazy("The carrier reported a problem after delivery"),
    "domestic.order.confirm": gettext_lazy("Receipt confirmed"),
    "domestic.order.auto_confirm": gettext_lazy("Receipt confirmed by time"),
    "domestic.order.ask_refund": gettext_lazy("Refund asked"),
    "domestic.order.withdraw_refund": gettext_lazy("Refund request taken back"),
    "domestic.order.refuse_refund": gettext_lazy("Refund refused"),
    "domestic.order.accept_refund": gettext_lazy("Refund accepted"),
    "domestic.order.refund_by_silence": gettext_lazy("Refund by the supplier's silence"),
    "domestic.order.finish_refund": gettext_lazy("Order closed after the refund"),
    "domestic.order.dispatch_late": gettext_lazy("The dispatch promise has passed"),
    "domestic.order.urge": gettext_lazy("The buyer asks to hurry"),
    "payments.escrow.release": gettext_lazy("Money released to the supplier"),
    "payments.refund.complete": gettext_lazy("Money back where it came from"),
    "inventory.reservation.expire": gettext_lazy("The reservation lapsed; the goods are no longer kept"),
}
BEHIND: dict[str, str | Promise] = {
    "payments.intent.open": gettext_lazy("Payment expected"),
    "payments.intent.close": gettext_lazy("Expected payment closed"),
    "payments.intent.pay_from_balance": gettext_lazy("Paid from the prepaid balance"),
    "payments.refund.request": gettext_lazy("Refund asked of the provider"),
    "logistics.shipment.dispatched": gettext_lazy("Parcel handed to the carrier"),
    "logistics.subscription.answered": gettext_lazy("Tracking asked for"),
    "logistics.push.refused": gettext_lazy("A forged tracking message was refused"),
    "inventory.reservation.reserve": gettext_lazy("Goods reserved"),
    "inventory.reservation.release": gettext_lazy("Goods free again"),
    "inventory.reservation.secure": gettext_lazy("Goods firmly reserved"),
    "inventory.reservation.harden": gettext_lazy("Goods kept longer"),
    "inventory.reservation.consume": gettext_lazy("Goods left the stock"),
}


def verb_text(row: AuditEntry) -> str | Promise:
    """An audit row in words: its sentence, else its lifecycle move's label, else its dotted name."""
    if row.verb in TOLD or row.verb in BEHIND:
        return TOLD.get(row.verb) or BEHIND[row.verb]
    table, _dot, name = row.verb.rpartition(".")
    lifecycle = REGISTRY.get(table)
    return next((edge.label for edge in lifecycle.moves if edge.name == name), row.verb) if lifecycle else row.verb


def line_title(line: DealLine) -> str:
    """A line in one phrase: how much of which goods and variant."""
    goods = " · ".join(part for part in (title_of(line.title), line.options) if part)
    return f"{goods} × {figures.quantity_text(line.ordered)}"


def read_lines(lines: Sequence[tuple[UUID, str]], skus: Mapping[UUID, SellableSku]) -> list[tuple[UUID, Quantity]]:
    """Typed quantities in each SKU's own unit. Raises NotForSale, InexactQuantity."""
    found: list[tuple[UUID, Quantity]] = []
    for sku_id, text in lines:
        if sku_id not in skus:
            raise NotForSale(goods=str(sku_id))
        found.append((sku_id, Quantity.of(text.strip() or "0", skus[sku_id].unit)))
    return found


def checked_address(fields: dict[str, str]) -> dict[str, str]:
    """An address written in the order itself; raises Malformed naming the gaps."""
    gaps = {
        name: _("Fill this in.")
        for name in ("recipient", "phone", "province", "city", "street")
        if not fields.get(name, "").strip()
    }
    if fields.get("province") and fields["province"] not in PROVINCES:
        gaps["province"] = _("Choose a province.")
    if gaps:
        raise Malformed(fields=gaps)
    return {name: value.strip() for name, value in fields.items()}


def paying_side(member: Member, side: Actor) -> By:
    """The acting party on a deal."""
    return member.by(side)


@dataclass(frozen=True, slots=True)
class MoneyStand:
    """Where an order's money stands; held + released + refunded = paid."""

    paid: Money
    held: Money
    released: Money
    refunded: Money


def money_of(order: SpotOrder) -> MoneyStand:
    """Read from the ledger's escrow legs of the deal, not from the order."""
    zero = Money.zero(order.currency)
    paid = released = refunded = zero
    for leg in books.deal_lines(order.deal_id):
        if leg.pot != "escrow":
            continue
        if leg.side == "CREDIT":
            paid = paid + leg.amount
        elif leg.why == Why.RELEASE:
            released = released + leg.amount
        else:
            refunded = refunded + leg.amount
    return MoneyStand(paid, paid - released - refunded, released, refunded)


def open_moves(order: SpotOrder, member: Member) -> list[Move]:
    """What this member may do with the order now, read from the lifecycle table."""
    side = deals.side(order.deal, member)
    return ORDER.open_moves(order.state, side, frozenset(member.permissions))


def company_name(company: Company) -> str:
    """The name in the reader's language, as far as it is known."""
    english = not (get_language() or "zh").startswith("zh")
    return (english and company.name_en) or company.name


def _party(company: Company) -> dict[str, Any]:
    return {"id": company.id, "name": company.name, "name_en": company.name_en}


def row_out(order: SpotOrder) -> dict[str, Any]:
    """An order in a list."""
    return {
        "id": order.id,
        "number": order.deal.number,
        "state": order.state,
        "state_label": str(OrderState(order.state).label),
        "buyer": _party(order.deal.buyer),
        "supplier": _party(order.deal.supplier),
        "total": order.total,
        "placed_at": order.placed_at,
    }


@dataclass(frozen=True, slots=True)
class Stand:
    """How far an order is: its lines, what was shipped of each, the open payment, where the money stands."""

    lines: Sequence[DealLine]
    shipped: Mapping[UUID, Decimal]
    intent: PaymentIntent | None
    money: MoneyStand


def stand_of(order: SpotOrder) -> Stand:
    """Read how far an order is."""
    deal_id = order.deal_id
    shipped, intent = logistics.shipped(deal_id=deal_id), payments.open_intent_of(deal_id)
    return Stand(deals.lines(deal_id=deal_id), shipped, intent, money_of(order))


def just_paid(order: SpotOrder, lines: Sequence[DealLine]) -> Stand:
    """How far an order is that was placed and paid in this very transaction."""
    zero = Money.zero(order.currency)
    return Stand(lines, {}, None, MoneyStand(order.total, order.total, zero, zero))


def order_out(order: SpotOrder, member: Member, stand: Stand | None = None) -> dict[str, Any]:
    """One order as the API shows it to this member; `stand` if it is known already."""
    deal = order.deal
    stand = stand or stand_of(order)
    gone, intent, money = stand.shipped, stand.intent, stand.money
    names = (
        "kind", "state", "note", "carrier", "address", "placed_at", "payment_due_at", "paid_at", "dispatch_due_at",
        "dispatched_at", "delivered_at", "confirm_by", "closed_at", "closed_by", "close_reason",
    )  # fmt: skip
    return {
        **row_out(order),
        **{name: getattr(order, name) for name in names},
        "deal_id": deal.id,
        "lines": [
            {
                "id": line.id,
                "sku": line.sku_id,
                "code": line.code,
                "title": line.title,
                "options": line.options,
                "quantity": line.ordered,
                "shipped": Quantity(gone.get(line.id, line.quantity * 0), line.unit),
                "unit_price": line.price,
                "amount": line.money,
            }
            for line in stand.lines
        ],
        "goods": order.goods,
        "freight": order.freight_fee,
        "terms_version": deal.terms_version,
        "terms_hash": deal.terms_hash,
        "money": {
            "paid": money.paid, "held": money.held, "released": money.released, "refunded": money.refunded,
        },
        "payment": None
        if intent is None
        else {"id": intent.id, "number": intent.number, "amount": intent.money, "state": IntentState(intent.state)},
        "actions": [{"name": edge.act, "label": str(edge.label)} for edge in open_moves(order, member)],
    }  # fmt: skip

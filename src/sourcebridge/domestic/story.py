"""An order told: what happens next and by when, what happened, where its money stands, on which terms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sourcebridge.audit import queries as audit
from sourcebridge.audit.models import AuditEntry
from sourcebridge.deals import queries as deals
from sourcebridge.deals.models import Deal, DealLine
from sourcebridge.domestic import views
from sourcebridge.domestic.models import CloseReason, SpotOrder
from sourcebridge.domestic.states import OrderState
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.money import Money
from sourcebridge.ledger import queries as books
from sourcebridge.ledger.models import Why
from sourcebridge.logistics.carriers import CARRIERS
from sourcebridge.shell import figures, parts

S = OrderState
TONES: dict[str, parts.Tone] = {
    S.AWAITING_PAYMENT: "due", S.AWAITING_DISPATCH: "due", S.PARTLY_DISPATCHED: "due", S.DISPATCHED: "accent",
    S.DELIVERED: "due", S.COMPLETED: "good", S.CANCELLED: "neutral", S.REFUND_ASKED: "due", S.REFUNDING: "accent",
    S.TERMINATED: "neutral",
}  # fmt: skip
ACTORS = {
    Actor.BUYER: gettext_lazy("Buyer"), Actor.SUPPLIER: gettext_lazy("Supplier"),
    Actor.OPERATOR: gettext_lazy("Platform"), Actor.SYSTEM: gettext_lazy("automatic"),
    Actor.PROVIDER: gettext_lazy("Payment provider"), Actor.CARRIER: gettext_lazy("Carrier"),
    Actor.PERSON: gettext_lazy("Person"),
}  # fmt: skip


def due_at(order: SpotOrder) -> datetime | None:
    """When the present state's deadline falls, if it has one."""
    return {
        S.AWAITING_PAYMENT: order.payment_due_at, S.AWAITING_DISPATCH: order.dispatch_due_at,
        S.PARTLY_DISPATCHED: order.dispatch_due_at, S.DELIVERED: order.confirm_by,
        S.REFUND_ASKED: order.refund_answer_by,
    }.get(S(order.state))  # fmt: skip


_NEXT: dict[str, tuple[Actor, Any, Any]] = {
    S.AWAITING_PAYMENT: (
        Actor.BUYER, gettext_lazy("Pay %(amount)s"),
        gettext_lazy("Unpaid, the order is cancelled then and the goods are free again."),
    ),
    S.AWAITING_DISPATCH: (
        Actor.SUPPLIER, gettext_lazy("Ship the goods"),
        gettext_lazy("The money is held in escrow. Until dispatch the buyer may ask for it back."),
    ),
    S.PARTLY_DISPATCHED: (
        Actor.SUPPLIER, gettext_lazy("Ship the rest"), gettext_lazy("The whole amount stays held until receipt."),
    ),
    S.DISPATCHED: (
        Actor.CARRIER, gettext_lazy("Deliver the goods"),
        gettext_lazy("The days to confirm are counted from the delivery the carrier reports."),
    ),
    S.DELIVERED: (
        Actor.BUYER, gettext_lazy("Look at the goods and confirm receipt"),
        gettext_lazy("Without a word receipt counts as confirmed then, and the money goes to the supplier."),
    ),
    S.REFUND_ASKED: (
        Actor.SUPPLIER, gettext_lazy("Answer the refund request"),
        gettext_lazy("Silence counts as yes: the money goes back then."),
    ),
    S.REFUNDING: (
        Actor.PROVIDER, gettext_lazy("Send the money back where it came from"),
        gettext_lazy("The goods are free again. The order closes when the provider confirms."),
    ),
}  # fmt: skip


def next_step(order: SpotOrder, side: Actor) -> parts.NextStep | None:
    """What happens next, who must do it, by when, and what if not; None for a closed order."""
    if order.state not in _NEXT:
        return None
    who, what, if_not = _NEXT[order.state]
    due = due_at(order)
    return parts.NextStep(
        what=str(what) % {"amount": figures.money_text(order.total)},
        who=ACTORS[who],
        yours=who == side,
        by=due,
        if_not=if_not,
        tone="due" if due else "neutral",
    )


def header(order: SpotOrder, side: Actor, lines: Sequence[DealLine]) -> parts.DealHeader:
    """The head of the order's page."""
    deal = order.deal
    names = [views.company_name(company) for company in (deal.buyer, deal.supplier)]
    first = views.line_title(lines[0])
    return parts.DealHeader(
        number=deal.number,
        state=OrderState(order.state).label,
        amount=order.total,
        door=deal.get_door_display(),
        summary=first if len(lines) == 1 else _("%(first)s and %(count)d more") % {
            "first": first, "count": len(lines) - 1},
        amount_note=_("goods %(goods)s + freight %(freight)s") % {
            "goods": figures.money_text(order.goods), "freight": figures.money_text(order.freight_fee)},
        buyer=names[0],
        supplier=names[1],
        next=next_step(order, side),
        tone=TONES[order.state],
    )  # fmt: skip


_BOOKED: dict[str, Any] = {
    Why.PAYMENT: gettext_lazy("Paid into escrow"),
    Why.RELEASE: gettext_lazy("Released from escrow"),
    Why.REFUND: gettext_lazy("Sent back from escrow"),
}


def money_box(order: SpotOrder) -> parts.MoneyBox:
    """Paid, held, released, refunded, with the escrow legs of the ledger behind it."""
    stand = views.money_of(order)
    lines = []
    for leg in books.deal_lines(order.deal_id):
        if leg.pot == "escrow":
            amount = leg.amount if leg.side == "CREDIT" else -leg.amount
            lines.append(
                parts.LedgerLine(
                    at=leg.at,
                    text=_BOOKED.get(leg.why, Why(leg.why).label),
                    amount=amount,
                    reference=str(leg.facts.get("number", "")),
                )
            )
    return parts.MoneyBox(
        total=order.total, paid=stand.paid, held=stand.held, released=stand.released, refunded=stand.refunded,
        lines=lines,
    )  # fmt: skip


def _money(row: AuditEntry) -> Money | None:
    """What the step moved into (+) or out of (-) the deal's escrow."""
    facts = row.facts
    if row.verb == "payments.escrow.release":
        return -Money.of(facts["gross"], facts["currency"])
    if row.verb in {"domestic.order.settle_payment", "payments.refund.complete"}:
        amount = Money.of(facts["amount"], facts["currency"])
        return amount if row.verb == "domestic.order.settle_payment" else -amount
    return None


def _detail(row: AuditEntry) -> str:
    facts = row.facts
    if "waybill" in facts and facts.get("carrier") in CARRIERS:
        return f"{CARRIERS[facts['carrier']].name} {facts['waybill']}"
    said = []
    if row.verb in {"domestic.order.place", "domestic.order.reprice"}:
        total = facts.get("total", facts)
        said.append(figures.money_text(Money.of(total["amount"], total["currency"])))
    if facts.get("reason") in CloseReason.values:
        said.append(str(CloseReason(facts["reason"]).label))
    if facts.get("note"):
        said.append(str(facts["note"]))
    if facts.get("commission") and row.verb == "payments.escrow.release":
        fee = Money.of(facts["commission"], facts["currency"])
        said.append(_("less commission %(fee)s") % {"fee": figures.money_text(fee)})
    if facts.get("terms_hash"):
        said.append(f"SHA-256 {facts['terms_hash'][:8]}…{facts['terms_hash'][-4:]}")
    return " · ".join(said)


def _link(row: AuditEntry, deal: Deal) -> parts.Link | None:
    version = {"domestic.order.place": 1, "domestic.order.reprice": row.facts.get("version")}.get(row.verb)
    if version is None:
        return None
    return parts.Link(_("terms"), reverse("domestic:terms", args=[deal.number, version]))


def timeline(order: SpotOrder) -> list[parts.TimelineEntry]:
    """What happened on the deal, from its audit rows, and what is still to come, from its deadlines."""
    deal = order.deal
    told = [
        parts.TimelineEntry(
            at=row.at,
            text=views.TOLD[row.verb],
            actor=" ".join(str(p) for p in (ACTORS[Actor(row.actor)], _name(row)) if p),
            detail=_detail(row),
            money=_money(row),
            link=_link(row, deal),
            tone=_tone(row.verb),
        )
        for row in audit.of_deal(deal_id=deal.id)
        if row.verb in views.TOLD
    ]
    return told + _to_come(order)


def _name(row: AuditEntry) -> str:
    return row.actor_name if row.actor in {Actor.BUYER, Actor.SUPPLIER, Actor.OPERATOR} else ""


def _tone(verb: str) -> parts.Tone:
    if verb in {"domestic.order.dispatch_late", "domestic.order.settle_without_stock", "domestic.order.doubt_delivery"}:
        return "harm"
    return "good" if verb in {"domestic.order.settle_payment", "payments.escrow.release"} else "neutral"


def _to_come(order: SpotOrder) -> list[parts.TimelineEntry]:
    steps: list[tuple[Any, datetime | None]] = []
    state = OrderState(order.state)
    if state == S.REFUND_ASKED:
        steps = [(_("Refund, if the supplier stays silent"), order.refund_answer_by)]
    elif state == S.REFUNDING:
        steps = [(_("Money back where it came from"), None)]
    elif state in {S.AWAITING_PAYMENT, S.AWAITING_DISPATCH, S.PARTLY_DISPATCHED, S.DISPATCHED, S.DELIVERED}:
        if state == S.AWAITING_PAYMENT:
            steps.append((_("Payment into escrow"), order.payment_due_at))
        if state in {S.AWAITING_PAYMENT, S.AWAITING_DISPATCH, S.PARTLY_DISPATCHED}:
            steps.append((_("Dispatch"), order.dispatch_due_at))
        if state != S.DELIVERED:
            steps.append((_("Delivery by the carrier"), None))
        steps.append((_("Receipt confirmed, money to the supplier"), order.confirm_by))
    return [
        parts.TimelineEntry(at=at, text=text, done=False, approximately="" if at else _("then")) for text, at in steps
    ]


def documents(deal: Deal) -> list[parts.Document]:
    """The terms in every version, the newest first."""
    return [
        parts.Document(
            title=_("Terms of the order"),
            version=f"v{row.version}",
            url=reverse("domestic:terms", args=[deal.number, row.version]),
            status=_("in force") if row.version == deal.terms_version else _("replaced"),
            tone="good" if row.version == deal.terms_version else "neutral",
            at=row.made_at,
            note=f"SHA-256 {row.hash[:8]}…{row.hash[-4:]}",
        )
        for row in deals.versions(deal_id=deal.id)
    ]

"""One order: its page for both sides and the desk, an address for every act, and its terms."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sourcebridge.clock import queries as clock
from sourcebridge.deals import queries as deals
from sourcebridge.deals.models import Deal
from sourcebridge.domestic import forms, queries, schemas, services, story, views
from sourcebridge.domestic.actions import ACTIONS, human_moves
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.domestic.preview import title_of
from sourcebridge.domestic.states import ORDER, OrderState
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import IllegalMove, NotAllowed, NotFound, Refusal
from sourcebridge.kit.quantity import Quantity
from sourcebridge.kit.states import Move
from sourcebridge.logistics import queries as logistics
from sourcebridge.logistics.carriers import CARRIERS
from sourcebridge.logistics.regions import province_name
from sourcebridge.logistics.states import ShipmentState
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.payments import queries as payments
from sourcebridge.shell import figures, parts

OWN_PAGE = frozenset({"ship", "reprice"})
URGENT = frozenset({OrderState.AWAITING_DISPATCH, OrderState.PARTLY_DISPATCHED})


def _still(deal: Deal) -> dict[UUID, Quantity]:
    gone = logistics.shipped(deal_id=deal.id)
    return {
        line.id: Quantity(line.quantity - gone.get(line.id, Decimal(0)), line.unit)
        for line in deals.lines(deal_id=deal.id)
    }


def _crumbs(side: Actor, number: str, last: str = "") -> list[parts.Crumb]:
    lists = {Actor.SUPPLIER: (_("Sales"), "domestic:sales"), Actor.BUYER: (_("Orders"), "domestic:orders")}
    found = [parts.Crumb(lists[side][0], reverse(lists[side][1]))] if side in lists else []
    found.append(parts.Crumb(number, reverse("domestic:order", args=[number]) if last else ""))
    return [*found, parts.Crumb(last)] if last else found


@access.page(access.SIGNED_IN)
def order(request: HttpRequest, number: str) -> HttpResponseBase:
    """The order as its parties and the platform's desk see it."""
    member = access.member_of(request)
    found = queries.order(member, number)
    deal, side = found.deal, deals.side(found.deal, member)
    lines = deals.lines(deal_id=deal.id)
    still = _still(deal)
    intent = payments.open_intent_of(deal.id)
    moves = views.open_moves(found, member)
    main = next((edge for edge in moves if edge.tone == "primary"), None)
    context = {
        "order": found, "deal": deal, "side": side, "header": story.header(found, side, lines),
        "lines": [{"line": line, "name": forms.line_name(line), "shipped": line.ordered - still[line.id]}
                  for line in lines],
        "box": story.money_box(found), "timeline": story.timeline(found), "documents": story.documents(deal),
        "intent": intent if side == Actor.BUYER and member.may(Permission.ORDER_PAY) else None,
        "acts": [_act(found, edge) for edge in moves], "address": _address(found),
        "parcels": _parcels(deal), "may_follow": member.may(Permission.SHIPMENT_VIEW),
        "may_urge": side == Actor.BUYER and found.state in URGENT and member.may(Permission.ORDER_ASK_REFUND),
        "carrier": CARRIERS[found.carrier].name, "refund_asked": found.state == OrderState.REFUND_ASKED,
        "main": main, "main_url": reverse(f"domestic:{main.act}", args=[number]) if main else "",
        "crumbs": _crumbs(side, number),
    }  # fmt: skip
    return render(request, "domestic/order.html", context)


def _address(found: SpotOrder) -> dict[str, str]:
    kept = {key: str(value) for key, value in found.address.items()}
    return {**kept, "province_name": province_name(kept.get("province", ""))}


def _parcels(deal: Deal) -> list[dict[str, Any]]:
    return [
        {"carrier": CARRIERS[row.carrier].name, "waybill": row.waybill, "state": ShipmentState(row.state).label}
        for row in logistics.of_deal(deal_id=deal.id)
    ]


def _act(found: SpotOrder, edge: Move) -> dict[str, Any]:
    return {
        "edge": edge, "own_page": edge.act in OWN_PAGE,
        "url": reverse(f"domestic:{edge.act}", args=[found.deal.number]),
        "form": None if edge.act in OWN_PAGE else _form(edge.act, None, found), "question": question(edge.act, found),
        "tone": edge.tone if edge.tone in {"primary", "danger"} else "secondary",
    }  # fmt: skip


def question(name: str, found: SpotOrder) -> str:
    """What the actor agrees to, in one sentence."""
    total = figures.money_text(found.total)
    paid = found.paid_at is not None
    return {
        "cancel": _("Cancel this order? The goods are free again; nothing is owed."),
        "decline": _("Decline this order? The whole amount goes back to the buyer.") if paid
        else _("Decline this order? Nothing was paid yet."),
        "confirm": _("Are the goods here and in order? %(total)s goes to the supplier; this is final.")
        % {"total": total},
        "ask_refund": _("Ask for %(total)s back? The supplier answers; silence counts as yes.") % {"total": total},
        "withdraw_refund": _("Take the request back? The supplier will ship."),
        "accept_refund": _("Send %(total)s back? The goods are free again and the order closes.") % {"total": total},
        "refuse_refund": _("Refuse the refund? You then ship the goods; the buyer reads your reason."),
        "hold_stock": _("Keep the goods for this buyer until the payment is due?"),
        "reprice": _("The buyer is told; the amount asked before is no longer valid."),
        "ship": _("Enter what is in this parcel. What stays open can follow in another one."),
    }[name]  # fmt: skip


def _form(name: str, data: Any, found: SpotOrder) -> django_forms.Form:
    plain: dict[str, type[django_forms.Form]] = {
        "cancel": forms.CancelForm, "decline": forms.DeclineForm, "ask_refund": forms.RefundForm,
        "refuse_refund": forms.RefuseForm,
    }  # fmt: skip
    if name in plain:
        return plain[name](data, auto_id=f"{name}_%s")
    lines = deals.lines(deal_id=found.deal_id)
    if name == "reprice":
        return forms.RepriceForm(data, order=found, lines=lines)
    if name == "ship":
        return forms.ShipForm(data, order=found, lines=lines, still=_still(found.deal))
    return django_forms.Form(data)


def _body(name: str, form: Any) -> Any:
    if isinstance(form, forms.RepriceForm):
        return schemas.RepriceIn(prices=form.prices(), freight=str(form.cleaned_data["freight"]))
    if isinstance(form, forms.ShipForm):
        rows = [schemas.ShipLineIn(line=line, quantity=amount) for line, amount in form.quantities()]
        return schemas.ShipIn(carrier=form.cleaned_data["carrier"], waybill=form.cleaned_data["waybill"], lines=rows)
    return ACTIONS[name].takes(**form.cleaned_data)


def _run(request: HttpRequest, number: str, name: str) -> HttpResponseBase:
    member = access.member_of(request)
    found = queries.order(member, number)
    side = deals.side(found.deal, member)
    edge = _open_edge(found, name, side)
    form = _form(name, request.POST if request.method == "POST" else None, found)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            ACTIONS[name].run(found, _body(name, form), member.by(side), clock.now())
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _done(name, queries.order(member, number)))
            return redirect("domestic:order", number)
    context = {
        "order": found, "deal": found.deal, "form": form, "edge": edge, "refusal": refusal, "name": name,
        "question": question(name, found), "crumbs": _crumbs(side, number, str(edge.label)),
        "still": _still(found.deal) if name == "ship" else {},
    }  # fmt: skip
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "domestic/act.html", context, status=status)


def _done(name: str, after: SpotOrder) -> str:
    edge = next(e for e in ORDER.moves if e.act == name and e.result(after.state) == after.state)
    return str(views.TOLD[f"{ORDER.name}.{edge.name}"])


def _open_edge(found: SpotOrder, name: str, side: Actor) -> Move:
    edges = [edge for edge in ORDER.moves if edge.act == name and side in edge.by]
    if not edges:
        raise NotAllowed
    for edge in edges:
        if found.state in edge.sources:
            return edge
    raise IllegalMove(move=str(edges[0].label), state=str(OrderState(found.state).label))


def _page_of(name: str, edge: Move) -> Callable[..., HttpResponseBase]:
    def act(request: HttpRequest, number: str) -> HttpResponseBase:
        return _run(request, number, name)

    act.__qualname__ = act.__name__ = name
    act.__doc__ = f"{name}: the question and its form."
    return access.page(Permission(edge.permission), binds=True)(act)


ACT_PAGES: dict[str, Callable[..., HttpResponseBase]] = {
    name: _page_of(name, edge) for name, edge in human_moves().items()
}


@access.page(Permission.ORDER_ASK_REFUND, binds=True)
def urge(request: HttpRequest, number: str) -> HttpResponseBase:
    """Ask the supplier to hurry."""
    member: Member = access.member_of(request)
    found = queries.order(member, number)
    if request.method == "POST":
        services.urge(deal_id=found.deal_id, by=member.by(deals.side(found.deal, member)), now=clock.now())
        messages.success(request, _("The supplier is asked to hurry."))
    return redirect("domestic:order", number)


@access.page(access.SIGNED_IN)
def terms(request: HttpRequest, number: str, version: int) -> HttpResponseBase:
    """What was agreed, word for word as it was hashed, and whether the hash still fits."""
    member = access.member_of(request)
    found = queries.order(member, number)
    row = deals.versions(deal_id=found.deal_id).filter(version=version).first()
    if row is None:
        raise NotFound
    context = {
        "order": found, "deal": found.deal, "row": row, "fits": deals.fits(row),
        "canonical": json.dumps(row.terms, sort_keys=True, indent=2, ensure_ascii=False),
        "in_force": row.version == found.deal.terms_version,
        "province": province_name(str(row.terms.get("address", {}).get("province", ""))),
        "carrier": CARRIERS[row.terms["freight"]["carrier"]].name,
        "lines": [{**line, "name": title_of(line["title"])} for line in row.terms["lines"]],
        "crumbs": _crumbs(deals.side(found.deal, member), number, f"v{row.version}"),
    }  # fmt: skip
    return render(request, "domestic/terms.html", context)

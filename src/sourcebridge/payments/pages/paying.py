"""Pay one expected payment."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sourcebridge.clock import queries as clock
from sourcebridge.kit import uploads
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import Malformed
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission
from sourcebridge.payments import queries, services
from sourcebridge.payments.adapters.contract import Redirect
from sourcebridge.payments.forms import SlipForm
from sourcebridge.payments.models import PaymentIntent, Purpose
from sourcebridge.payments.states import IntentState, Provider
from sourcebridge.shell import parts


def onward(intent: PaymentIntent) -> str:
    """Where the payer goes after paying."""
    return intent.return_path or reverse("payments:balance")


@access.page(Permission.ORDER_PAY, binds=True)
def pay(request: HttpRequest, intent_id: UUID) -> HttpResponse:
    """Choose how to pay; a payment that was replaced leads to the one that is due now."""
    member = access.member_of(request)
    intent = queries.intent(intent_id, member=member)
    if request.method == "POST":
        return _chosen(request, intent)
    if not intent.is_open and intent.state != IntentState.SETTLED and intent.deal_id:
        due = queries.open_intent_of(intent.deal_id)
        if due is not None:
            return redirect("payments:pay", due.id)
    return render(request, "payments/pay.html", _context(intent))


def _context(intent: PaymentIntent) -> dict[str, Any]:
    balance = queries.balance_of(intent.payer_company_id, intent.currency)
    return {
        "intent": intent,
        "balance": balance,
        "covered": balance >= intent.money,
        "short": intent.money - balance if balance < intent.money else None,
        "is_deal": intent.purpose == Purpose.DEAL,
        "open": intent.is_open and intent.state != IntentState.UNKNOWN,
        "onward": onward(intent),
        "tone": {"SETTLED": "good", "UNKNOWN": "due"}.get(intent.state, "neutral"),
    }


def _chosen(request: HttpRequest, intent: PaymentIntent) -> HttpResponse:
    by, way = access.member_of(request).by(Actor.BUYER), request.POST.get("provider", "")
    if way == Provider.BALANCE:
        services.pay_from_balance(intent_id=intent.id, by=by, now=clock.now())
        messages.success(request, _("Paid. The money is held until you confirm the goods."))
        return redirect(onward(intent))
    if way not in Provider.values:
        raise Malformed(fields={"provider": _("Choose a way of paying.")})
    told = services.start(intent_id=intent.id, provider=way, by=by, now=clock.now())
    if isinstance(told, Redirect):
        return HttpResponseRedirect(told.url)
    return redirect("payments:transfer", intent.id)


@access.page(Permission.ORDER_PAY)
def state(request: HttpRequest, intent_id: UUID) -> HttpResponse:
    """The state line of the pay page, asked again by htmx while the provider is being asked."""
    intent = queries.intent(intent_id, member=access.member_of(request))
    return render(request, "payments/parts/state.html", _context(intent))


@access.page(Permission.ORDER_PAY)
def transfer(request: HttpRequest, intent_id: UUID) -> HttpResponse:
    """Where to transfer to, and the place to show the slip."""
    member = access.member_of(request)
    intent = queries.intent(intent_id, member=member)
    form = SlipForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        stored = uploads.accept_document(form.cleaned_data["slip"])
        services.upload_slip(intent_id=intent.id, file=stored, by=member.by(Actor.BUYER), now=clock.now())
        messages.success(request, _("The slip is with us. We match the transfer as soon as the bank shows it."))
        return redirect("payments:transfer", intent.id)
    told = services.instructions(intent=intent)
    lines = [
        (_("Account holder"), told.holder),
        (_("Bank and branch"), told.bank),
        (_("Account number"), told.account_number),
        (_("Amount"), told.amount),
        (_("Text on the transfer"), told.reference),
    ]
    slips = [
        parts.Document(
            title=_("Transfer slip"), url=reverse("payments:slip", args=[row.id]), at=row.uploaded_at,
            version=row.sha256[:8], status=_("Received"),
        )
        for row in intent.slips.order_by("id")
    ]  # fmt: skip
    context = {**_context(intent), "lines": lines, "slips": slips, "form": form}
    return render(request, "payments/transfer.html", context)


@access.page(access.SIGNED_IN)
def slip(request: HttpRequest, slip_id: UUID) -> FileResponse:
    """A transfer slip, for its payer and the money desk."""
    found = queries.slip(slip_id, member=access.member_of(request))
    return uploads.answer(path=found.path, media_type=found.media_type)

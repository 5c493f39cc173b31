"""A supplier's own places: its belt, its stalls, the cards to print."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sourcebridge.clock import queries as clock
from sourcebridge.kit.errors import Refusal
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission
from sourcebridge.places import queries, services
from sourcebridge.places.forms import ClaimForm, add_refusal
from sourcebridge.places.states import LIVE, MemberState
from sourcebridge.shell import parts

TONES: dict[str, parts.Tone] = {
    MemberState.CLAIMED: "due",
    MemberState.CONFIRMED: "good",
    MemberState.REFUSED: "harm",
    MemberState.LEFT: "neutral",
}


@access.page(Permission.PLACE_VIEW, binds=True)
def places(request: HttpRequest) -> HttpResponse:
    """Where we are: claim a belt, see the stalls, print their cards."""
    acting = access.member_of(request)
    form = ClaimForm(request.POST or None)
    status = 200
    if request.method == "POST":
        acting.require(Permission.BELT_CLAIM)
        status = 422
        if form.is_valid():
            try:
                services.claim_belt(
                    code=form.cleaned_data["belt"], company_id=acting.company,
                    evidence=form.cleaned_data["evidence"], by=acting.by(), now=clock.now(),
                )  # fmt: skip
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, _("The operator looks at your claim. Until then it is shown as a claim."))
                return redirect("places:own")
    language = get_language()
    rows = queries.memberships_of(acting.company)
    context = {
        "members": [{"row": row, "name": row.belt.name(language), "tone": TONES[row.state],
                     "live": row.state in LIVE} for row in rows],
        "stalls": [{"row": row, "text": row.text(language)}
                   for row in queries.stalls_of([acting.company]).get(acting.company, [])],
        "form": form,
        "may_claim": acting.may(Permission.BELT_CLAIM) and acting.sells and not any(r.state in LIVE for r in rows),
        "may_edit": acting.may(Permission.BELT_CLAIM),
        "sells": acting.sells,
    }  # fmt: skip
    return render(request, "places/own.html", context, status=status)


@access.page(Permission.BELT_CLAIM, binds=True)
@require_POST
def leave(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Leave a belt."""
    services.leave_belt(member_id=member_id, by=access.member_of(request).by(), now=clock.now())
    messages.success(request, _("Your company no longer stands in this belt."))
    return redirect("places:own")


@access.page(Permission.BELT_CLAIM, binds=True)
@require_POST
def give_up(request: HttpRequest, stall_id: UUID) -> HttpResponse:
    """Give up a stall."""
    services.free_stall(stall_id=stall_id, by=access.member_of(request).by(), now=clock.now())
    messages.success(request, _("The stall is free; its QR code no longer leads to your shop."))
    return redirect("places:own")

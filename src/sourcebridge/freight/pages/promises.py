"""The operator's promised days: promise one, say when goods came, see how many were kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sourcebridge.clock import edge as clock
from sourcebridge.freight import queries, services, words
from sourcebridge.freight.cards import Place
from sourcebridge.freight.forms import ArrivalForm, PromiseForm
from sourcebridge.kit import digits
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import Refusal
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

EDIT = Permission.RATE_CARD_EDIT
DAYS, MOST_DAYS, MOST_WAITING = 90, 1000, 50


def _form(request: HttpRequest, data: Any = None) -> PromiseForm:
    now = clock.now(request)
    cards = queries.all_in_force(at=business_day(now))
    choices = [(one.code, f"{words.card_name(one)} ({one.ref})") for one in cards]
    return PromiseForm(data, cards=choices, initial={"handed_over_at": timezone.localtime(now)})


def _shown(
    request: HttpRequest, form: PromiseForm, *, days: int = DAYS, refusal: Refusal | None = None, wrong: str = "",
    arrival: ArrivalForm | None = None,
) -> HttpResponse:  # fmt: skip
    now = clock.now(request)
    rows = [
        {"lane": one, "land": words.country_name(one.country), "mode": words.MODES[one.mode],
         "origin": words.place_name(one.origin) if one.origin else "–",
         "rate": None if one.hit_rate is None else f"{one.hit_rate * 100:.1f}"}
        for one in queries.lanes(since=now - timedelta(days=days), now=now)
    ]  # fmt: skip
    typed = {arrival["subject"].value(): arrival["at"].value()} if arrival else {}
    open_ones = [
        {"row": row, "over": row.due_at <= now, "land": words.country_name(row.country),
         "at": typed.get(row.subject, f"{timezone.localtime(now):%Y-%m-%dT%H:%M}"), "wrong": row.subject in typed}
        for row in queries.waiting(most=MOST_WAITING)
    ]  # fmt: skip
    context = {"rows": rows, "days": days, "form": form, "waiting": open_ones, "refusal": refusal, "wrong": wrong}
    status = refusal.status if refusal else 422 if wrong or form.errors else 200
    return render(request, "freight/promises.html", context, status=status)


@access.page(EDIT)
@require_GET
def promises(request: HttpRequest) -> HttpResponse:
    """Promises of the last days by lane with the share kept, and those whose goods are still on the way."""
    days = digits.whole(request.GET.get("days", ""), least=1, most=MOST_DAYS) or DAYS
    return _shown(request, _form(request), days=days)


@access.page(EDIT, binds=True)
@require_POST
def promise(request: HttpRequest) -> HttpResponse:
    """Promise a day for goods that were handed over."""
    form = _form(request, request.POST)
    if not form.is_valid():
        return _shown(request, form)
    data, now = form.cleaned_data, clock.now(request)
    try:
        card = queries.card_of_day(code=data["card"], at=data["handed_over_at"])
        place = Place(data["country"], postcode=data["postcode"].upper().replace(" ", ""))
        row = services.promise(
            subject=data["subject"], card=card, to=place, handed_over_at=data["handed_over_at"],
            by=access.member_of(request).by(), now=now, origin=card.from_places[0] if card.from_places else "",
        )  # fmt: skip
    except Refusal as refusal:
        return _shown(request, form, refusal=refusal)
    told = {"subject": row.subject, "day": row.promised_day.isoformat(), "zone": row.zone_name}
    messages.success(request, _("%(subject)s is promised by the end of %(day)s (%(zone)s).") % told)
    return redirect("freight:promises")


@access.page(EDIT, binds=True)
@require_POST
def came(request: HttpRequest) -> HttpResponse:
    """Say when promised goods came."""
    form = ArrivalForm(request.POST)
    if not form.is_valid():
        return _shown(request, _form(request), arrival=form,
                      wrong=_("Write day and time at which the goods came."))  # fmt: skip
    data = form.cleaned_data
    by, now = access.member_of(request).by(), clock.now(request)
    try:
        row = services.delivered(subject=data["subject"], at=data["at"], by=by, now=now)
    except Refusal as refusal:
        return _shown(request, _form(request), refusal=refusal, arrival=form)
    told = _("%(subject)s came in time.") if row.kept else _("%(subject)s came too late.")
    messages.success(request, told % {"subject": row.subject})
    return redirect("freight:promises")

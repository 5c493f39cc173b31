"""The operator's rate cards: those that count, one with its versions, a new version from a file, the end of one."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sourcebridge.clock import edge as clock
from sourcebridge.freight import cautions, changes, files, queries, services, words
from sourcebridge.freight.cards import Card, Mode
from sourcebridge.freight.forms import CardFileForm, EndForm
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import NotFound, Refusal
from sourcebridge.parameters import queries as parameters
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

EDIT = Permission.RATE_CARD_EDIT
WRONG = 200


def _state(card: Card, ended: date | None, on: date, soon: date) -> str:
    if ended is not None and ended < on:
        return "ended"
    if card.valid_until is not None and card.valid_until < on:
        return "expired"
    if card.valid_from > on:
        return "later"
    last = min((day for day in (card.valid_until, ended) if day is not None), default=None)
    return "soon" if last is not None and last <= soon else "in_force"


@access.page(EDIT)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The newest version of every card, by mode, carrier, country and how long it lasts."""
    now = clock.now(request)
    on = business_day(now)
    days = int(parameters.value("freight.ending_days", at=now))
    soon = on + timedelta(days=days)
    ended = queries.endings()
    given = {name: request.GET.get(name, "").strip() for name in ("mode", "carrier", "country", "state")}
    cards = queries.newest()
    rows = [
        {"card": one, "name": words.card_name(one), "mode": words.MODES[one.mode],
         "countries": ", ".join(words.country_name(code) for code in sorted(one.countries)),
         "ended": ended.get((one.code, one.version)), "state": state}
        for one in cards
        if (state := _state(one, ended.get((one.code, one.version)), on, soon))
        and (not given["mode"] or one.mode == given["mode"])
        and given["carrier"].casefold() in f"{one.carrier} {one.carrier_en} {one.code}".casefold()
        and (not given["country"] or given["country"] in one.countries)
        and (not given["state"] or state == given["state"])
    ]  # fmt: skip
    context = {
        "rows": rows, "count": len(cards), "given": given, "days": days,
        "modes": [(mode.value, words.MODES[mode]) for mode in Mode],
        "countries": words.countries(code for card in cards for code in card.countries),
        "states": [("in_force", _("in force")), ("soon", _("ends soon")), ("expired", _("ran out")),
                   ("later", _("begins later")), ("ended", _("ended"))],
    }  # fmt: skip
    return render(request, "freight/desk.html", context)


@access.page(EDIT)
@require_GET
def card(request: HttpRequest, code: str) -> HttpResponse:
    """All of one version, and what each version said otherwise than the one before."""
    return _card(request, code, EndForm(initial={"last_day": business_day(clock.now(request))}))


def _card(
    request: HttpRequest, code: str, form: EndForm, *, status: int = 200, refusal: Refusal | None = None
) -> HttpResponse:  # fmt: skip
    now = clock.now(request)
    on = business_day(now)
    versions = queries.versions(code=code)
    if not versions:
        raise NotFound
    shown = _version(request, versions)
    ended, said = queries.endings(), queries.said_by(code=code)
    soon = on + timedelta(days=int(parameters.value("freight.ending_days", at=now)))
    found = {after.version: changes.changes(before, after) for after, before in pairwise(versions)}
    context = {
        "card": shown, "name": words.card_name(shown), "mode": words.MODES[shown.mode],
        "model": words.MODELS[shown.model], "places": [words.place_name(place) for place in shown.from_places],
        "zones": [(zone, words.country_name(zone.country)) for zone in shown.zones],
        "surcharges": [(rule, words.PERS[rule.per]) for rule in shown.surcharges],
        "state": _state(shown, ended.get((code, shown.version)), on, soon), "ended": ended.get((code, shown.version)),
        "newest": shown == versions[0], "cautions": cautions.cautions(shown, on=on), "form": form, "refusal": refusal,
        "versions": [{"card": one, "said": said.get(one.version), "changes": found.get(one.version, []),
                      "ended": ended.get((code, one.version))} for one in versions],
    }  # fmt: skip
    return render(request, "freight/card.html", context, status=status)


def _version(request: HttpRequest, versions: tuple[Card, ...]) -> Card:
    wanted = request.GET.get("version", "")
    found = next((one for one in versions if str(one.version) == wanted), None)
    if wanted and found is None:
        raise NotFound
    return found or versions[0]


@access.page(EDIT)
@require_GET
def download(request: HttpRequest, code: str) -> HttpResponse:
    """A version as the file that can be changed and read back."""
    versions = queries.versions(code=code)
    if not versions:
        raise NotFound
    shown = _version(request, versions)
    answer = HttpResponse(files.document(shown), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{shown.code}-{shown.version}.csv"'
    return answer


@access.page(EDIT)
@require_GET
def load(request: HttpRequest) -> HttpResponse:
    """Where a file is given."""
    return render(request, "freight/load.html", {"form": CardFileForm()})


@access.page(EDIT)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What a file would publish: wrong lines, or what changes and what looks unmeant; nothing is stored."""
    form = CardFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "freight/load.html", {"form": form}, status=422)
    return previewed(request, form.cleaned_data["text"])


def previewed(request: HttpRequest, text: str, *, refusal: Refusal | None = None) -> HttpResponse:
    """The preview of a card's file."""
    reading = files.read(text)
    context: dict[str, Any] = {
        "form": CardFileForm(initial={"text": text}), "wrong": reading.wrong[:WRONG], "refusal": refusal,
        **preview_of(request, text, reading.card),
    }  # fmt: skip
    status = refusal.status if refusal else 422 if reading.card is None else 200
    return render(request, "freight/load.html", context, status=status)


def preview_of(request: HttpRequest, text: str, read: Card | None) -> dict[str, Any]:
    """What publishing a text would change, and what of it looks unmeant."""
    if read is None:
        return {"text": text}
    before = next(iter(queries.versions(code=read.code)), None)
    return {
        "text": text, "card": read, "name": words.card_name(read), "before": before,
        "changes": changes.changes(before, read) if before else [],
        "cautions": cautions.cautions(read, on=business_day(clock.now(request))),
    }  # fmt: skip


@access.page(EDIT, binds=True)
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Publish what was previewed as the next version."""
    form = CardFileForm(request.POST)
    if not form.is_valid():
        return render(request, "freight/load.html", {"form": form}, status=422)
    text = form.cleaned_data["text"]
    reading = files.read(text)
    if reading.card is None:
        return previewed(request, text)
    try:
        done = services.publish(card=reading.card, by=access.member_of(request).by(), now=clock.now(request))
    except Refusal as refusal:
        return previewed(request, text, refusal=refusal)
    said = _("Version %(version)s is published.") if done.new else _("Nothing changed: version %(version)s says so.")
    messages.success(request, said % {"version": done.card.version})
    return redirect("freight:card", done.card.code)


@access.page(EDIT, binds=True)
@require_POST
def end(request: HttpRequest, code: str) -> HttpResponse:
    """Take the newest version out of service after a day."""
    form = EndForm(request.POST)
    if not form.is_valid():
        return _card(request, code, form, status=422)
    try:
        services.end(code=code, by=access.member_of(request).by(), now=clock.now(request), **form.cleaned_data)
    except NotFound:
        raise
    except Refusal as refusal:
        return _card(request, code, form, status=refusal.status, refusal=refusal)
    messages.success(request, _("The card prices until %(date)s.") % {"date": form.cleaned_data["last_day"]})
    return redirect("freight:card", code)

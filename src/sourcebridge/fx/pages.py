"""The operator's rates: what counts today, loading with a preview, the history of a currency."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sourcebridge.clock import queries as clock
from sourcebridge.fx import queries, ratefile, services
from sourcebridge.fx.forms import RatesForm
from sourcebridge.kit.currency import EXPONENTS
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import NotFound
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

EDIT = Permission.FX_EDIT
SHIPPED_DAYS = 400


def _desk(request: HttpRequest, form: RatesForm, *, status: int = 200, **more: object) -> HttpResponse:
    table = queries.table(at=clock.now())
    rows = [{"row": row, "stale": (table.on - row.on).days > table.stale_days} for row in queries.newest(on=table.on)]
    missing = sorted(set(EXPONENTS) - {"EUR"} - set(table.rows))
    context = {
        "rows": rows, "form": form, "missing": ", ".join(missing), "stale_days": table.stale_days,
        "margin": f"{(table.margin * 100).normalize():f}", **more,
    }  # fmt: skip
    return render(request, "fx/desk.html", context, status=status)


@access.page(EDIT)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The rate of each currency that counts today."""
    return _desk(request, RatesForm())


@access.page(EDIT)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What a file would load, line by line; nothing is stored."""
    form = RatesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _desk(request, form, status=422)
    text = form.cleaned_data["text"]
    reading = ratefile.read(text, today=business_day(clock.now()))
    status = 422 if reading.wrong or not reading.rates else 200
    context = {"reading": reading, "shown": reading.rates[:200], "wrong": reading.wrong[:200], "text": text}
    return _desk(request, RatesForm(initial={"text": text}), status=status, **context)


@access.page(EDIT, binds=True)
@require_POST
def load(request: HttpRequest) -> HttpResponse:
    """Load what was previewed; one line that cannot be taken stops all."""
    form = RatesForm(request.POST)
    if not form.is_valid():
        return _desk(request, form, status=422)
    now = clock.now()
    reading = ratefile.read(form.cleaned_data["text"], today=business_day(now))
    if reading.wrong or not reading.rates:
        context = {"reading": reading, "wrong": reading.wrong[:200]}
        return _desk(request, form, status=422, **context)
    _told(request, services.load(rates=reading.rates, by=access.member_of(request).by(), now=now))
    return redirect("fx:desk")


@access.page(EDIT, binds=True)
@require_POST
def load_shipped(request: HttpRequest) -> HttpResponse:
    """Load the European Central Bank's history that came with the installation."""
    now = clock.now()
    since = business_day(now) - timedelta(days=SHIPPED_DAYS)
    _told(request, services.load_shipped(since=since, by=access.member_of(request).by(), now=now))
    return redirect("fx:desk")


def _told(request: HttpRequest, done: services.Loaded) -> None:
    counts = {"added": done.added, "corrected": done.corrected, "same": done.same}
    messages.success(request, _("%(added)d new, %(corrected)d corrected, %(same)d known already.") % counts)


@access.page(EDIT)
@require_GET
def history(request: HttpRequest, currency: str) -> HttpResponse:
    """The days of one currency."""
    rows = queries.history(currency=currency.upper())
    if not rows:
        raise NotFound
    return render(request, "fx/history.html", {"rows": rows, "currency": currency.upper()})

"""The operator's working days of countries."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sourcebridge.clock import edge as clock
from sourcebridge.freight import models, queries, services, words
from sourcebridge.freight.forms import CalendarForm
from sourcebridge.kit.errors import Refusal
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

EDIT = Permission.RATE_CARD_EDIT


def _initial(row: models.Calendar) -> dict[str, Any]:
    return {
        "country": row.country, "zone_name": row.zone_name, "zones": "\n".join(row.zones), "weekend": row.weekend,
        "covers_from": row.covers_from, "covers_until": row.covers_until, "source": row.source, "url": row.url,
        "holidays": "\n".join(day.isoformat() for day in row.holidays),
        "workdays": "\n".join(day.isoformat() for day in row.workdays),
    }  # fmt: skip


@access.page(EDIT, binds=True)
def calendars(request: HttpRequest) -> HttpResponse:
    """The newest calendar of every country, and a form that enters the next version of one."""
    rows = queries.calendar_rows()
    wanted = next((row for row in rows if row.country == request.GET.get("country")), None)
    form = CalendarForm(request.POST or None, initial=_initial(wanted) if wanted else {"weekend": [5, 6]})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.set_calendar(
                calendar=form.calendar, source=data["source"], url=data["url"], by=access.member_of(request).by(),
                now=clock.now(request),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.text)
        else:
            messages.success(request, _("The calendar counts from now on; promises made before stay."))
            return redirect("freight:calendars")
    context = {"rows": [(row, words.country_name(row.country)) for row in rows], "form": form}
    return render(request, "freight/calendars.html", context, status=422 if form.errors else 200)

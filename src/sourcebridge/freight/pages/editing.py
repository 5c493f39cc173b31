"""The operator's rate card as a grid: change it, look at what would change, publish the next version."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sourcebridge.clock import edge as clock
from sourcebridge.freight import files, grid, queries
from sourcebridge.freight.pages.cards import WRONG, preview_of
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import NotFound
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

EDIT = Permission.RATE_CARD_EDIT


@access.page(EDIT)
def edit(request: HttpRequest, code: str = "") -> HttpResponse:
    """The newest version of a card, or an empty one, to be changed; sent, it shows what would change.

    Nothing is stored here; the preview's button publishes.
    """
    versions = queries.versions(code=code) if code else ()
    if code and not versions:
        raise NotFound
    if request.method != "POST":
        on = business_day(clock.now(request))
        rows = grid.of_card(versions[0] if versions else None, on=on)
        return render(request, "freight/edit.html", {"code": code, "tables": grid.tables(rows)})
    rows = grid.of_form(request.POST)
    if request.POST.get("do") != "look":
        return render(request, "freight/edit.html", {"code": code, "tables": grid.tables(rows)})
    text = grid.text(rows)
    reading = files.read(text, called=grid.called)
    wrong = grid.places(rows, reading.wrong[:WRONG])
    context = {
        "code": code, "tables": grid.tables(rows, wrong), "wrong": wrong, **preview_of(request, text, reading.card),
    }  # fmt: skip
    return render(request, "freight/edit.html", context, status=200 if reading.card else 422)

"""Freight as calls."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from sourcebridge.clock import queries as clock
from sourcebridge.freight import cautions, files, models, parcels, queries, services, told
from sourcebridge.freight.cards import Load, Place
from sourcebridge.freight.errors import CardFileBroken, NothingToCarry
from sourcebridge.freight.promise import Calendar
from sourcebridge.freight.schemas import (
    FreightAskIn,
    FreightCalendarIn,
    FreightCalendarOut,
    FreightCameIn,
    FreightCardOut,
    FreightEndIn,
    FreightFileIn,
    FreightLaneOut,
    FreightPromiseIn,
    FreightPromiseOut,
    FreightPublishedOut,
    FreightQuotesOut,
    FreightWaitingOut,
)
from sourcebridge.kit.boxes import Box
from sourcebridge.kit.currency import exponent
from sourcebridge.kit.days import business_day
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

router = Router()
EDIT = Permission.RATE_CARD_EDIT
MOST_WAITING = 500


@access.operation(router, "GET", "/freight/cards", access.PUBLIC, response=list[FreightCardOut])
def freight_cards(request: HttpRequest, to: str = "", mode: str = "") -> list[dict[str, Any]]:
    """The rate cards that count today, to a country and of a mode if named."""
    found = queries.all_in_force(at=business_day(clock.now()))
    wanted = [one for one in found if (not to or to.upper() in one.countries) and (not mode or one.mode == mode)]
    return [told.card_brief(one) for one in wanted]


@access.operation(router, "GET", "/freight/cards/{code}/versions/{version}", EDIT, response=bytes)
def freight_card_file(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """A version of a card as its CSV file."""
    document = files.document(queries.card(code=code, version=version))
    return HttpResponse(document, content_type="text/csv; charset=utf-8")


def _load(body: FreightAskIn) -> Load:
    boxes = tuple(Box(one.length_mm, one.width_mm, one.height_mm, one.gross_g, one.count) for one in body.boxes)
    if not boxes and body.total_kg is not None and body.total_cbm is not None:
        try:
            boxes = parcels.of_total(grams=parcels.grams(body.total_kg), litres=int(body.total_cbm * 1000))
        except ValueError:
            raise NothingToCarry from None
    if not boxes:
        raise NothingToCarry
    return Load(boxes, frozenset(body.flags))


@access.operation(router, "POST", "/freight/quotes", access.PUBLIC, response=FreightQuotesOut)
def freight_quotes(request: HttpRequest, body: FreightAskIn) -> dict[str, Any]:
    """What every card asks for a load, and why others do not; nothing is stored."""
    load = _load(body)
    exponent(body.currency)
    place = Place(body.to, postcode=body.postcode.upper().replace(" ", ""))
    found = queries.compare(
        load=load, to=place, at=clock.now(), currency=body.currency, from_place=body.from_place or None
    )
    return told.answers(found, load)


@access.operation(router, "GET", "/freight/promises", EDIT, response=list[FreightLaneOut])
def freight_promises(request: HttpRequest, days: int = 90, country: str = "", mode: str = "") -> list[dict[str, Any]]:
    """How the promises of the last days were kept, lane by lane."""
    now = clock.now()
    lane = {name: value for name, value in (("country", country.upper()), ("mode", mode)) if value}
    rows = queries.lanes(since=now - timedelta(days=min(max(days, 1), 1000)), now=now, **lane)
    return [told.lane(row) for row in rows]


@access.operation(router, "GET", "/freight/promises/waiting", EDIT, response=list[FreightWaitingOut])
def freight_promises_waiting(request: HttpRequest, most: int = 50) -> list[dict[str, Any]]:
    """Promises whose goods have not come, the first due first."""
    now = clock.now()
    return [told.waiting(row, now) for row in queries.waiting(most=min(max(most, 1), MOST_WAITING))]


@access.operation(router, "GET", "/freight/calendars", EDIT, response=list[FreightCalendarOut])
def freight_calendars(request: HttpRequest) -> list[dict[str, Any]]:
    """The newest working days of every country, by country."""
    return [told.calendar(queries.calendar_of(row), row.source, row.url) for row in queries.calendar_rows()]


@access.operation(router, "POST", "/freight/calendars", EDIT, response=FreightCalendarOut, binds=True)
def set_freight_calendar(request: HttpRequest, body: FreightCalendarIn) -> dict[str, Any]:
    """Enter a country's working days as its next version; promises made before stay."""
    asked = Calendar(
        body.country, 1, body.zone_name, body.covers_from, body.covers_until, frozenset(body.weekend),
        frozenset(body.holidays), frozenset(body.workdays), tuple((one.prefix, one.zone_name) for one in body.zones),
    )  # fmt: skip
    by = access.member_of(request).by()
    entered = services.set_calendar(calendar=asked, source=body.source, url=body.url, by=by, now=clock.now())
    return told.calendar(entered, body.source, body.url)


@access.operation(router, "POST", "/freight/promises", EDIT, response=FreightPromiseOut, binds=True)
def make_freight_promise(request: HttpRequest, body: FreightPromiseIn) -> models.Promise:
    """Promise the day on which goods arrive at the latest, by the card of the day of handing over; once a reference."""
    card = queries.card_of_day(code=body.card, at=body.handed_over_at)
    return services.promise(
        subject=body.subject, card=card, to=Place(body.to, postcode=body.postcode.upper().replace(" ", "")),
        handed_over_at=body.handed_over_at, by=access.member_of(request).by(), now=clock.now(),
        origin=card.from_places[0] if card.from_places else "",
    )  # fmt: skip


@access.operation(router, "POST", "/freight/promises/came", EDIT, response=FreightPromiseOut, binds=True)
def freight_promise_came(request: HttpRequest, body: FreightCameIn) -> models.Promise:
    """Say when promised goods came; the first word counts."""
    by = access.member_of(request).by()
    return services.delivered(subject=body.subject, at=body.at, by=by, now=clock.now())


@access.operation(router, "POST", "/freight/cards", EDIT, response=FreightPublishedOut, binds=True)
def publish_freight_card(request: HttpRequest, body: FreightFileIn) -> dict[str, Any]:
    """Publish a card's file as the next version; one line that cannot be taken stops all."""
    reading = files.read(body.text)
    if reading.card is None:
        raise CardFileBroken(
            fields={f"line {one.line}": one.why for one in reading.wrong[:50]}, count=len(reading.wrong)
        )
    now = clock.now()
    done = services.publish(card=reading.card, by=access.member_of(request).by(), now=now)
    found = cautions.cautions(done.card, on=business_day(now))
    return {"code": done.card.code, "version": done.card.version, "new": done.new, "cautions": found}


@access.operation(router, "POST", "/freight/cards/{code}/end", EDIT, response=FreightCardOut, binds=True)
def end_freight_card(request: HttpRequest, code: str, body: FreightEndIn) -> dict[str, Any]:
    """Let the newest version of a card price until a day and no longer."""
    by = access.member_of(request).by()
    ended = services.end(code=code, last_day=body.last_day, reason=body.reason, by=by, now=clock.now())
    return told.card_brief(ended)

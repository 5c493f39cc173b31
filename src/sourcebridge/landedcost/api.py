"""Landed cost as calls: reckon for goods of the catalogue or one's own, keep a quote, read it again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language
from ninja import Router

from sourcebridge.catalog import queries as catalog
from sourcebridge.clock import queries as clock
from sourcebridge.kit.errors import Malformed
from sourcebridge.kit.money import UnitPrice
from sourcebridge.kit.quantity import Quantity
from sourcebridge.landedcost import queries, question, reckon, services, told
from sourcebridge.landedcost.asked import Asked
from sourcebridge.landedcost.floor import Step
from sourcebridge.landedcost.forms import FreeForm, GoodsForm
from sourcebridge.landedcost.models import FrozenQuote
from sourcebridge.landedcost.schemas import (
    ExportAlarmOut,
    ExportFloorOut,
    LandedAnswerOut,
    LandedDoorIn,
    LandedFreeIn,
    LandedGoodsIn,
    LandedKeptOut,
    LandedKeptSheetOut,
)
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

router = Router()
CALLED = "api"


def _given(body: LandedDoorIn) -> QueryDict:
    """A body as the form of the page would send it, so that both are read by one rule."""
    given = QueryDict(mutable=True)
    for name, value in body.model_dump().items():
        if name == "flags":
            given.setlist(name, value)
        elif value is not None and value is not False and name != "product_id":
            given[name] = str(value)
    return given


def _goods(request: HttpRequest, body: LandedGoodsIn) -> tuple[Asked, str]:
    form = GoodsForm(_given(body), countries=queries.countries(at=clock.now()))
    if not form.is_valid():
        raise Malformed(fields={name: " ".join(map(str, errors)) for name, errors in form.errors.items()})
    member, now = access.optional_member(request), clock.now()
    offer = catalog.offer(
        product_id=body.product_id, member=member, buyer_company_id=member.company_id if member else None,
        language=get_language(), at=now,
    )  # fmt: skip
    data = form.cleaned_data
    item = queries.item(offer=offer, quantity=Quantity.of(data["quantity"], offer.unit), at=now, sku_id=data.get("sku"))
    return question.asked(replace(item, flags=item.flags | frozenset(data["flags"])), data), offer.title.text


def _free(body: LandedFreeIn) -> Asked:
    form = FreeForm(_given(body), countries=queries.countries(at=clock.now()))
    if not form.is_valid():
        raise Malformed(fields={name: " ".join(map(str, errors)) for name, errors in form.errors.items()})
    return question.asked(question.free_item(form), form.cleaned_data, given=form.cleaned_data["given"])


def _answer(asked: Asked) -> dict[str, Any]:
    known = queries.known(country=asked.to.country, at=clock.now())
    found = reckon.offers(replace(asked, card=""), known)
    chosen = found.of(asked.card) or found.best
    return {"sheet": told.told(chosen, asked, known), **told.compared(found)}


@access.operation(router, "POST", "/landed/goods", access.PUBLIC, response=LandedAnswerOut)
def landed_goods(request: HttpRequest, body: LandedGoodsIn) -> dict[str, Any]:
    """What goods of the catalogue cost at a door, with every service beside the others."""
    return _answer(_goods(request, body)[0])


@access.operation(router, "POST", "/landed/sheets", access.PUBLIC, response=LandedAnswerOut)
def landed_sheet(request: HttpRequest, body: LandedFreeIn) -> dict[str, Any]:
    """The same for goods of one's own."""
    return _answer(_free(body))


def _kept(row: FrozenQuote) -> dict[str, Any]:
    plain = ("id", "number", "title", "country", "currency", "card", "on", "made_at", "digest")
    return {**{name: getattr(row, name) for name in plain}, "total": row.pair}


@access.operation(
    router, "POST", "/landed/quotes", Permission.ORDER_VIEW, response=LandedKeptOut, status=201, binds=True
)
def keep_quote(request: HttpRequest, body: LandedGoodsIn) -> dict[str, Any]:
    """Keep the sheet of one service (`card`, else the best) for good."""
    asked, title = _goods(request, body)
    now = clock.now()
    card = asked.card
    if not card:
        card = reckon.offers(asked, queries.known(country=asked.to.country, at=now)).best.card.code
    query = {"path": f"/landed/goods/{body.product_id}/", "query": _given(body).urlencode(), "by": CALLED}
    row = services.freeze(asked=asked, query=query, card=card, title=title, by=access.member_of(request).by(), now=now)
    return _kept(row)


@access.operation(router, "GET", "/landed/quotes", Permission.ORDER_VIEW, response=list[LandedKeptOut])
def kept_quotes(request: HttpRequest) -> list[dict[str, Any]]:
    """The company's quotes, the newest 200."""
    return [_kept(row) for row in queries.quotes(access.member_of(request))]


@access.operation(router, "GET", "/landed/quotes/{quote_id}", Permission.ORDER_VIEW, response=LandedKeptSheetOut)
def kept_quote(request: HttpRequest, quote_id: UUID) -> dict[str, Any]:
    """A quote as it was kept."""
    row = queries.quote(quote_id, member=access.member_of(request))
    language = "zh-hans" if (get_language() or "").startswith("zh") else "en"
    return {**_kept(row), "sheet": row.told[language]}


def _amount(price: UnitPrice | None) -> dict[str, str] | None:
    return price.as_json() if price else None


def _step(step: Step) -> dict[str, Any]:
    return {
        "from_quantity": step.quantity.text, "domestic": step.domestic.as_json(), "floor": _amount(step.floor.per_unit),
        "suggested": _amount(step.floor.suggested), "asked": _amount(step.asked), "alarms": list(step.kinds),
        "least": step.floor.least.as_json(),
        "carried": step.carried.costs.as_json() if step.carried else None,
        "lines": [
            {"code": line.code, "name": line.name, "amount": line.span.low.as_json() if line.span else None,
             "how": line.how, "rate": line.rate, "source": line.source.ref if line.source else "", "why": line.why}
            for line in step.floor.lines
        ],
    }  # fmt: skip


@access.operation(
    router, "GET", "/products/{product_id}/export-floor", Permission.AGREED_PRICE_EDIT, response=ExportFloorOut
)
def export_floor(request: HttpRequest, product_id: UUID) -> dict[str, Any]:
    """What export prices of one of the company's products may not go below, worked out line by line."""
    product = catalog.own_product(access.member_of(request).company, product_id)
    found = queries.floors([product.id], at=clock.now())[product.id]
    exchange = found.exchange
    return {
        "product_id": product.id, "hs_code": found.code, "rebate": str(found.rebate.rebate) if found.rebate else None,
        "missing": "" if found.rebate else found.missing_words, "refusal": found.refusal,
        "currency": exchange.currency if exchange else None, "brings": f"{exchange.brings}" if exchange else None,
        "steps": [_step(step) for step in found.steps],
    }  # fmt: skip


@access.operation(router, "GET", "/export-alarms", Permission.AGREED_PRICE_EDIT, response=list[ExportAlarmOut])
def export_alarms(request: HttpRequest) -> list[dict[str, Any]]:
    """The company's open alarms, the newest 200."""
    rows = queries.alarms_visible_to(access.member_of(request)).filter(cleared_at=None).order_by("-raised_at", "-id")
    return [
        {"id": row.id, "product_id": row.product_id, "raised_at": row.raised_at, **row.figures()} for row in rows[:200]
    ]

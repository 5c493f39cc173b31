"""What every page with a sheet shows: the chosen service's sheet, the services beside each other, the ways on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, QueryDict

from sourcebridge.kit.errors import Refusal
from sourcebridge.landedcost import queries, reckon, told
from sourcebridge.landedcost.asked import Asked, Known
from sourcebridge.landedcost.models import Scenario
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

DOOR = "landed_door"
COUNTRY = "US"


def door(request: HttpRequest) -> dict[str, str]:
    """Where this reader asked to be delivered last."""
    kept = request.session.get(DOOR) or {}
    return {"to": kept.get("to", COUNTRY), "postcode": kept.get("postcode", "")}


def remember_door(request: HttpRequest, asked: Asked) -> None:
    """Keep the door for the next sheet."""
    here = {"to": asked.to.country, "postcode": asked.to.postcode}
    if request.session.get(DOOR) != here:
        request.session[DOOR] = here


def answered(request: HttpRequest, asked: Asked, *, now: datetime) -> dict[str, Any]:
    """The context of a sheet, or of the refusal that stands in its place."""
    member = access.optional_member(request)
    keeps = member is not None and member.company_id is not None and member.may(Permission.ORDER_VIEW)
    here = {"path": request.path, "query": _without(request.GET, "sku_name").urlencode()}
    ways = {"keeps": keeps, "here_path": here["path"], "here_query": here["query"],
            "without_card": _without(request.GET, "card", "regime").urlencode()}  # fmt: skip
    try:
        known = queries.known(country=asked.to.country, at=now)
        found = reckon.offers(replace(asked, card=""), known)
    except Refusal as refusal:
        return {"refusal": refusal, **ways}
    chosen = found.of(asked.card) or found.best
    return {
        "sheet": told.told(chosen, asked, known), "compared": told.compared(found), "chosen": chosen.card.code,
        "regimes": _regimes(asked, chosen, known), **ways,
    }  # fmt: skip


def _regimes(asked: Asked, chosen: reckon.Offer, known: Known) -> list[dict[str, Any]]:
    """The same service under the other procedure, where the country knows goods in bond."""
    if asked.to.country != "BD" or asked.to_consumer:
        return []
    rows = []
    for regime in ("HOME_USE", "BONDED"):
        one = reckon.one(replace(asked, regime=regime), known, chosen.card)
        if isinstance(one, reckon.Offer):
            rows.append(
                {
                    "regime": regime,
                    "name": str(told.REGIMES[regime]),
                    **told.brief(one),
                    "here": chosen.regime == regime,
                }
            )
    return rows


def _without(query: QueryDict, *names: str) -> QueryDict:
    kept = query.copy()
    for name in names:
        kept.pop(name, None)
    return kept


def scenario_url(row: Scenario) -> str:
    """The address that asks a saved question again."""
    return f"{row.asked['path']}?{row.asked['query']}"

"""How goods are ranked, for everyone to read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from sourcebridge.clock import edge as clock
from sourcebridge.discovery.ranking import RULES
from sourcebridge.parameters import queries as parameters
from sourcebridge.parties import access


@access.page(access.PUBLIC)
def ranking(request: HttpRequest) -> HttpResponseBase:
    """Every part of the score with what it measures and the weight in force."""
    now = clock.now(request)
    rows = [(rule, parameters.value(rule.parameter, at=now)) for rule in RULES]
    context = {
        "rows": rows,
        "sum": sum(weight for _rule, weight in rows),
        "prior": parameters.value("rank.prior_orders", at=now),
    }
    return render(request, "discovery/ranking.html", context)

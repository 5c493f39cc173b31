"""Exchange rates as calls."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from sourcebridge.clock import queries as clock
from sourcebridge.fx import queries, ratefile, services
from sourcebridge.fx.errors import FileUnreadable
from sourcebridge.fx.models import Quote
from sourcebridge.fx.rates import Rate
from sourcebridge.fx.schemas import FxLoadedOut, FxPairIn, FxRateOut, FxRatesIn, HeldRateOut
from sourcebridge.kit.days import business_day
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

router = Router()


def _rate(found: Rate) -> dict[str, Any]:
    return {
        "base": found.base, "quote": found.quote, "rate": format(found.value, "f"),
        "charged": format(found.charged, "f"), "margin": str(found.margin), "on": found.on,
        "source": found.source.text,
    }  # fmt: skip


def _quote(row: Quote) -> dict[str, Any]:
    figures = {name: format(getattr(row, name).normalize(), "f") for name in ("rate", "margin", "charged")}
    plain = ("id", "base", "quote", "locked_at", "expires_at", "used_at")
    return {**{name: getattr(row, name) for name in plain}, **figures}


@access.operation(router, "GET", "/fx/rates", access.PUBLIC, response=FxRateOut)
def fx_rate(request: HttpRequest, base: str, quote: str) -> dict[str, Any]:
    """Today's rate of two currencies."""
    return _rate(queries.rate(base=base.upper(), quote=quote.upper(), at=clock.now()))


@access.operation(router, "POST", "/fx/quotes", Permission.ORDER_VIEW, response=HeldRateOut, status=201, binds=True)
def lock_rate(request: HttpRequest, body: FxPairIn) -> dict[str, Any]:
    """Hold today's rate for your company for a while."""
    by = access.member_of(request).by()
    return _quote(services.lock(base=body.base.upper(), quote=body.quote.upper(), by=by, now=clock.now()))


@access.operation(router, "POST", "/fx/rates", Permission.FX_EDIT, response=FxLoadedOut, binds=True)
def load_rates(request: HttpRequest, body: FxRatesIn) -> dict[str, Any]:
    """Load reference rates; one line that cannot be taken stops all."""
    now = clock.now()
    reading = ratefile.read(body.text, today=business_day(now))
    if reading.wrong:
        raise FileUnreadable(
            fields={f"line {row.line}": row.why for row in reading.wrong[:50]}, count=len(reading.wrong)
        )
    done = services.load(rates=reading.rates, by=access.member_of(request).by(), now=now)
    return {"added": done.added, "corrected": done.corrected, "same": done.same}

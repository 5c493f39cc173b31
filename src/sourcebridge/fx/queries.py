"""Read exchange rates. A table of a day is kept in memory under the number of the collection."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.db import models
from django.db.models import Subquery

from sourcebridge.fx.models import Edition, Quote, Reference
from sourcebridge.fx.rates import Known, Rate, Table
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import NotFound
from sourcebridge.parameters import queries as parameters
from sourcebridge.parameters.models import Parameter
from sourcebridge.parties.member import Member

MARGIN, STALE = "fx.margin", "fx.stale_days"


def newest(*, on: date) -> list[Reference]:
    """The row of each currency that counts on a day, by currency. One statement."""
    rows = Reference.objects.filter(on__lte=on).order_by("currency", "-on", "-version").distinct("currency")
    return list(rows)


@lru_cache(maxsize=32)
def _rows(_edition: UUID, on: date) -> dict[str, Known]:
    return {row.currency: Known(row.rate, row.on, row.source, f"fx.reference:{row.id}") for row in newest(on=on)}


def table(*, at: datetime) -> Table:
    """All rates as they count at an instant (UTC): one statement, two when the collection is new to this process."""
    on = business_day(at)
    newest_of = Parameter.objects.filter(effective_from__lte=at).order_by("-effective_from")
    found = (
        Edition.objects.filter(pk=1)
        .annotate(
            margin=Subquery(newest_of.filter(code=MARGIN).values("value")[:1]),
            stale=Subquery(newest_of.filter(code=STALE).values("value")[:1]),
        )
        .values_list("token", "margin", "stale")
        .first()
    )
    if found is None:
        return Table(on, parameters.value(MARGIN, at=at), int(parameters.value(STALE, at=at)), {})
    given = {code: value for code, value in zip((MARGIN, STALE), found[1:], strict=True) if value is not None}
    numbers = parameters.values_of((MARGIN, STALE), given)
    return Table(on, numbers[MARGIN], int(numbers[STALE]), _rows(found[0], on))


def rate(*, base: str, quote: str, at: datetime) -> Rate:
    """Units of `quote` for one of `base` at an instant (UTC). Raises RateMissing, RateStale, UnknownCurrency."""
    return table(at=at).rate(base, quote)


def history(*, currency: str, limit: int = 60) -> list[Reference]:
    """The rows of a currency, newest day first, all versions."""
    return list(Reference.objects.filter(currency=currency).order_by("-on", "-version")[:limit])


def visible_to(member: Member) -> models.QuerySet[Quote]:
    """The quotes of the member's company."""
    return Quote.objects.none() if member.company_id is None else Quote.objects.filter(company_id=member.company_id)


def quote(quote_id: UUID, *, member: Member) -> Quote:
    """A quote of the member's company; raises NotFound."""
    found = visible_to(member).filter(pk=quote_id).first()
    if found is None:
        raise NotFound
    return found

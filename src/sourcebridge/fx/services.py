"""Verbs: load rates, hold a rate for a company, use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sourcebridge.audit import services as audit
from sourcebridge.fx import queries
from sourcebridge.fx.adapters.ecb import shipped
from sourcebridge.fx.errors import NothingToLoad, QuoteExpired, QuoteUsed, SameCurrency
from sourcebridge.fx.events import QuoteLocked, QuoteSpent, RatesLoaded
from sourcebridge.fx.models import Edition, Quote, Reference
from sourcebridge.fx.ratefile import Given
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import NotAllowed, NotFound
from sourcebridge.kit.ids import uuid7
from sourcebridge.kit.locks import hold, locked
from sourcebridge.parameters import queries as parameters

QUOTE_TIME = "fx.quote_minutes"


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rates were new, how many replace an earlier figure of their day, how many stood there already."""

    added: int
    corrected: int
    same: int


@transaction.atomic
def load(*, rates: Sequence[Given], by: By, now: datetime) -> Loaded:
    """Add reference rates (units for one euro); a figure that differs from its day's becomes the next version.

    Announces fx.rates.loaded when something is new. Raises NotAllowed, NothingToLoad.
    """
    if by.actor != Actor.OPERATOR:
        raise NotAllowed
    if not rates:
        raise NothingToLoad
    hold("fx", "references")
    days = [given.on for given in rates]
    standing = {
        (row.currency, row.on): row
        for row in Reference.objects.filter(on__range=(min(days), max(days))).order_by("version")
    }
    rows: list[Reference] = []
    corrected = 0
    for given in rates:
        before = standing.get((given.currency, given.on))
        if before is not None and (before.rate, before.source) == (given.rate, given.source):
            continue
        corrected += before is not None
        rows.append(
            Reference(
                currency=given.currency, on=given.on, rate=given.rate, source=given.source,
                version=before.version + 1 if before else 1, recorded_at=now,
            )
        )  # fmt: skip
    if rows:
        Reference.objects.bulk_create(rows, batch_size=2000)
        edition = Edition.objects.get_or_create(pk=1)[0]
        edition.number += 1
        edition.token = uuid7()
        edition.save(update_fields=["number", "token"])
        audit.record(
            verb="fx.rates.loaded", subject=edition, by=by, at=now, count=len(rows), corrected=corrected,
            first=min(row.on for row in rows).isoformat(), last=max(row.on for row in rows).isoformat(),
        )  # fmt: skip
        audit.publish(RatesLoaded(at=now, edition=edition.number, count=len(rows)))
    return Loaded(len(rows) - corrected, corrected, len(rates) - len(rows))


def load_shipped(*, since: date, by: By, now: datetime) -> Loaded:
    """Load the European Central Bank's history that came with the installation, from `since` to business today."""
    return load(rates=shipped.history(since=since, until=business_day(now)), by=by, now=now)


def _row(ref: str, currency: str) -> UUID | None:
    return None if currency == "EUR" else UUID(ref.rpartition(":")[2])


@transaction.atomic
def lock(*, base: str, quote: str, by: By, now: datetime) -> Quote:
    """Hold today's rate for the acting company for fx.quote_minutes (business time).

    Announces fx.quote.locked. Raises NotAllowed, SameCurrency, RateMissing, RateStale, UnknownCurrency.
    """
    if by.company_id is None:
        raise NotAllowed
    if base == quote:
        raise SameCurrency
    table = queries.table(at=now)
    rate = table.rate(base, quote)
    left, right = table.known(base), table.known(quote)
    row = Quote.objects.create(
        company_id=by.company_id, base=base, quote=quote, rate=rate.value, margin=rate.margin, charged=rate.charged,
        base_reference_id=_row(left.ref, base) if left else None,
        quote_reference_id=_row(right.ref, quote) if right else None,
        locked_at=now, expires_at=now + parameters.span(QUOTE_TIME, at=now),
    )  # fmt: skip
    audit.record(verb="fx.quote.locked", subject=row, by=by, at=now, pair=f"{base}/{quote}", charged=str(rate.charged))
    audit.publish(QuoteLocked(at=now, quote_id=row.id))
    return row


@transaction.atomic
def use(*, quote_id: UUID, by: By, now: datetime) -> Quote:
    """Spend a held rate, once, by the company it is held for. Raises NotFound, QuoteUsed, QuoteExpired."""
    if by.company_id is None or not Quote.objects.filter(pk=quote_id, company_id=by.company_id).exists():
        raise NotFound
    row = locked(Quote, quote_id)
    if row.used_at is not None:
        raise QuoteUsed
    if now > row.expires_at:
        raise QuoteExpired(expired=timezone.localtime(row.expires_at).strftime("%Y-%m-%d %H:%M"))
    row.used_at = now
    row.save(update_fields=["used_at"])
    audit.record(verb="fx.quote.used", subject=row, by=by, at=now)
    audit.publish(QuoteSpent(at=now, quote_id=row.id))
    return row

"""Keep a sheet for good: as it stood, in both languages, never reckoned again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import translation

from sourcebridge.audit import services as audit
from sourcebridge.freight.pricing import Refused
from sourcebridge.kit.actors import By
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import NotAllowed
from sourcebridge.kit.ids import uuid7
from sourcebridge.landedcost import queries, reckon, told
from sourcebridge.landedcost.asked import Asked
from sourcebridge.landedcost.errors import NoWay
from sourcebridge.landedcost.events import QuoteFrozen
from sourcebridge.landedcost.models import FrozenQuote

LANGUAGES = ("en", "zh-hans")


def digest(asked: Mapping[str, Any], sheets: Mapping[str, Any]) -> str:
    """SHA-256 over what was asked and told, as canonical JSON."""
    text = json.dumps({"asked": asked, "told": sheets}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def freeze(
    *, asked: Asked, query: Mapping[str, Any], card: str, title: str, by: By, now: datetime
) -> FrozenQuote:  # fmt: skip
    """Keep the sheet of one service (the code of its card) as it stands at business time `now` (UTC).

    `query` is the question as it was put, kept beside the answer. Announces landedcost.quote.frozen. Raises NotAllowed,
    NothingMeasured, NoWay, RateMissing, RateStale.
    """
    if by.company_id is None or by.user_id is None:
        raise NotAllowed
    sheets: dict[str, Any] = {}
    for language in LANGUAGES:
        with translation.override(language):
            sheets[language] = _sheet(asked, card, now)
    first = sheets[LANGUAGES[0]]
    row_id = uuid7()
    row = FrozenQuote.objects.create(
        id=row_id, company_id=by.company_id, user_id=by.user_id, number=_number(now, row_id.hex), title=title[:200],
        country=asked.to.country, currency=asked.currency, total_low=Decimal(first["total"][0]),
        total_high=Decimal(first["total"][1]),
        card=first["service"]["ref"], asked=dict(query), told=sheets, digest=digest(query, sheets),
        on=business_day(now), made_at=now,
    )  # fmt: skip
    audit.record(
        verb="landedcost.quote.frozen", subject=row, by=by, at=now, number=row.number, country=row.country,
        currency=row.currency, total=first["total"], card=row.card, digest=row.digest,
    )  # fmt: skip
    audit.publish(QuoteFrozen(at=now, quote_id=row.id, number=row.number))
    return row


def _sheet(asked: Asked, card: str, now: datetime) -> told.Told:
    known = queries.known(country=asked.to.country, at=now)
    chosen = next((one for one in known.cards if one.code == card), None)
    if chosen is None:
        raise NoWay(country=asked.to.country, why="")
    offer = reckon.one(asked, known, chosen)
    if isinstance(offer, Refused):
        raise NoWay(country=asked.to.country, why=offer.sentence)
    return told.told(offer, asked, known)


def _number(now: datetime, key: str) -> str:
    return f"LQ{business_day(now):%y%m%d}-{key[-8:].upper()}"

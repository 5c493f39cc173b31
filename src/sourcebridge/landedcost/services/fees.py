"""Verbs of fees: set one from a day on, load the gateways a new installation starts with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from sourcebridge.audit import services as audit
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.currency import exponent
from sourcebridge.kit.errors import NotAllowed
from sourcebridge.kit.ids import uuid7
from sourcebridge.landedcost.errors import FeeWrong
from sourcebridge.landedcost.events import FeeSet
from sourcebridge.landedcost.models import Edition, FeeRow


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee as the operator says it; see models.FeeRow for its units."""

    code: str
    step: str
    basis: str
    low: Decimal
    high: Decimal
    currency: str
    name: str
    name_zh: str
    source: str
    valid_from: date
    valid_until: date | None = None
    country: str = ""
    mode: str = ""
    least: Decimal = Decimal(0)


@transaction.atomic
def set_fee(*, fee: Fee, by: By, now: datetime) -> FeeRow:
    """Let a fee hold from a day on; a row of the same code, country and way that began earlier is superseded.

    Announces landedcost.fee.set. Raises NotAllowed, FeeWrong, UnknownCurrency.
    """
    if by.actor != Actor.OPERATOR:
        raise NotAllowed
    exponent(fee.currency)
    if fee.high < fee.low:
        raise FeeWrong(why=_("the highest amount is below the lowest."))
    if fee.valid_until is not None and fee.valid_until < fee.valid_from:
        raise FeeWrong(why=_("it ends before it begins."))
    row = FeeRow.objects.create(
        code=fee.code, step=fee.step, country=fee.country, mode=fee.mode, basis=fee.basis, low=fee.low, high=fee.high,
        least=fee.least, currency=fee.currency, name=fee.name, name_zh=fee.name_zh, source=fee.source,
        valid_from=fee.valid_from, valid_until=fee.valid_until, recorded_at=now,
    )  # fmt: skip
    Edition.objects.update_or_create(pk=1, defaults={"token": uuid7()})
    audit.record(
        verb="landedcost.fee.set", subject=row, by=by, at=now, code=fee.code, country=fee.country, mode=fee.mode,
        low=str(fee.low), high=str(fee.high), currency=fee.currency, valid_from=fee.valid_from.isoformat(),
    )  # fmt: skip
    audit.publish(FeeSet(at=now, code=fee.code, country=fee.country, mode=fee.mode))
    return row

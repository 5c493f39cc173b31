"""Read adjustable numbers as they stood at an instant."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import models

from sourcebridge.parameters.declared import DECLARED
from sourcebridge.parameters.models import Parameter

_SPAN = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}


def value(code: str, *, at: datetime) -> Decimal:
    """The number in force at `at` (UTC): the latest row not after it, else the declared default."""
    declared = DECLARED[code]
    row = (
        Parameter.objects.filter(code=code, effective_from__lte=at)
        .order_by("-effective_from")
        .values_list("value", flat=True)
        .first()
    )
    return declared.default if row is None else row


def values_of(codes: Iterable[str], found: Mapping[str, Decimal | int]) -> dict[str, Decimal]:
    """The numbers of several codes from rows read already, the declared default where there is none."""
    return {code: Decimal(found[code]) if code in found else DECLARED[code].default for code in codes}


def span(code: str, *, at: datetime) -> timedelta:
    """A duration in force at `at`."""
    return as_span(code, value(code, at=at))


def as_span(code: str, number: Decimal) -> timedelta:
    """A code's number as the duration it stands for."""
    return timedelta(seconds=int(number * _SPAN[DECLARED[code].unit]))


def history(code: str) -> models.QuerySet[Parameter]:
    """All rows of a code, newest first."""
    return Parameter.objects.filter(code=code).order_by("-effective_from")

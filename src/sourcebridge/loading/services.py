"""Verbs: set a kind of container, a kind of carton, what goods of categories take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sourcebridge.audit import services as audit
from sourcebridge.catalog.models import Category
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotAllowed
from sourcebridge.kit.quantity import UNITS
from sourcebridge.loading.errors import KindWrong
from sourcebridge.loading.events import CartonSet, ContainerSet, EstimatesSet
from sourcebridge.loading.models import CartonKind, CategoryEstimate, ContainerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerGiven:
    """A container as the operator says it; see models.ContainerKind for the units."""

    code: str
    length_mm: int
    width_mm: int
    height_mm: int
    door_width_mm: int
    door_height_mm: int
    payload_g: int
    usable_mm3: int
    source: str
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonGiven:
    """An empty carton as the operator says it; see models.CartonKind for the units."""

    code: str
    length_mm: int
    width_mm: int
    height_mm: int
    tare_g: int
    most_g: int
    source: str
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateGiven:
    """What one unit of a category weighs and takes; see models.CategoryEstimate for the units."""

    code: str
    low_g: int
    high_g: int
    low_mm3: int
    high_mm3: int
    source: str
    valid_from: date
    unit: str = ""


def _guard(by: By, *figures: int) -> None:
    if by.actor != Actor.OPERATOR:
        raise NotAllowed
    if min(figures) <= 0:
        raise KindWrong(why=_("every figure is above zero."))


def _fields(given: ContainerGiven | CartonGiven | EstimateGiven) -> dict[str, object]:
    return {name: getattr(given, name) for name in given.__dataclass_fields__}


@transaction.atomic
def set_container(*, given: ContainerGiven, by: By, now: datetime) -> ContainerKind:
    """Let a kind of container count from a day on; rows before stay as they are.

    Announces loading.container.set. Raises NotAllowed, KindWrong.
    """
    sides = (given.length_mm, given.width_mm, given.height_mm)
    _guard(by, *sides, given.door_width_mm, given.door_height_mm, given.payload_g, given.usable_mm3)
    if given.door_width_mm > given.width_mm or given.door_height_mm > given.height_mm:
        raise KindWrong(why=_("the door is larger than the inside."))
    if given.usable_mm3 > sides[0] * sides[1] * sides[2]:
        raise KindWrong(why=_("the usable volume is larger than the inside."))
    row = ContainerKind.objects.create(**_fields(given), recorded_at=now)
    audit.record(verb="loading.container.set", subject=row, by=by, at=now, code=row.code, source=row.source)
    audit.publish(ContainerSet(at=now, code=row.code))
    return row


@transaction.atomic
def set_carton(*, given: CartonGiven, by: By, now: datetime) -> CartonKind:
    """Let a kind of carton count from a day on; rows before stay as they are.

    Announces loading.carton.set. Raises NotAllowed, KindWrong.
    """
    _guard(by, given.length_mm, given.width_mm, given.height_mm, given.tare_g, given.most_g)
    if given.most_g <= given.tare_g:
        raise KindWrong(why=_("the carton may not weigh more empty than full."))
    row = CartonKind.objects.create(**_fields(given), recorded_at=now)
    audit.record(verb="loading.carton.set", subject=row, by=by, at=now, code=row.code, source=row.source)
    audit.publish(CartonSet(at=now, code=row.code))
    return row


@transaction.atomic
def set_estimates(*, given: Sequence[EstimateGiven], by: By, now: datetime) -> list[CategoryEstimate]:
    """Let estimates of categories (empty: any) and units (empty: any) count from their days on, all or none.

    Announces loading.estimates.set. Raises NotAllowed, KindWrong.
    """
    known = set(Category.objects.filter(pk__in=[one.code for one in given]).values_list("code", flat=True))
    for one in given:
        _guard(by, one.low_g, one.high_g, one.low_mm3, one.high_mm3)
        if one.high_g < one.low_g or one.high_mm3 < one.low_mm3:
            raise KindWrong(why=_("the highest figure is below the lowest."))
        if one.unit and one.unit not in UNITS:
            raise KindWrong(why=_("there is no such unit."))
        if one.code and one.code not in known:
            raise KindWrong(why=_("there is no such category."))
    rows = CategoryEstimate.objects.bulk_create([CategoryEstimate(**_fields(one), recorded_at=now) for one in given])
    for row in rows[:1]:
        codes = [f"{one.code}:{one.unit}" for one in rows]
        audit.record(verb="loading.estimates.set", subject=row, by=by, at=now, categories=codes, source=row.source)
        audit.publish(EstimatesSet(at=now, count=len(rows)))
    return rows

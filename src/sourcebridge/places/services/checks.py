"""What the operator writes about a place, and what must be true of it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug

from sourcebridge.catalog.models import Category
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotAllowed
from sourcebridge.places import reference
from sourcebridge.places.errors import CategoryUnknown, CodeUnreadable, NameMissing, OutsideMap, ProvinceUnknown
from sourcebridge.places.models import LAT, LON

DEGREE = Decimal("0.00001")


def _stripped(facts: _Placed | HallFacts) -> dict[str, Any]:
    found = {f.name: getattr(facts, f.name) for f in dataclasses.fields(facts)}
    return {name: value.strip() if isinstance(value, str) else value for name, value in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    name_zh: str
    name_en: str
    province: str
    city_zh: str
    city_en: str
    lon: Decimal
    lat: Decimal
    about_zh: str = ""
    about_en: str = ""

    def values(self) -> dict[str, Any]:
        """The checked values by field; raises NameMissing, ProvinceUnknown, OutsideMap."""
        found: dict[str, Any] = _stripped(self)
        for name in ("name_zh", "name_en", "city_zh", "city_en"):
            if not found[name]:
                raise NameMissing(fields={name: str(NameMissing.sentence)})
        if found["province"] not in reference.provinces():
            raise ProvinceUnknown(fields={"province": str(found["province"])}, province=found["province"])
        if not (LON[0] <= found["lon"] <= LON[1] and LAT[0] <= found["lat"] <= LAT[1]):
            raise OutsideMap(fields={"lon": "", "lat": ""}, lon=str(found["lon"]), lat=str(found["lat"]))
        found["lon"], found["lat"] = found["lon"].quantize(DEGREE), found["lat"].quantize(DEGREE)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class BeltFacts(_Placed):
    """A belt as the operator writes it: GB/T 2260 province, degrees, catalogue codes it is known for."""

    categories: tuple[str, ...] = ()

    def values(self) -> dict[str, Any]:
        """As `_Placed.values`; also raises CategoryUnknown."""
        found = _Placed.values(self)
        found["categories"] = list(dict.fromkeys(self.categories))
        known = set(Category.objects.filter(code__in=found["categories"]).values_list("code", flat=True))
        for code in found["categories"]:
            if code not in known:
                raise CategoryUnknown(fields={"categories": code}, category=code)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketFacts(_Placed):
    """A market as the operator writes it; `operator_company_id` runs it, if known."""

    address_zh: str = ""
    address_en: str = ""
    operator_company_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HallFacts:
    """A hall as the operator writes it; halls stand in the order of `position`."""

    name_zh: str
    name_en: str
    floor: str = ""
    sells_zh: str = ""
    sells_en: str = ""
    position: int = 1

    def values(self) -> dict[str, Any]:
        """The checked values by field; raises NameMissing."""
        found = _stripped(self)
        for name in ("name_zh", "name_en"):
            if not found[name]:
                raise NameMissing(fields={name: str(NameMissing.sentence)})
        return found


def only_operator(by: By) -> None:
    """Places are the operator's; raises NotAllowed."""
    if by.actor not in {Actor.OPERATOR, Actor.SYSTEM}:
        raise NotAllowed


def readable_code(code: str) -> str:
    """A code that can stand in an address; raises CodeUnreadable."""
    text = code.strip().lower()
    try:
        validate_slug(text)
    except ValidationError:
        raise CodeUnreadable(fields={"code": text}, code=text) from None
    if len(text) > 60:
        raise CodeUnreadable(fields={"code": text}, code=text)
    return text


def changed(row: Any, values: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Set the values that differ and tell each as {"field": {"from": …, "to": …}}."""
    difference = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            setattr(row, name, value)
            difference[name] = {"from": str(before), "to": str(value)}
    return difference

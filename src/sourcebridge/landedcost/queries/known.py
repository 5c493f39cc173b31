"""Everything in force on a day that a sheet is made from; fees and gateways are kept in memory under their edition."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.utils.translation import get_language

from sourcebridge.customs import queries as customs
from sourcebridge.customs.structures import structure_of
from sourcebridge.freight import queries as freight
from sourcebridge.freight.queries import plain
from sourcebridge.fx import queries as fx
from sourcebridge.kit.days import business_day
from sourcebridge.landedcost.asked import Gateway as Place
from sourcebridge.landedcost.asked import Known
from sourcebridge.landedcost.fees import FeeRate
from sourcebridge.landedcost.incoterms import Step
from sourcebridge.landedcost.models import Edition, FeeRow, Gateway
from sourcebridge.landedcost.way import HOME


def is_chinese(language: str | None) -> bool:
    """Whether a reader of this language gets the Chinese names."""
    return (language or "").startswith("zh")


def rate_of(row: FeeRow, *, chinese: bool) -> FeeRate:
    """A fee's row as the reckoning reads it."""
    return FeeRate(
        f"landedcost.fee:{row.id}", row.code, Step(row.step), row.country, row.mode, row.basis, plain(row.low),
        plain(row.high), plain(row.least), row.currency, row.name_zh if chinese else row.name, row.source,
        row.valid_from, row.valid_until,
    )  # fmt: skip


def fee_rows(*, on: date) -> list[FeeRow]:
    """Of each code, country and mode the row that began last, ended or not. One statement."""
    order = ("code", "country", "mode", "-valid_from", "-recorded_at", "-id")
    rows = FeeRow.objects.filter(valid_from__lte=on).order_by(*order)
    return list(rows.distinct("code", "country", "mode"))


@lru_cache(maxsize=16)
def _fees(_token: UUID | None, on: date, chinese: bool) -> tuple[FeeRate, ...]:
    return tuple(rate_of(row, chinese=chinese) for row in fee_rows(on=on))


@lru_cache(maxsize=4)
def _gateways(_token: UUID | None, chinese: bool) -> dict[str, Place]:
    return {
        row.code: Place(row.code, row.name_zh if chinese else row.name_en, row.postcode)
        for row in Gateway.objects.order_by("code")
    }


def known(*, country: str, at: datetime) -> Known:
    """The rows in force at an instant (UTC; the day is that of China) for a country: five statements, more when new."""
    on = business_day(at)
    chinese = is_chinese(get_language())
    token = Edition.objects.values_list("token", flat=True).first()
    cards = freight.all_in_force(at=on)
    return Known(
        on=on,
        cards=tuple(card for card in cards if country != HOME and country in card.countries),
        home=tuple(card for card in cards if HOME in card.countries),
        fees=_fees(token, on, chinese),
        rules=customs.rules(country=country, on=on) if structure_of(country) else None,
        rates=fx.table(at=at),
        gateways=_gateways(token, chinese),
        at=at,
        calendars=freight.calendars(countries={HOME, country}),
    )


def countries(*, at: datetime) -> list[str]:
    """The countries a card reaches on the day, by code."""
    return sorted({one for card in freight.all_in_force(at=business_day(at)) for one in card.countries} - {HOME})

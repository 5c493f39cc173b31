"""Read rate cards. What counts on a day is kept in memory under the token of the edition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar
from uuid import UUID

from sourcebridge.freight import cards, models
from sourcebridge.freight.cards import Card
from sourcebridge.kit.charges import Source
from sourcebridge.kit.errors import NotFound

HOME = "CN"
P = TypeVar("P", bound=models.Part)


def plain(number: Decimal) -> Decimal:
    """The number without the zeros the column adds, as people write it."""
    return Decimal(f"{number.normalize():f}")


def source_of(code: str, version: int, text: str, url: str, first: date, last: date | None) -> Source:
    """Who says so, naming the version."""
    return Source(text, f"freight.card:{code}@{version}", first, last, url)


def _parts(model: type[P], ids: Iterable[UUID]) -> dict[UUID, list[P]]:
    found: dict[UUID, list[P]] = defaultdict(list)
    for row in model._default_manager.filter(card_id__in=list(ids)).order_by("card_id", "position"):
        found[row.card_id].append(row)
    return found


def _zone(row: models.Zone) -> cards.Zone:
    days = None
    if row.transit_least is not None and row.transit_most is not None:
        days = (row.transit_least, row.transit_most)
    return cards.Zone(row.code, row.country, tuple(row.prefixes), days)


def _rate(row: models.Rate) -> cards.Rate:
    return cards.Rate(
        row.zone, row.from_g, row.to_g, row.first_g, plain(row.first_fee), row.next_g, plain(row.next_fee),
        plain(row.unit_price), plain(row.total),
    )  # fmt: skip


def _surcharge(row: models.Surcharge) -> cards.Surcharge:
    return cards.Surcharge(
        row.code, cards.Per(row.per), plain(row.amount), row.group, row.flag, tuple(row.prefixes), row.side_above_mm,
        row.box_above_g, row.valid_from, row.valid_until,
    )  # fmt: skip


def _block(row: models.Block) -> cards.Block:
    return cards.Block(row.code, row.instead, row.flag, row.side_above_mm, row.box_above_g)


def read(rows: Iterable[models.Card]) -> tuple[Card, ...]:
    """The rows as the reckoning knows them, in their order. Four statements for all."""
    heads = list(rows)
    ids = [head.id for head in heads]
    zones, rates = _parts(models.Zone, ids), _parts(models.Rate, ids)
    surcharges, blocks = _parts(models.Surcharge, ids), _parts(models.Block, ids)
    return tuple(
        Card(
            code=row.code, version=row.version, carrier=row.carrier, mode=row.mode, currency=row.currency,
            model=cards.Model(row.model), step_g=row.step_g, valid_from=row.valid_from, valid_until=row.valid_until,
            source=source_of(row.code, row.version, row.source, row.url, row.valid_from, row.valid_until),
            zones=tuple(map(_zone, zones[row.id])), rates=tuple(map(_rate, rates[row.id])),
            transit_days=(row.transit_least, row.transit_most), divisor=row.divisor, least_g=row.least_g,
            most_g=row.most_g, least_charge=plain(row.least_charge), may_round_up=row.may_round_up,
            duty_included=row.duty_included, surcharges=tuple(map(_surcharge, surcharges[row.id])),
            blocks=tuple(map(_block, blocks[row.id])), carrier_en=row.carrier_en, service=row.service,
            service_en=row.service_en, from_places=tuple(row.from_places), cut_off=row.cut_off,
            zone_name=row.zone_name, calendar=row.calendar,
        )
        for row in heads
    )  # fmt: skip


@lru_cache(maxsize=16)
def _on(_token: UUID | None, at: date) -> tuple[Card, ...]:
    heads = list(models.Card.objects.filter(valid_from__lte=at).order_by("code", "-version").distinct("code"))
    ended = set(models.Ending.objects.filter(last_day__lt=at).values_list("code", "version"))
    return read(head for head in heads if (head.code, head.version) not in ended)


def all_in_force(*, at: date) -> tuple[Card, ...]:
    """The newest version of each card begun by a day and not taken out of service, by code.

    One whose prices ran out is among them: it refuses to price and says who must renew it. One statement, seven when
    the edition or the day is new to this process.
    """
    token = models.Edition.objects.values_list("token", flat=True).first()
    return () if token is None else _on(token, at)


def _takes(card: Card, from_place: str | None) -> bool:
    return from_place is None or not card.from_places or from_place in card.from_places


def cards_in_force(*, at: date, to_country: str, from_place: str | None = None) -> tuple[Card, ...]:
    """The cards of a day (see `all_in_force`) to an ISO country, taking goods over at a place (UN/LOCODE) if named."""
    return tuple(one for one in all_in_force(at=at) if to_country in one.countries and _takes(one, from_place))


def domestic(*, at: date, from_place: str | None = None) -> tuple[Card, ...]:
    """The cards of a day within China, for the leg to the port or the warehouse."""
    return cards_in_force(at=at, to_country=HOME, from_place=from_place)


def versions(*, code: str) -> tuple[Card, ...]:
    """All versions of a card, newest first."""
    return read(models.Card.objects.filter(code=code).order_by("-version"))


def card(*, code: str, version: int) -> Card:
    """One version, as a quote names it; raises NotFound."""
    found = read(models.Card.objects.filter(code=code, version=version))
    if not found:
        raise NotFound
    return found[0]


def ended(*, code: str, version: int) -> date | None:
    """The last day of a version that was taken out of service."""
    return models.Ending.objects.filter(code=code, version=version).values_list("last_day", flat=True).first()

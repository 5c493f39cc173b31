"""Answers of many cards beside each other: cheapest, fastest, and what nothing else beats in both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sourcebridge.freight.cards import Card, Load, Place
from sourcebridge.freight.pricing import Priced, Refused, price
from sourcebridge.kit.money import Money

Convert = Callable[[Money], Money]


@dataclass(frozen=True, slots=True)
class Quotes:
    """Priced cards, cheapest first; `front` is what nothing else beats in both price and days.

    `amounts` holds the amount each card was compared by, under its `ref`. Without a converter cards of unlike
    currencies are never compared: `priced` and `fastest` then run currency by currency, and each has its own front.
    """

    priced: tuple[Priced, ...]
    refused: tuple[Refused, ...]
    fastest: tuple[Priced, ...]
    front: tuple[Priced, ...]
    amounts: Mapping[str, Money] = field(default_factory=dict)

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies compared in, in their order; more than one when nothing converts."""
        return tuple(dict.fromkeys(self.amounts[one.card.ref].currency for one in self.priced))

    @property
    def cheapest(self) -> tuple[Priced, ...]:
        """The cheapest of each currency compared in."""
        return tuple(self._first(self.priced, currency) for currency in self.currencies)

    @property
    def quickest(self) -> tuple[Priced, ...]:
        """The fastest of each currency compared in, the cheaper of two alike."""
        return tuple(self._first(self.fastest, currency) for currency in self.currencies)

    def _first(self, rows: tuple[Priced, ...], currency: str) -> Priced:
        return next(one for one in rows if self.amounts[one.card.ref].currency == currency)


def compared(answers: Iterable[Priced | Refused], to: Convert | None = None) -> Quotes:
    """Put answers side by side; `to` turns an amount of any currency into the one compared in."""
    told = list(answers)
    priced = [one for one in told if isinstance(one, Priced)]
    amounts = {one.card.ref: to(one.total) if to else one.total for one in priced}

    def by_price(one: Priced) -> tuple[object, ...]:
        amount = amounts[one.card.ref]
        return amount.currency, amount.amount, one.transit_days[1], one.card.ref

    def by_days(one: Priced) -> tuple[object, ...]:
        amount = amounts[one.card.ref]
        return amount.currency, one.transit_days[1], amount.amount, one.card.ref

    cheapest = sorted(priced, key=by_price)
    front: list[Priced] = []
    for one in cheapest:
        last = front[-1] if front else None
        alone = last is None or amounts[last.card.ref].currency != amounts[one.card.ref].currency
        if alone or (last is not None and one.transit_days[1] < last.transit_days[1]):
            front.append(one)
    refused = tuple(one for one in told if isinstance(one, Refused))
    return Quotes(tuple(cheapest), refused, tuple(sorted(priced, key=by_days)), tuple(front), amounts)


def quotes(cards: Iterable[Card], load: Load, to: Place, at: date, convert: Convert | None = None) -> Quotes:
    """Every card asked once and compared, see `compared`."""
    return compared((price(card, load, to, at) for card in cards), convert)

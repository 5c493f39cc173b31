"""What somebody asks the price of, and everything known on the day that the answer is made from: plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from sourcebridge.customs.rules import Rules
from sourcebridge.customs.structures import territory
from sourcebridge.freight.cards import Card, Load, Place
from sourcebridge.freight.promise import Calendar
from sourcebridge.fx.rates import Table
from sourcebridge.kit.boxes import Box
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity
from sourcebridge.landedcost.fees import FeeRate
from sourcebridge.landedcost.incoterms import RULES, Rule
from sourcebridge.loading.cartons import Cartons

ONE = Quantity.of(1, "SET")
AUTOMATIC = ""


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where carriers take goods over in China: a UN/LOCODE and the postcode that finds its zone of a home card."""

    code: str
    name: str
    postcode: str


@dataclass(frozen=True, slots=True)
class Item:
    """Goods of one kind. `goods` is the price of the whole quantity, `how` says in figures how it came about.

    `code` is the HS code in digits, empty when nobody knows it; `assumed` says where a code that nobody confirmed comes
    from; `national` holds longer codes by country or customs territory. `cartons` is None when neither the goods nor
    their category say what they weigh and take.
    """

    name: str
    quantity: Quantity
    goods: Money
    cartons: Cartons | None
    how: str = ""
    code: str = ""
    assumed: str = ""
    origin: str = "CN"
    flags: frozenset[str] = frozenset()
    weight_g: int | None = None
    product_id: UUID | None = None
    national: Mapping[str, str] = field(default_factory=dict)

    def code_in(self, country: str) -> str:
        """The longest code known for a country; its union's lines count for a member."""
        return self.national.get(country) or self.national.get(territory(country)) or self.code


@dataclass(frozen=True)
class Asked:
    """Goods, the door, and how. `given` is the rule the prices of the goods are under, `rule` the one looked at.

    `regime` is a customs procedure or AUTOMATIC; `card` the code of one service, empty for all; `gateway` the UN/LOCODE
    where the goods are handed over, empty for the cheapest. Amounts of the answer are in `currency`.
    """

    items: tuple[Item, ...]
    to: Place
    currency: str
    given: str = "EXW"
    rule: str = "DAP"
    to_consumer: bool = False
    regime: str = AUTOMATIC
    card: str = ""
    gateway: str = ""

    @property
    def price_rule(self) -> Rule:
        """The rule the prices are under."""
        return RULES[self.given]

    @property
    def measured(self) -> bool:
        """Whether every item says, exactly or by an estimate, what it weighs and takes."""
        return all(item.cartons is not None for item in self.items)

    @cached_property
    def loads(self) -> tuple[Load, Load]:
        """All boxes as one shipment, at the least and at the most; the same object when nothing is estimated."""
        flags = frozenset(flag for item in self.items for flag in item.flags)
        packed = [item.cartons for item in self.items if item.cartons is not None]
        low: tuple[Box, ...] = tuple(box for one in packed for box in one.low)
        high: tuple[Box, ...] = tuple(box for one in packed for box in one.high)
        least = Load(low, flags)
        return least, least if low == high else Load(high, flags)

    @property
    def quantity(self) -> Quantity:
        """What the cost per unit is of: the sum of one unit, else the whole as one set."""
        first, *others = self.items
        if any(other.quantity.unit != first.quantity.unit for other in others):
            return ONE
        return sum((other.quantity for other in others), first.quantity)


@dataclass(frozen=True, slots=True)
class Known:
    """The rows in force at `at` (UTC), on the day `on` of China.

    `rules` is None where nobody wrote down how the country charges imports; without a calendar nothing is promised.
    """

    on: date
    cards: tuple[Card, ...]
    home: tuple[Card, ...]
    fees: tuple[FeeRate, ...]
    rules: Rules | None
    rates: Table
    gateways: Mapping[str, Gateway]
    at: datetime
    calendars: Mapping[str, Calendar]

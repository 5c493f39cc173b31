"""Rate cards as the reckoning reads them: plain data, weights in g, prices in the card's currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum

from sourcebridge.kit.boxes import Box
from sourcebridge.kit.charges import Source
from sourcebridge.kit.money import Money


class Mode(StrEnum):
    """How goods travel; INLAND modes stay within the country."""

    EXPRESS = "EXPRESS"
    CARGO = "CARGO"
    AIR_LINE = "AIR_LINE"
    SEA_PARCEL = "SEA_PARCEL"
    LCL = "LCL"
    FCL = "FCL"
    RAIL = "RAIL"
    INLAND_EXPRESS = "INLAND_EXPRESS"
    INLAND_CARGO = "INLAND_CARGO"


class Model(StrEnum):
    """How a row of rates becomes an amount (domain.md B3)."""

    FIRST_NEXT = "FIRST_NEXT"
    STEP_PRICE = "STEP_PRICE"
    UNIT_AND_STEP = "UNIT_AND_STEP"
    MULTI_NEXT = "MULTI_NEXT"
    STEPPED_FIRST_NEXT = "STEPPED_FIRST_NEXT"
    WEIGHT_OR_MEASURE = "WEIGHT_OR_MEASURE"


class Per(StrEnum):
    """What a surcharge is counted by; PERCENT is of the main carriage."""

    ORDER = "ORDER"
    BOX = "BOX"
    KG = "KG"
    PERCENT = "PERCENT"


@dataclass(frozen=True, slots=True)
class Place:
    """Where goods go: ISO country, and what is known of region and postcode."""

    country: str
    region: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """What is sent as one shipment; `flags` are traits of the goods such as "battery" or "liquid"."""

    boxes: tuple[Box, ...]
    flags: frozenset[str] = frozenset()
    value: Money | None = None

    def __post_init__(self) -> None:
        if not self.boxes:
            raise ValueError("a load has at least one box")


@dataclass(frozen=True, slots=True)
class Zone:
    """Part of a country; the longest matching postcode prefix wins, no prefixes is the whole country."""

    code: str
    country: str
    prefixes: tuple[str, ...] = ()
    transit_days: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """A row for weights above `from_g` up to and including `to_g` (None is open).

    First and next are a unit in g and its fee; `unit_price` is per kg (per W/M for sea), `total` for the whole row.
    """

    zone: str
    from_g: int
    to_g: int | None
    first_g: int = 0
    first_fee: Decimal = Decimal(0)
    next_g: int = 0
    next_fee: Decimal = Decimal(0)
    unit_price: Decimal = Decimal(0)
    total: Decimal = Decimal(0)

    def holds(self, grams: int) -> bool:
        """Whether the row is for this weight."""
        return self.from_g < grams and (self.to_g is None or grams <= self.to_g)


@dataclass(frozen=True, slots=True)
class Surcharge:
    """On top of the main carriage; of several of one `group` only the highest is taken."""

    code: str
    per: Per
    amount: Decimal
    group: str = ""
    flag: str = ""
    prefixes: tuple[str, ...] = ()
    side_above_mm: int | None = None
    box_above_g: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Goods the line does not take: by trait, by longest side or by weight of one box."""

    code: str
    instead: str
    flag: str = ""
    side_above_mm: int | None = None
    box_above_g: int | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One version of one carrier's prices; `divisor` is cm3 per kg, None when only the scales count.

    `from_places` are UN/LOCODEs where the line takes goods over, none for anywhere in China; goods handed over after
    `cut_off` (in `zone_name`) count as of the next working day of `calendar` (ISO country).
    """

    code: str
    version: int
    carrier: str
    mode: str
    currency: str
    model: Model
    step_g: int
    valid_from: date
    valid_until: date | None
    source: Source
    zones: tuple[Zone, ...]
    rates: tuple[Rate, ...]
    transit_days: tuple[int, int]
    divisor: int | None = None
    least_g: int = 0
    most_g: int | None = None
    least_charge: Decimal = Decimal(0)
    may_round_up: bool = False
    duty_included: bool = False
    surcharges: tuple[Surcharge, ...] = ()
    blocks: tuple[Block, ...] = ()
    carrier_en: str = ""
    service: str = ""
    service_en: str = ""
    from_places: tuple[str, ...] = ()
    cut_off: time | None = None
    zone_name: str = "Asia/Shanghai"
    calendar: str = "CN"

    @property
    def countries(self) -> frozenset[str]:
        """The countries the card reaches."""
        return frozenset(zone.country for zone in self.zones)

    @property
    def ref(self) -> str:
        """What a quote names: the code and its version."""
        return f"{self.code}@{self.version}"

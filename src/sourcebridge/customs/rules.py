"""Rows of duty as the reckoning reads them, and which of them holds for a code, an origin and a day. Pure.

The longest code wins, then the named origin, then the later start. A row that has ended without a successor is told
apart from no row at all, so that the gap can say who must act.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from sourcebridge.kit.charges import Source


class Kind(StrEnum):
    """What a row asks or sets."""

    MFN = "MFN"
    PREFERENCE = "PREFERENCE"
    SECTION_301 = "SECTION_301"
    SECTION_232 = "SECTION_232"
    SECTION_122 = "SECTION_122"
    SAFEGUARD = "SAFEGUARD"
    ANTI_DUMPING = "ANTI_DUMPING"
    CD = "CD"
    RD = "RD"
    SD = "SD"
    VAT = "VAT"
    AT = "AT"
    AIT = "AIT"
    MPF = "MPF"
    HMF = "HMF"
    PER_HEADING = "PER_HEADING"
    FEE = "FEE"
    INSURANCE = "INSURANCE"
    LANDING = "LANDING"
    FORMAL_LIMIT = "FORMAL_LIMIT"
    IOSS_LIMIT = "IOSS_LIMIT"


class Status(StrEnum):
    """How sure a row is; UNKNOWN says that something is charged and nobody here knows how much."""

    ESTABLISHED = "ESTABLISHED"
    RANGE = "RANGE"
    UNKNOWN = "UNKNOWN"


class Join(StrEnum):
    """How a share of the value and an amount per unit meet."""

    SUM = "SUM"
    LESSER = "LESSER"
    GREATER = "GREATER"


class Mode(StrEnum):
    """How the goods arrive."""

    SEA = "SEA"
    AIR = "AIR"
    RAIL = "RAIL"
    POST = "POST"
    EXPRESS = "EXPRESS"


class Regime(StrEnum):
    """Under which procedure; FORMAL and INFORMAL are told from the value, never given."""

    HOME_USE = "HOME_USE"
    BONDED = "BONDED"
    IOSS = "IOSS"
    FORMAL = "FORMAL"
    INFORMAL = "INFORMAL"


@dataclass(frozen=True, slots=True)
class Duty:
    """One row. `low` and `high` are shares of the base, `per_low` and `per_high` amounts per `unit` (KGM by weight,
    HEADING, ENTRY, else the goods' own unit) in `currency`; `least` and `most` bound the result of an entry.

    `not_on` names kinds beside which this one is not charged. `taxed` says whether the amount enters the base of the
    value added tax, None when that is not settled. Empty `prefix`, `origin`, `regime` and `mode` hold for all.
    """

    ref: str
    country: str
    kind: Kind
    valid_from: date
    source: str
    prefix: str = ""
    origin: str = ""
    regime: str = ""
    mode: str = ""
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    per_low: Decimal = Decimal(0)
    per_high: Decimal = Decimal(0)
    unit: str = ""
    join: Join = Join.SUM
    least: Decimal | None = None
    most: Decimal | None = None
    currency: str = ""
    not_on: frozenset[Kind] = frozenset()
    taxed: bool | None = True
    status: Status = Status.ESTABLISHED
    valid_until: date | None = None
    url: str = ""
    source_on: date | None = None

    @property
    def told(self) -> Source:
        """Who says so."""
        return Source(self.source, self.ref, self.valid_from, self.valid_until, self.url)

    def holds(self, on: date) -> bool:
        """Whether the day lies within the row's time, both ends included."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Found:
    """The row that holds, or the last one that ended; neither when nothing was ever written."""

    row: Duty | None = None
    ended: Duty | None = None


@dataclass(frozen=True)
class Rules:
    """The rows that may matter for one country (its union's rows among them) on one day."""

    country: str
    on: date
    rows: tuple[Duty, ...]

    @cached_property
    def _begun(self) -> dict[tuple[Kind, str], list[Duty]]:
        """The rows begun by the day, by kind and prefix, so that a tariff of ten thousand rows costs no more."""
        found: dict[tuple[Kind, str], list[Duty]] = {}
        for row in self.rows:
            if row.valid_from <= self.on:
                found.setdefault((row.kind, row.prefix), []).append(row)
        return found

    def find(self, kind: Kind, *, code: str = "", origin: str = "", regime: str = "", mode: str = "") -> Found:
        """The most exact row in force, else the most exact one that ended last."""
        begun = self._begun
        fitting = [
            row
            for length in range(len(code) + 1)
            for row in begun.get((kind, code[:length]), ())
            if row.origin in ("", origin) and row.regime in ("", regime) and row.mode in ("", mode)
        ]
        if not fitting:
            return Found()
        best = max(fitting, key=_exactness)
        return Found(row=best) if best.holds(self.on) else self._after(best, fitting)

    def _after(self, ended: Duty, fitting: Iterable[Duty]) -> Found:
        same = [row for row in fitting if _exactness(row)[:4] == _exactness(ended)[:4] and row.holds(self.on)]
        return Found(row=max(same, key=_exactness)) if same else Found(ended=ended)


def _exactness(row: Duty) -> tuple[int, bool, bool, bool, date]:
    return (len(row.prefix), bool(row.origin), bool(row.regime), bool(row.mode), row.valid_from)

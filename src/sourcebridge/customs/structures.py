"""Which charges a country asks, in which order, on which base: data, no rates (domain.md C7). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sourcebridge.customs.rules import Kind

EU_MEMBERS = frozenset({
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT",
    "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
})  # fmt: skip
EVERY = frozenset({""})


class Value(StrEnum):
    """What the value for customs holds: the goods at the port of loading, with the way, or Bangladesh's AV."""

    FOB = "FOB"
    CIF = "CIF"
    ASSESSABLE = "ASSESSABLE"


@dataclass(frozen=True, slots=True)
class Step:
    """One charge on the value for customs and what stands in `on`; `inland` adds the way to the door.

    `needed_from` names origins for which a missing row is a gap ("" is every origin); empty: no row, no charge.
    """

    kind: Kind
    on: tuple[Kind, ...] = ()
    needed_from: frozenset[str] = frozenset()
    inland: bool = False


@dataclass(frozen=True, slots=True)
class Structure:
    """A country's own order of charges. `entry` steps are charged once an entry, on the value of all lines."""

    currency: str
    value: Value
    lines: tuple[Step, ...]
    entry: tuple[Step, ...] = ()
    suspended_in_bond: frozenset[Kind] = frozenset()


_TRADE = (Kind.SAFEGUARD, Kind.ANTI_DUMPING)
_UNITED_STATES = (
    Step(Kind.MFN, needed_from=EVERY),
    Step(Kind.SECTION_301, needed_from=frozenset({"CN"})),
    Step(Kind.SECTION_232),
    Step(Kind.SECTION_122, needed_from=EVERY),
    *(Step(kind) for kind in _TRADE),
)
_BORDER = (Step(Kind.MFN, needed_from=EVERY), *(Step(kind) for kind in _TRADE))
_BD_SD_BASE = (Kind.CD, Kind.RD)
_BD_VAT_BASE = (*_BD_SD_BASE, Kind.SD)
_BANGLADESH = (
    Step(Kind.CD, needed_from=EVERY),
    Step(Kind.RD, needed_from=EVERY),
    Step(Kind.SD, on=_BD_SD_BASE, needed_from=EVERY),
    Step(Kind.VAT, on=_BD_VAT_BASE, needed_from=EVERY),
    Step(Kind.AT, on=_BD_VAT_BASE, needed_from=EVERY),
    Step(Kind.AIT, needed_from=EVERY),
)


def _with_vat(*, inland: bool) -> tuple[Step, ...]:
    return (*_BORDER, Step(Kind.VAT, on=(Kind.MFN, *_TRADE), needed_from=EVERY, inland=inland))


IOSS_LINES = (Step(Kind.PER_HEADING), Step(Kind.VAT, on=(Kind.PER_HEADING,), needed_from=EVERY, inland=True))
STRUCTURES: dict[str, Structure] = {
    "US": Structure(
        "USD", Value.FOB, _UNITED_STATES,
        entry=(Step(Kind.MPF, needed_from=EVERY), Step(Kind.HMF), Step(Kind.FEE)),
    ),
    "EU": Structure("EUR", Value.CIF, _with_vat(inland=True), entry=(Step(Kind.FEE),)),
    "GB": Structure("GBP", Value.CIF, _with_vat(inland=True), entry=(Step(Kind.FEE),)),
    "CA": Structure("CAD", Value.FOB, _with_vat(inland=False), entry=(Step(Kind.FEE),)),
    "BD": Structure(
        "BDT", Value.ASSESSABLE, _BANGLADESH, entry=(Step(Kind.FEE),),
        suspended_in_bond=frozenset(step.kind for step in _BANGLADESH),
    ),
}  # fmt: skip


def territory(country: str) -> str:
    """Whose tariff holds in a country: a member's is the Union's."""
    return "EU" if country in EU_MEMBERS else country


def structure_of(country: str) -> Structure | None:
    """The structure of a country; None when nobody has written it down."""
    return STRUCTURES.get(territory(country))

"""From an entry and the rows that hold to lines of charges: pure, exact, each line rounded once (domain.md C7)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from sourcebridge.customs import reckoning, words
from sourcebridge.customs.entry import Assessment, Entry, Line, LineAssessment
from sourcebridge.customs.errors import BondNotOpen, IossNotOpen, NoLines, NoStructure, ValueRuleMissing, WrongCurrency
from sourcebridge.customs.rules import Duty, Found, Kind, Regime, Rules, Status
from sourcebridge.customs.structures import EVERY, IOSS_LINES, Step, Structure, Value, structure_of, territory
from sourcebridge.kit.charges import Charge, Span, total
from sourcebridge.kit.money import Money

SUBHEADING = 6
FORMAL_KINDS = (Kind.MPF, Kind.FEE)


def assess(entry: Entry, rules: Rules) -> Assessment:
    """All charges of an entry in the destination's currency; gaps where a row is missing, ended or not established.

    Raises NoStructure, NoLines, WrongCurrency, BondNotOpen, IossNotOpen, ValueRuleMissing.
    """
    structure = structure_of(entry.destination)
    if structure is None:
        raise NoStructure(country=entry.destination)
    _checked(entry, structure)
    if entry.regime is Regime.IOSS:
        _ioss_open(entry, rules)
    values = _values(entry, structure, rules)
    inland = _split(entry.inland, entry.lines)
    lines: list[LineAssessment] = []
    headings: set[str] = set()
    for line, value, way in zip(entry.lines, values, inland, strict=True):
        lines.append(LineAssessment(line, value, _line(entry, structure, rules, line, value, way, headings)))
    goods = Span.exact(Money.total((line.goods for line in entry.lines), structure.currency))
    base = goods if structure.value is Value.FOB else _sum(values, structure.currency)
    return Assessment(tuple(lines), _shared(entry, structure, rules, base), _sum(values, structure.currency))


def _checked(entry: Entry, structure: Structure) -> None:
    if not entry.lines:
        raise NoLines
    spans = (entry.freight, entry.insurance, entry.inland)
    currencies = {line.goods.currency for line in entry.lines} | {span.currency for span in spans}
    if currencies != {structure.currency}:
        raise WrongCurrency(country=entry.destination, currency=structure.currency)
    if entry.regime is Regime.BONDED and not structure.suspended_in_bond:
        raise BondNotOpen(country=entry.destination)


def _ioss_open(entry: Entry, rules: Rules) -> None:
    if territory(entry.destination) != "EU":
        raise IossNotOpen(why=_("it does not go to the European Union."))
    if not entry.to_consumer:
        raise IossNotOpen(why=_("the buyer is a business."))
    limit = rules.find(Kind.IOSS_LIMIT)
    if limit.row is None:
        raise IossNotOpen(why=words.why_missing(Kind.IOSS_LIMIT, limit, country=rules.country, of=""))
    worth = sum((line.goods.amount for line in entry.lines), Decimal(0))
    if worth > limit.row.per_high:
        raise IossNotOpen(
            why=_("it is worth more than %(limit)s EUR.") % {"limit": reckoning.plain(limit.row.per_high)}
        )


def _values(entry: Entry, structure: Structure, rules: Rules) -> list[Span]:
    """The value for customs of each line; the way is shared by weight, by value when a weight is not known."""
    goods = [Span.exact(line.goods) for line in entry.lines]
    if structure.value is Value.FOB:
        return goods
    carried = [one + way for one, way in zip(goods, _split(entry.freight, entry.lines), strict=True)]
    if structure.value is Value.ASSESSABLE:
        insurance, landing = _rate_of_value(Kind.INSURANCE, rules), _rate_of_value(Kind.LANDING, rules)
        insured = [one + one.share(insurance) for one in carried]
        return [one + one.share(landing) for one in insured]
    return [one + cover for one, cover in zip(carried, _split(entry.insurance, entry.lines), strict=True)]


def _rate_of_value(kind: Kind, rules: Rules) -> Decimal:
    found = rules.find(kind)
    if found.row is None:
        raise ValueRuleMissing(why=words.why_missing(kind, found, country=rules.country, of=""))
    if found.row.status is not Status.ESTABLISHED:
        raise ValueRuleMissing(why=words.why_unknown(kind, country=rules.country))
    return found.row.low


def _split(span: Span, lines: Sequence[Line]) -> list[Span]:
    weights: list[int | Decimal] = [line.weight_g or 0 for line in lines]
    if not all(weights):
        weights = [line.goods.amount for line in lines]
    if not any(weights):
        weights = [1] * len(lines)
    lows, widths = span.low.split(weights), (span.high - span.low).split(weights)
    return [Span(low, low + width) for low, width in zip(lows, widths, strict=True)]


def _sum(spans: Sequence[Span], currency: str) -> Span:
    summed = Span.zero(currency)
    for span in spans:
        summed = summed + span
    return summed


def _line(
    entry: Entry, structure: Structure, rules: Rules, line: Line, value: Span, inland: Span, headings: set[str]
) -> tuple[Charge, ...]:
    chain = _Chain(entry, rules, line, value, inland)
    for step in IOSS_LINES if entry.regime is Regime.IOSS else structure.lines:
        if entry.regime is Regime.BONDED and step.kind in structure.suspended_in_bond:
            chain.suspend(step)
        elif step.kind is Kind.PER_HEADING:
            heading = line.code[:SUBHEADING]
            if heading not in headings:
                chain.take(step)
            headings.add(heading)
        else:
            chain.take(step)
    return tuple(chain.charges.values())


class _Chain:
    """The charges of a line one after the other, each seeing those before it."""

    def __init__(self, entry: Entry, rules: Rules, line: Line, value: Span, inland: Span) -> None:
        self.entry, self.rules, self.line, self.value, self.inland = entry, rules, line, value, inland
        self.charges: dict[Kind, Charge] = {}
        self.taxed: dict[Kind, bool | None] = {}

    def suspend(self, step: Step) -> None:
        """Known to be nothing, since the goods lie in bond."""
        zero = Span.zero(self.value.currency)
        self.charges[step.kind] = Charge(words.code(step.kind), words.name(step.kind), zero, words.suspended())

    def take(self, step: Step) -> None:
        """Charge a step, leave it out where another stands in its place, or mark what is missing."""
        found = self._found(step.kind)
        row = found.row
        if row is None:
            origins = step.needed_from
            if found.ended is not None or origins == EVERY or self.line.origin in origins:
                self._gap(step.kind, found)
            return
        if any(_asks(self._find(other).row) for other in row.not_on):
            return
        missing = tuple(kind for kind in step.on if kind in self.charges and self.charges[kind].is_gap)
        if missing and row.high:
            why = words.why_waits(missing)
            self._put(step.kind, row, Charge(words.code(step.kind), words.name(step.kind), None,
                                             rate=reckoning.rate_text(row), source=row.told, why=why))  # fmt: skip
            return
        base = self._base(step)
        self._put(step.kind, row,
                  reckoning.charge(row.kind, row, base, country=self.rules.country, line=self.line))  # fmt: skip

    def _put(self, kind: Kind, row: Duty, charge: Charge) -> None:
        self.charges[kind] = charge
        self.taxed[kind] = row.taxed

    def _base(self, step: Step) -> Span:
        base = self.value + self.inland if step.inland else self.value
        for kind in step.on:
            charge = self.charges.get(kind)
            if charge is None or charge.span is None or self.taxed.get(kind) is False:
                continue
            unsettled = self.taxed.get(kind) is None
            base = base + (Span(Money.zero(base.currency), charge.span.high) if unsettled else charge.span)
        return base

    def _find(self, kind: Kind) -> Found:
        return self.rules.find(
            kind, code=self.line.code, origin=self.line.origin, regime=self.entry.regime, mode=self.entry.mode
        )

    def _found(self, kind: Kind) -> Found:
        if kind is Kind.MFN and self.line.preferential:
            preferred = self._find(Kind.PREFERENCE)
            if preferred.row is not None and preferred.row.status is not Status.UNKNOWN:
                return preferred
        return self._find(kind)

    def _gap(self, kind: Kind, found: Found) -> None:
        why = words.why_missing(kind, found, country=self.rules.country, of=self.line.code)
        source = found.ended.told if found.ended else None
        self.charges[kind] = Charge(words.code(kind), words.name(kind), None, base=self.value, source=source, why=why)


def _asks(row: Duty | None) -> bool:
    return row is not None and (row.status is Status.UNKNOWN or bool(row.high or row.per_high))


def _shared(entry: Entry, structure: Structure, rules: Rules, base: Span) -> tuple[Charge, ...]:
    if entry.regime is not Regime.HOME_USE:
        return ()
    charges: list[Charge] = []
    limit = rules.find(Kind.FORMAL_LIMIT)
    procedure = "" if limit.row is None else _procedure(base, limit.row)
    for step in structure.entry:
        regime = procedure if step.kind in FORMAL_KINDS else ""
        found = rules.find(step.kind, regime=regime, mode=entry.mode)
        if found.row is not None:
            charges.append(reckoning.charge(step.kind, found.row, base, country=rules.country))
        elif found.ended is not None or step.needed_from:
            why = words.why_missing(step.kind, found, country=rules.country, of="")
            charges.append(Charge(words.code(step.kind), words.name(step.kind), None, base=base, why=why))
    return tuple(charges)


def _procedure(base: Span, limit: Duty) -> str:
    return Regime.FORMAL if base.high.amount >= limit.per_low else Regime.INFORMAL


def owed(assessment: Assessment) -> Span:
    """Sum of the charges that have an amount; gaps are not in it."""
    return total(assessment.charges, assessment.value_for_customs.currency)

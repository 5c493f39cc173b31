"""An answer in words and figures of the reader: metres, tonnes, per cent, drawings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sourcebridge.kit.boxes import Box, cubic_metres, grams
from sourcebridge.loading.answer import Answer, Line, Step, Told, letter
from sourcebridge.loading.cargo import Load, Plan
from sourcebridge.loading.drawing import COLOURS, PATTERNS, View, views
from sourcebridge.parameters import queries as parameters

HALF = "loading.half_share"
CENT = Decimal("0.01")
MM3_PER_CBM = 10**9


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of the legend and of the table: its letter, sizes and totals, low and high alike when exact."""

    letter: str
    number: int
    line: Line
    sizes: tuple[str, ...]
    cartons: str
    volume: str
    weight: str

    @property
    def colour(self) -> int:
        """One of the drawing's colours."""
        return self.number % COLOURS

    @property
    def pattern(self) -> int:
        """One of the drawing's patterns."""
        return self.number % PATTERNS


@dataclass(frozen=True, slots=True)
class StepRow:
    """One act of loading, in cm."""

    number: int
    letter: str
    count: int
    lying: str
    deep: int
    wide: int
    high: int
    from_back: str
    from_left: str
    above: str


@dataclass(frozen=True, slots=True)
class ContainerCard:
    """Containers loaded alike: figures, drawings, steps."""

    numbers: str
    many: int
    code: str
    cartons: int
    volume: str
    room: str
    filled: str
    weight: str
    payload: str
    weighted: str
    centre: tuple[str, str, str]
    deep: str
    door: str
    is_uneven: bool
    per_line: tuple[tuple[str, int], ...]
    drawings: tuple[View, ...]
    steps: tuple[StepRow, ...]


def cm(mm: int) -> str:
    """Millimetres as centimetres without an idle zero."""
    text = f"{Decimal(mm) / 10:f}"
    return text.removesuffix(".0")


def _rounded(number: Decimal) -> str:
    return f"{number.quantize(CENT, ROUND_HALF_UP):f}"


def _kg(weight_g: int) -> str:
    return f"{(Decimal(weight_g) / 1000).quantize(Decimal('0.1'), ROUND_HALF_UP):f}"


def _percent(thousandths: int) -> str:
    return f"{Decimal(thousandths) / 10:f}"


def _span(low: str, high: str) -> str:
    return high if low == high else f"{low} – {high}"


def _size(box: Box) -> str:
    return " × ".join(cm(side) for side in (box.length_mm, box.width_mm, box.height_mm))


def _row(number: int, line: Line) -> LineRow:
    least = line.least or line.boxes
    return LineRow(
        letter(number), number, line, tuple(dict.fromkeys(_size(box) for box in line.boxes)),
        _span(str(line.least_count), str(line.count)),
        _span(_rounded(cubic_metres(least)), _rounded(cubic_metres(line.boxes))),
        _span(_kg(grams(least)), _kg(grams(line.boxes))),
    )  # fmt: skip


def _step(step: Step) -> StepRow:
    return StepRow(
        step.number, letter(step.line), step.count, " × ".join(cm(side) for side in step.sides), *step.times,
        *(f"{cm(step.start[axis])} – {cm(step.end[axis])}" for axis in range(3)),
    )  # fmt: skip


def _numbers(numbers: tuple[int, ...]) -> str:
    """1, 2, 3, 7 as "1-3, 7"."""
    spans: list[list[int]] = []
    for one in numbers:
        if spans and spans[-1][-1] == one - 1:
            spans[-1].append(one)
        else:
            spans.append([one])
    return ", ".join(str(span[0]) if len(span) == 1 else f"{span[0]}–{span[-1]}" for span in spans)


def _card(one: Told, half: Decimal) -> ContainerCard:
    load: Load = one.load
    box = load.container
    deep = one.deep_share
    return ContainerCard(
        numbers=_numbers(one.numbers), many=len(one.numbers), code=box.code, cartons=len(load.placed),
        volume=_rounded(Decimal(load.filled_mm3) / MM3_PER_CBM), room=_rounded(Decimal(box.mm3) / MM3_PER_CBM),
        filled=_percent(one.filled), weight=_kg(load.gross_g), payload=_kg(box.payload_g),
        weighted=_percent(one.weighted), centre=(cm(one.centre[0]), cm(one.centre[1]), cm(one.centre[2])),
        deep=_percent(deep), door=_percent(1000 - deep), is_uneven=max(deep, 1000 - deep) > half * 1000,
        per_line=tuple((letter(line), count) for line, count in one.per_line), drawings=views(one),
        steps=tuple(_step(step) for step in one.steps),
    )  # fmt: skip


def _containers(plan: Plan) -> str:
    kinds = Counter(load.container.code for load in plan.loads)
    return " + ".join(f"{count} × {code}" for code, count in kinds.items())


def told(answer: Answer, *, at: datetime) -> dict[str, Any]:
    """What the page and the sheet show."""
    half = parameters.value(HALF, at=at)
    loads = answer.plan.loads
    space, payload = sum(load.container.mm3 for load in loads), sum(load.container.payload_g for load in loads)
    filled, weight = sum(load.filled_mm3 for load in loads), sum(load.gross_g for load in loads)
    return {
        "answer": answer,
        "line_rows": [_row(number, line) for number, line in enumerate(answer.lines)],
        "cards": [_card(one, half) for one in answer.told],
        "needed": _containers(answer.plan),
        "needed_least": _containers(answer.least) if answer.least else "",
        "cartons": _span(str(answer.count(least=True)), str(answer.count())),
        "volume": _span(*(_rounded(Decimal(answer.volume(least=least)) / MM3_PER_CBM) for least in (True, False))),
        "weight": _span(*(_kg(answer.weight(least=least)) for least in (True, False))),
        "filled": _percent(filled * 1000 // space) if space else "0",
        "weighted": _percent(weight * 1000 // payload) if payload else "0",
        "left": [(letter(line), count, never) for line, count, never in answer.left],
        "half_percent": f"{(half * 100).normalize():f}",
        "estimated": sorted({line.estimated for line in answer.lines if line.estimated}),
    }

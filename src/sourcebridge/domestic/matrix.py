"""The variants of a product as a buyer fills them in: one axis is a list, two are a grid, more are grids in groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sourcebridge.catalog.offers import Offer, SellableSku
from sourcebridge.kit.quantity import Quantity

_WIDEST = 14


@dataclass(frozen=True, slots=True)
class Row:
    """One variant with its stock, the quantity chosen, its price at it, its ladder for the script, and what is wrong.

    `tiers` is "minimum:price minimum:price".
    """

    sku: SellableSku
    available: Quantity
    chosen: Quantity
    price: Any
    tiers: str
    error: str = ""

    @property
    def field(self) -> str:
        """The name of its quantity field."""
        return f"quantity-{self.sku.sku_id}"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a grid: a value of the first axis, its cells by column (None where no such variant is sold)."""

    label: str
    colour: str
    cells: Sequence[Row | None]
    chosen: Quantity


@dataclass(frozen=True, slots=True)
class Grid:
    """Two axes; `title` names the group where goods have a third."""

    title: str
    axes: str
    columns: Sequence[str]
    lines: Sequence[Line]
    sums: Sequence[Quantity]
    chosen: Quantity


def grids(offer: Offer, rows: Sequence[Row]) -> list[Grid]:
    """The grids of goods with two or more axes; none where a list reads better (one axis, or too many columns)."""
    names = offer.option_names
    if len(names) < 2 or any(set(row.sku.options) != set(names) for row in rows):
        return []
    across, down, above = names[-1], names[-2], names[:-2]
    columns = list(dict.fromkeys(row.sku.options[across] for row in rows))
    if len(columns) < 2 or len(columns) > _WIDEST:
        return []
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(" / ".join(row.sku.options[name] for name in above), []).append(row)
    return [_grid(offer, title, f"{down} / {across}", members, down, across) for title, members in groups.items()]


def _grid(offer: Offer, title: str, axes: str, members: Sequence[Row], down: str, across: str) -> Grid:
    nothing = Quantity.of(0, offer.unit)
    columns = list(dict.fromkeys(row.sku.options[across] for row in members))
    lines: dict[str, dict[str, Row]] = {}
    for row in members:
        lines.setdefault(row.sku.options[down], {})[row.sku.options[across]] = row
    return Grid(
        title=title,
        axes=axes,
        columns=columns,
        lines=[
            Line(
                label=label,
                colour=next(iter(cells.values())).sku.colour,
                cells=[cells.get(column) for column in columns],
                chosen=sum((cell.chosen for cell in cells.values()), nothing),
            )
            for label, cells in lines.items()
        ],
        sums=[sum((row.chosen for row in members if row.sku.options[across] == one), nothing) for one in columns],
        chosen=sum((row.chosen for row in members), nothing),
    )

"""What one version of a card says otherwise than another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sourcebridge.freight import files
from sourcebridge.freight.cards import Card

_KEYS = {
    "zone": ("code",), "rate": ("zone", "from_g"), "surcharge": ("code", "group", "valid_from"), "block": ("code",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One field: `row` names kind and key, `field` is empty for a whole row; `before` or `after` empty is none."""

    row: str
    field: str
    before: str
    after: str


def changes(before: Card, after: Card) -> list[Change]:
    """Every difference, the card's own first. Version and days of the rows' keeping are not looked at."""
    own = [Change("card", *found) for found in _fields("card", before, after)]
    kinds = (("zone", "zones"), ("rate", "rates"), ("surcharge", "surcharges"), ("block", "blocks"))
    return own + [one for kind, name in kinds for one in _rows(kind, getattr(before, name), getattr(after, name))]


def _fields(kind: str, before: Any, after: Any) -> Iterator[tuple[str, str, str]]:
    for name in files.COLUMNS[kind]:
        old, new = files.said(kind, before, name), files.said(kind, after, name)
        if old != new:
            yield name, old, new


def _whole(kind: str, row: Any) -> str:
    cells = ((name, files.said(kind, row, name)) for name in files.COLUMNS[kind])
    return ", ".join(f"{name} {cell}" for name, cell in cells if cell not in ("", "0"))


def _keyed(kind: str, rows: tuple[Any, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in rows:
        key = " ".join(files.said(kind, row, name) for name in _KEYS[kind]).strip()
        while key in found:
            key += "+"
        found[key] = row
    return found


def _rows(kind: str, before: tuple[Any, ...], after: tuple[Any, ...]) -> Iterator[Change]:
    old, new = _keyed(kind, before), _keyed(kind, after)
    for key in dict.fromkeys([*old, *new]):
        name = f"{kind} {key}"
        if key not in new:
            yield Change(name, "", _whole(kind, old[key]), "")
        elif key not in old:
            yield Change(name, "", "", _whole(kind, new[key]))
        else:
            yield from (Change(name, *found) for found in _fields(kind, old[key], new[key]))

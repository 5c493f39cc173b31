"""The prices of a row, however its file writes them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sourcebridge.catalog.files import numbers

if TYPE_CHECKING:
    from sourcebridge.catalog.files.build import Columns, Item

FINEST = Decimal("0.000001")
Step = tuple[Decimal, Decimal]


def read(item: Item, columns: Columns, number: int, cells: Sequence[str], said: dict[str, Any]) -> list[Step] | None:
    """(least quantity, price) in rising order; empty when the row names no price, None when one is wrong (blamed)."""
    steps: list[tuple[Decimal, Decimal, int]] = []
    moq = Decimal(said["moq"]) if said.get("moq") else None
    text = columns.cell(cells, "ladder")
    if text:
        found = numbers.ladder(text)
        if found is None:
            item.blame(number, columns.name("ladder"), text, "ladder_wrong")
            return None
        steps += [(least, price, columns.where("ladder")) for least, price in found]
    for least, index in _stepped(columns, cells):
        if least is None:
            item.blame(number, columns.header[index], cells[index], "amount_wrong")
            return None
        price = _price(item, columns, number, index, cells[index])
        if price is None:
            return None
        steps.append((least, price, index))
    index = columns.where("price")
    text = columns.cell(cells, "price")
    if text and index >= 0:
        price = _price(item, columns, number, index, text)
        if price is None:
            return None
        first = moq or Decimal(1)
        if not steps:
            return [(moq, price)] if moq else [(Decimal(0), price)]
        if first < steps[0][0]:
            steps.insert(0, (first, price, index))
    elif not steps:
        item.blame(number, columns.name("price") or columns.name("ladder"), "", "price_missing")
        return None
    return _ordered(item, columns, number, cells, steps)


def _stepped(columns: Columns, cells: Sequence[str]) -> list[tuple[Decimal | None, int]]:
    """(least quantity, column of its price) of every filled step, in the order of the columns."""
    found: list[tuple[Decimal | None, int]] = []
    for index, argument in columns.starting("tier:"):
        if index < len(cells) and cells[index]:
            found.append((numbers.number(argument), index))
    for index, slot in columns.starting("tier_price_"):
        if index < len(cells) and cells[index]:
            told = columns.cell(cells, f"tier_qty_{slot}")
            found.append((numbers.number(told) if told else None, index))
    return found


def _price(item: Item, columns: Columns, number: int, index: int, text: str) -> Decimal | None:
    price = numbers.number(text)
    if price is None:
        item.blame(number, columns.header[index], text, "price_wrong")
        return None
    if price <= 0:
        item.blame(number, columns.header[index], text, "price_negative")
        return None
    if price != price.quantize(FINEST):
        item.blame(number, columns.header[index], text, "price_fine")
        return None
    return price


def _ordered(
    item: Item, columns: Columns, number: int, cells: Sequence[str], steps: Sequence[tuple[Decimal, Decimal, int]]
) -> list[Step] | None:
    """The steps, if quantities rise and prices do not from one to the next."""
    for before, after in pairwise(steps):
        wrong = after[2]
        value = cells[wrong] if 0 <= wrong < len(cells) else ""
        if after[0] <= before[0]:
            item.blame(number, columns.header[wrong], value, "ladder_order")
            return None
        if after[1] > before[1]:
            item.blame(number, columns.header[wrong], value, "ladder_rises")
            return None
    if steps and any(least <= 0 or price <= 0 for least, price, _index in steps):
        wrong = next(index for least, price, index in steps if least <= 0 or price <= 0)
        item.blame(number, columns.header[wrong], cells[wrong] if wrong < len(cells) else "", "price_negative")
        return None
    return [(least, price) for least, price, _index in steps]

"""Shopify's product CSV, read exactly as Shopify writes it. Pure: bytes in, products and problems out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from sourcebridge.catalog import richtext
from sourcebridge.catalog.adapters.shopify.encoding import Undecodable, decoded
from sourcebridge.catalog.drafts import HANDLE, options_key, plain
from sourcebridge.catalog.guessing import guess_category

__all__ = ["Item", "ParsedFile", "Undecodable", "Unreadable", "parse"]

NEEDED = ("Handle", "Title", "Variant Price")
USED = frozenset({
    *NEEDED, "Body (HTML)", "Type", "Tags", "Published", "Status", "Variant SKU", "Variant Grams",
    "Variant Inventory Qty", "Variant Barcode", "Image Src", "Image Position", "Image Alt Text", "Variant Image",
    *(f"Option{n} {part}" for n in (1, 2, 3) for part in ("Name", "Value")),
})  # fmt: skip
WITHOUT_LOSS = frozenset({
    "Variant Inventory Tracker", "Variant Inventory Policy", "Variant Fulfillment Service", "Variant Requires Shipping",
    "Variant Taxable", "Variant Weight Unit", "Gift Card",
})  # fmt: skip
MOST_ROWS = 50_000
LONGEST_CELL = 1_000_000
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,6})?")
_COUNT = re.compile(r"-?\d{1,9}")


class Unreadable(Exception):
    """The whole file is of no use; `reason` is a code of `reasons.FILE`, `facts` fill its sentence."""

    def __init__(self, reason: str, **facts: str) -> None:
        super().__init__(reason)
        self.reason, self.facts = reason, facts


@dataclass
class Item:
    """All rows of one handle. `said` is None when nothing of it can be used."""

    handle: str
    first_row: int
    said: dict[str, Any] | None = None
    problems: list[dict[str, Any]] = field(default_factory=list)

    def blame(self, row: int, column: str, value: str, reason: str) -> None:
        """Note why a row, or a cell of it, is left out."""
        self.problems.append({"row": row, "field": column, "value": value[:200], "reason": reason})


@dataclass
class ParsedFile:
    """The whole file: how many rows below the header, products in order, and what was read past."""

    encoding: str
    rows: int
    items: list[Item]
    ignored_columns: list[str]


Row = tuple[int, dict[str, str]]


def parse(content: bytes) -> ParsedFile:
    """Read a file; raises Unreadable. Bad rows become problems of their product, never an end of the reading."""
    try:
        text, encoding = decoded(content)
    except Undecodable:
        raise Unreadable("not_text") from None
    rows = _records(text)
    header = [cell.strip() for cell in next(rows, [])]
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise Unreadable("columns_missing", columns=", ".join(missing))
    groups: dict[str, list[Row]] = {}
    items: dict[str, Item] = {}
    filled: set[str] = set()
    count = 0
    for number, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        count += 1
        if count > MOST_ROWS:
            raise Unreadable("too_long", rows=str(MOST_ROWS))
        record = _record(header, cells)
        filled.update(name for name, cell in record.items() if cell)
        handle = record["Handle"].casefold()
        item = items.setdefault(handle, Item(handle or f"(row {number})", number))
        if any(cell.strip() for cell in cells[len(header) :]):
            item.blame(number, "", cells[len(header)], "too_many_cells")
            continue
        groups.setdefault(handle, []).append((number, record))
    if not count:
        raise Unreadable("empty")
    for handle, item in items.items():
        _read_product(item, groups.get(handle, []))
    ignored = [name for name in header if name in filled and name not in USED and name not in WITHOUT_LOSS]
    return ParsedFile(encoding, count, list(items.values()), ignored)


def _records(text: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), strict=False)
    except csv.Error:
        raise Unreadable("not_csv") from None


def _record(header: list[str], cells: list[str]) -> dict[str, str]:
    record: dict[str, str] = dict.fromkeys(header, "")
    for name, cell in zip(
        reversed(header), reversed(cells[: len(header)] + [""] * (len(header) - len(cells))), strict=True
    ):
        record[name] = cell.replace("\xa0", " ").strip()
    return record


def _read_product(item: Item, rows: list[Row]) -> None:
    if not rows:
        return
    if not HANDLE.fullmatch(item.handle):
        for number, record in rows:
            item.blame(number, "Handle", record["Handle"], "handle_wrong" if record["Handle"] else "handle_missing")
        return
    first = next(((number, record) for number, record in rows if record["Title"]), None)
    if first is None:
        item.blame(rows[0][0], "Title", "", "title_missing")
        return
    head = first[1]
    names = _option_names(head)
    skus = _skus(item, rows, names)
    if not skus:
        return
    words = " ".join((head["Title"], head.get("Type", ""), head.get("Tags", "")))
    item.said = {
        "title": head["Title"],
        "description": richtext.clean(head.get("Body (HTML)", "")),
        "category": guess_category(words, fallback=head.get("Body (HTML)", "")),
        "published": _published(head),
        "option_names": names,
        "skus": skus,
        "pictures": _pictures(rows),
    }


def _published(head: dict[str, str]) -> bool:
    status = head.get("Status", "").casefold()
    return head.get("Published", "true").casefold() not in {"false", "no", "0"} and status in {"", "active"}


def _option_names(head: dict[str, str]) -> list[str]:
    names = [head.get(f"Option{n} Name", "") for n in (1, 2, 3)]
    lone_default = head.get("Option1 Value", "") == "Default Title" and not any(names[1:])
    return [] if lone_default else [name for name in names if name]


def _skus(item: Item, rows: list[Row], names: list[str]) -> list[dict[str, Any]]:
    skus: list[dict[str, Any]] = []
    seen: set[str] = set()
    for index, (number, record) in enumerate(rows):
        values = [record.get(f"Option{n} Value", "") for n in range(1, len(names) + 1)]
        if index and not any(values) and not record["Variant Price"]:
            continue
        if names and not all(values):
            item.blame(number, f"Option{values.index('') + 1} Value", "", "option_missing")
            continue
        options = [list(pair) for pair in zip(names, values, strict=True)]
        key = options_key(options)
        if key in seen:
            item.blame(number, "Option1 Value", " / ".join(values), "option_repeats")
            continue
        sku = _sku(item, number, record)
        if sku is not None:
            seen.add(key)
            skus.append({"options": options, **sku})
    return skus


def _sku(item: Item, number: int, record: dict[str, str]) -> dict[str, Any] | None:
    price, grams, quantity = (
        record["Variant Price"],
        record.get("Variant Grams", ""),
        record.get("Variant Inventory Qty", ""),
    )
    if not _NUMBER.fullmatch(price) or _decimal(price) <= 0:
        item.blame(number, "Variant Price", price, "price_wrong" if price else "price_missing")
        return None
    if grams and not _NUMBER.fullmatch(grams):
        item.blame(number, "Variant Grams", grams, "grams_wrong")
        return None
    if quantity and not _COUNT.fullmatch(quantity):
        item.blame(number, "Variant Inventory Qty", quantity, "quantity_wrong")
        return None
    weight = _decimal(grams).quantize(Decimal("0.001")) if grams else Decimal(0)
    return {
        "code": record.get("Variant SKU", "").lstrip("'")[:80],
        "price": plain(_decimal(price)),
        "grams": plain(weight) if weight else None,
        "barcode": record.get("Variant Barcode", "").lstrip("'")[:40],
        "quantity": max(int(quantity), 0) if quantity else None,
        "picture": record.get("Variant Image", ""),
    }


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(0)


def _pictures(rows: list[Row]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for order, (_number, record) in enumerate(rows):
        position = record.get("Image Position", "")
        place = int(position) if position.isascii() and position.isdigit() and len(position) < 5 else 1000 + order
        for address, alt in (
            (record.get("Image Src", ""), record.get("Image Alt Text", "")),
            (record.get("Variant Image", ""), ""),
        ):
            if address:
                found.setdefault(address[:1000], {"src": address[:1000], "alt": alt[:300], "position": place})
    return sorted(found.values(), key=lambda picture: picture["position"])

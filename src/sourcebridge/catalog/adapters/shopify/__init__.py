"""Shopify's product CSV, read exactly as Shopify writes it. Pure: rows of a handle in, a product and problems out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from sourcebridge.catalog import richtext
from sourcebridge.catalog.drafts import HANDLE, options_key, plain
from sourcebridge.catalog.files.build import Item, Row
from sourcebridge.catalog.guessing import guess_category

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
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,6})?")
_COUNT = re.compile(r"-?\d{1,9}")
Record = tuple[int, dict[str, str]]


def is_export(header: Sequence[str]) -> bool:
    """Whether a header is Shopify's."""
    return all(name in header for name in NEEDED)


def ignored(header: Sequence[str], filled: set[str]) -> list[str]:
    """The filled columns that are read past and might be missed."""
    return [name for name in header if name in filled and name not in USED and name not in WITHOUT_LOSS]


def key_of(header: Sequence[str], number: int, cells: Sequence[str]) -> str:
    """The handle of the product a row belongs to; "(row 7)" when the row names none."""
    place = header.index("Handle")
    handle = cells[place].casefold() if place < len(cells) else ""
    return handle[:255] or f"(row {number})"


def product(header: Sequence[str], handle: str, rows: Sequence[Row]) -> Item:
    """What all rows of a handle say; bad rows become problems of their product, never an end of the reading."""
    item = Item(handle, rows[0][0])
    records: list[Record] = []
    for number, cells in rows:
        if any(cell.strip() for cell in cells[len(header) :]):
            item.blame(number, "", cells[len(header)], "too_many_cells")
            continue
        records.append((number, _record(header, cells)))
    _read_product(item, records)
    return item


def _record(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    told = [*cells[: len(header)], *[""] * (len(header) - len(cells))]
    return dict(zip(reversed(header), reversed(told), strict=True))


def _read_product(item: Item, rows: list[Record]) -> None:
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


def _skus(item: Item, rows: list[Record], names: list[str]) -> list[dict[str, Any]]:
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


def _pictures(rows: list[Record]) -> list[dict[str, Any]]:
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

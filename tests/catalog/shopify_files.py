"""Look-alikes of Shopify's product export, and the real files where they are at hand."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sourcebridge.catalog.adapters import shopify
from sourcebridge.catalog.files.build import Item
from sourcebridge.catalog.files.encoding import encoding_of
from sourcebridge.catalog.files.faults import Unreadable
from sourcebridge.catalog.files.guard import unguarded
from sourcebridge.catalog.files.kinds import kind_of
from sourcebridge.catalog.files.lines import CsvFile
from tests.catalog.conftest import SAMPLES

HEADER = [
    "Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", "Option1 Name", "Option1 Value",
    "Option2 Name", "Option2 Value", "Option3 Name", "Option3 Value", "Variant SKU", "Variant Grams",
    "Variant Inventory Tracker", "Variant Inventory Qty", "Variant Inventory Policy", "Variant Fulfillment Service",
    "Variant Price", "Variant Compare At Price", "Variant Requires Shipping", "Variant Taxable", "Variant Barcode",
    "Image Src", "Image Position", "Image Alt Text", "Gift Card", "Variant Image", "Variant Weight Unit",
    "Variant Tax Code", "Cost per item",
]  # fmt: skip
FIRST = {
    "Published": "true", "Option1 Name": "Title", "Option1 Value": "Default Title", "Variant Grams": "0",
    "Variant Inventory Qty": "1", "Variant Inventory Policy": "deny", "Variant Fulfillment Service": "manual",
    "Variant Requires Shipping": "true", "Variant Taxable": "true", "Gift Card": "false", "Variant Weight Unit": "kg",
}  # fmt: skip


def product(handle: str, title: str, price: str, **more: str) -> dict[str, str]:
    """The first row of a product; keywords are columns with underscores for blanks."""
    return {
        **FIRST, "Handle": handle, "Title": title, "Variant Price": price, "Vendor": "us",
        **{name.replace("_", " "): value for name, value in more.items()},
    }  # fmt: skip


def variant(handle: str, value: str, price: str, **more: str) -> dict[str, str]:
    """A continuation row."""
    row = {"Handle": handle, "Option1 Value": value, "Variant Price": price, "Variant Grams": "0"}
    return row | {"Variant Inventory Qty": "3"} | {name.replace("_", " "): text for name, text in more.items()}


def written(rows: Iterable[dict[str, str]], encoding: str = "utf-8") -> bytes:
    """The file's bytes."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADER, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


@dataclass
class Parsed:
    """A whole file, read as the import reads it."""

    encoding: str
    rows: int
    items: list[Item]
    ignored_columns: list[str]


def parsed_file(content: bytes) -> Parsed:
    """Read bytes as Shopify's export; raises Unreadable."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "products.csv"
        path.write_bytes(content)
        kind_of(path)
        name = encoding_of(path)
        rows = [(number, [unguarded(cell) for cell in cells]) for number, cells in CsvFile(path, name)]
    if len(rows) < 2 or not shopify.is_export(rows[0][1]):
        raise Unreadable("empty")
    header = rows[0][1]
    groups: dict[str, list[tuple[int, list[str]]]] = {}
    for number, cells in rows[1:]:
        groups.setdefault(shopify.key_of(header, number, cells), []).append((number, cells))
    filled = {name for _number, cells in rows[1:] for name, cell in zip(header, cells, strict=False) if cell}
    items = [shopify.product(header, handle, group) for handle, group in groups.items()]
    return Parsed(name, len(rows) - 1, items, shopify.ignored(header, filled))


def shirt(**more: str) -> dict[str, str]:
    """One product without variants, its description with a comma and a line break."""
    given = {"Body (HTML)": "Blue, with a\ncollar", "Image Src": "https://pictures.invalid/sea.jpg"}
    return {**product("sea-shirt", "Sea Shirt", "50", **more), **given}


def pots(regular: str = "9.99", large: str = "15.99") -> list[dict[str, str]]:
    """One product in two sizes at two prices, with two pictures."""
    first = product("clay-pot", "Clay Pot", regular, Option1_Name="Size", Option1_Value="Regular", Cost_per_item="3.5")
    pictures = {"Image Src": "https://pictures.invalid/pot.jpg", "Image Position": "1"}
    second = {"Image Src": "https://pictures.invalid/pot2.jpg", "Image Position": "2"}
    body = {"Body (HTML)": "<p onclick='x()'>Clay <script>x</script>pot</p>"}
    return [{**first, **pictures, **body}, {**variant("clay-pot", "Large", large), **second}]


LOOK_ALIKE = written([shirt(), *pots()])


def whole_files() -> list[object]:
    """The look-alike and the real files; a missing one is skipped and says so."""
    cases: list[object] = [pytest.param(LOOK_ALIKE, id="look-alike")]
    for name in ("shopify-apparel.csv", "shopify-home-and-garden.csv"):
        path = SAMPLES / name
        absent = pytest.mark.skip(reason=f"{name} is not in SAMPLES; the look-alike ran instead")
        here = path.exists()
        cases.append(pytest.param(path.read_bytes() if here else b"", id=name, marks=() if here else absent))
    return cases

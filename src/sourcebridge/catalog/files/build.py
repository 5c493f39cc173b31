"""The rows of one product of a mapped file, read into what the file says of it. Pure.

What cannot be read is blamed at its row and column; a row whose variant cannot stand is left out, the others go on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sourcebridge.catalog.drafts import HANDLE, handle_from, options_key, plain
from sourcebridge.catalog.files import cells as read
from sourcebridge.catalog.files import ladders, packing, units
from sourcebridge.catalog.files.tree import Tree
from sourcebridge.catalog.files.workbook import NO_VALUE

Row = tuple[int, list[str]]
_ERRORS = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!)")
_TOTAL = re.compile(r"(?:合计|总计|小计|total|sum|grand total)[:：]?", re.IGNORECASE)


@dataclass
class Item:
    """All rows of one product. `said` is None when nothing of it can be used."""

    handle: str
    first_row: int
    said: dict[str, Any] | None = None
    problems: list[dict[str, Any]] = field(default_factory=list)

    def blame(self, row: int, column: str, value: str, reason: str, **facts: str) -> None:
        """Note why a row, or a cell of it, is left out."""
        problem: dict[str, Any] = {"row": row, "field": column, "value": value[:200], "reason": reason}
        self.problems.append(problem | ({"facts": facts} if facts else {}))

    def note(self, row: int, column: str, value: str, reason: str, **facts: str) -> None:
        """Note what was read past without harm to the product."""
        self.blame(row, column, value, reason, **facts)
        self.problems[-1]["note"] = True


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a file mean, and the choices that go with it.

    `strict` is set for our own template: an unknown category or answer is refused there, guessed or left out elsewhere.
    """

    header: Sequence[str]
    targets: Sequence[str]
    tree: Tree
    guess_category: Callable[[str, str], str]
    strict: bool = False
    chinese: bool = True

    def where(self, target: str) -> int:
        """The index of the column with a target, or -1."""
        return self.targets.index(target) if target in self.targets else -1

    def cell(self, cells: Sequence[str], target: str) -> str:
        """The cell with a target, or nothing."""
        index = self.where(target)
        return cells[index] if 0 <= index < len(cells) else ""

    def name(self, target: str) -> str:
        """The header of the column with a target."""
        index = self.where(target)
        return self.header[index] if index >= 0 else ""

    def starting(self, start: str) -> list[tuple[int, str]]:
        """(index, argument) of the columns whose target starts so."""
        return [(i, t.removeprefix(start)) for i, t in enumerate(self.targets) if t.startswith(start)]


def key_of(columns: Columns, number: int, cells: Sequence[str]) -> str:
    """The handle of the product a row belongs to; "(row 7)" when the row names none."""
    told = columns.cell(cells, "handle")
    if told:
        return _handle(told, columns.strict) or f"(row {number})"
    if columns.where("handle") >= 0 and not columns.cell(cells, "sku"):
        return f"(row {number})"
    titles = [columns.cell(cells, name) for name in ("title_zh", "title_en")]
    has_options = any(target.partition(":")[0].startswith("option") for target in columns.targets)
    source = "" if has_options and any(titles) else columns.cell(cells, "sku")
    return _handle(source or next(filter(None, titles), ""), strict=False) or f"(row {number})"


def _handle(text: str, strict: bool) -> str:
    tidy = unicodedata.normalize("NFKC", text).strip()
    if HANDLE.fullmatch(tidy):
        return tidy if strict else tidy.casefold()
    return handle_from(tidy)[:120]


def product(columns: Columns, handle: str, rows: Sequence[Row]) -> Item:
    """What all rows of a handle say together."""
    item = Item(handle, rows[0][0])
    good = [row for row in rows if _whole(item, columns, row)]
    if handle.startswith("(row "):
        _blame_nameless(item, columns, rows)
        return item
    if not good:
        return item
    titles, descriptions = _texts(columns, good)
    if not titles:
        target = "title_zh" if columns.where("title_zh") >= 0 else "title_en"
        item.blame(good[0][0], columns.name(target), "", "title_missing")
        return item
    said: dict[str, Any] = {"titles": titles, "title": next(iter(titles.values())), "descriptions": descriptions}
    said |= _terms(item, columns, good)
    if item.problems and not all(problem.get("note") for problem in item.problems):
        failed = {p["row"] for p in item.problems if not p.get("note")}
        good = [row for row in good if row[0] not in failed]
    names, skus = _skus(item, columns, good, said)
    if not skus:
        if not item.problems:
            item.blame(good[0][0] if good else rows[0][0], columns.name("price"), "", "price_missing")
        return item
    said["option_names"], said["skus"] = names, skus
    said["pictures"] = _pictures(item, columns, good)
    said["attributes"] = _attributes(item, columns, good, said)
    said["packaging"] = packing.read(item, columns, good, skus)
    said["description"] = next(iter(descriptions.values()), "")
    item.said = said
    return item


def _whole(item: Item, columns: Columns, row: Row) -> bool:
    """Whether no cell of the row is a formula without a value or an error of the spreadsheet's."""
    number, cells = row
    for index, cell in enumerate(cells[: len(columns.targets)]):
        if columns.targets[index] in {"", "ignore"}:
            continue
        if cell == NO_VALUE:
            item.blame(number, columns.header[index], "", "formula_empty")
            return False
        if _ERRORS.fullmatch(cell):
            item.blame(number, columns.header[index], cell, "formula_error")
            return False
    if any(cell for cell in cells[len(columns.header) :]):
        item.blame(number, "", cells[len(columns.header)], "too_many_cells")
        return False
    return True


def _blame_nameless(item: Item, columns: Columns, rows: Sequence[Row]) -> None:
    for number, cells in rows:
        first = next((cell for cell in cells if cell), "")
        if _TOTAL.fullmatch(first):
            item.note(number, "", first, "total_row")
        elif not item.problems:
            target = "handle" if columns.where("handle") >= 0 else "sku"
            item.blame(number, columns.name(target), columns.cell(cells, target), "handle_missing")


def _first(columns: Columns, rows: Sequence[Row], target: str) -> tuple[int, str]:
    """The first filled cell of a column among the rows, with its row."""
    index = columns.where(target)
    if index >= 0:
        for number, cells in rows:
            if index < len(cells) and cells[index]:
                return number, cells[index]
    return (rows[0][0] if rows else 0), ""


def _texts(columns: Columns, rows: Sequence[Row]) -> tuple[dict[str, str], dict[str, str]]:
    titles: dict[str, str] = {}
    descriptions: dict[str, str] = {}
    for short, language in (("zh", "zh-hans"), ("en", "en")):
        _row, title = _first(columns, rows, f"title_{short}")
        if title:
            titles[language] = " ".join(title.split())[:300]
        parts: list[str] = []
        for index, _argument in columns.starting(f"description_{short}"):
            text = next((cells[index] for _n, cells in rows if index < len(cells) and cells[index]), "")
            if text:
                parts.append(text)
        if parts:
            descriptions[language] = parts[0] if len(parts) == 1 else "\n".join(parts)
    return titles, descriptions


def _terms(item: Item, columns: Columns, rows: Sequence[Row]) -> dict[str, Any]:
    """What holds for the whole product, each only when the file says it."""
    said: dict[str, Any] = {}
    for target, name, reader in read.TERMS:
        if columns.where(target) < 0:
            continue
        number, text = _first(columns, rows, target)
        if not text:
            continue
        value = reader(text)
        if value is None:
            facts = {"near": "、".join(units.nearest(text))} if target == "unit" else {}
            item.blame(number, columns.name(target), text, read.REASONS.get(target, "value_wrong"), **facts)
        else:
            said[name] = value
    _state(item, columns, rows, said)
    _category(item, columns, rows, said)
    return said


def _state(item: Item, columns: Columns, rows: Sequence[Row], said: dict[str, Any]) -> None:
    number, text = _first(columns, rows, "state")
    if text:
        said["published"] = read.on_sale(text)
        if said["published"] is None:
            item.note(number, columns.name("state"), text, "state_unknown")


def _category(item: Item, columns: Columns, rows: Sequence[Row], said: dict[str, Any]) -> None:
    number, text = _first(columns, rows, "category")
    code = columns.tree.find(text) if text else ""
    if text and not code:
        near = "、".join(columns.tree.nearest(text, chinese=columns.chinese))
        if columns.strict:
            item.blame(number, columns.name("category"), text, "category_unknown", near=near)
            return
    if code:
        said["category"] = code
        return
    _row, title_zh = _first(columns, rows, "title_zh")
    _row, title_en = _first(columns, rows, "title_en")
    said["category_guessed"] = columns.guess_category(f"{title_zh} {title_en}", text)
    if text:
        item.note(number, columns.name("category"), text, "category_guessed", near=near)


def _options(columns: Columns, cells: Sequence[str], names: dict[str, str]) -> list[list[str]]:
    """The options of a row: [name, value] in the order of the columns."""
    found: list[list[str]] = []
    for index, argument in columns.starting("option:"):
        value = cells[index] if index < len(cells) else ""
        if value:
            found.append([argument, value[:120]])
    for index, slot in columns.starting("option_value_"):
        value = cells[index] if index < len(cells) else ""
        name = columns.cell(cells, f"option_name_{slot}") or names.get(slot, "")
        if name:
            names[slot] = name
        if value:
            found.append([(name or columns.header[index])[:60], value[:120]])
    told = columns.cell(cells, "options")
    if told:
        found += read.options(told, columns.name("options"))
    return found[:3]


def _skus(item: Item, columns: Columns, rows: Sequence[Row], said: dict[str, Any]) -> tuple[list[str], list[Any]]:
    names: dict[str, str] = {}
    told = [(number, cells, _options(columns, cells, names)) for number, cells in rows]
    axes = list(dict.fromkeys(name for _n, _c, options in told for name, _value in options))[:3]
    parents = {number for number, cells, options in told if axes and not options and _is_parent(columns, cells)}
    variants = [row for row in told if row[0] not in parents]
    axes = _varying(axes, variants)
    if not axes and len(variants) > 1 and columns.where("sku") >= 0:
        axes = ["规格" if columns.chinese else "Variant"]
        variants = [(n, c, [[axes[0], columns.cell(c, "sku")]]) for n, c, _o in variants]
    skus: list[dict[str, Any]] = []
    seen: dict[str, str] = {}
    for number, cells, options in variants:
        by_name = {name: value for name, value in options}  # noqa: C416 - lists of two
        missing = next((axis for axis in axes if not by_name.get(axis)), "")
        if missing:
            item.blame(number, missing, "", "option_missing")
            continue
        chosen = [[axis, by_name[axis]] for axis in axes]
        key = options_key(chosen)
        if key in seen:
            item.blame(
                number, axes[0] if axes else columns.name("handle"), " / ".join(v for _a, v in chosen), "option_repeats"
            )
            continue
        sku = _sku(item, columns, number, cells, said)
        if sku is None:
            continue
        if sku["code"] and sku["code"] in seen.values():
            item.blame(number, columns.name("sku"), sku["code"], "sku_repeats")
            continue
        seen[key] = sku["code"] or f"\x00{number}"
        skus.append({"options": chosen, **sku})
    return axes, skus


def _is_parent(columns: Columns, cells: Sequence[str]) -> bool:
    """A row that names the product above its variants: no options and no price."""
    priced = [columns.cell(cells, "price"), columns.cell(cells, "ladder")]
    priced += [cells[index] for index, _argument in columns.starting("tier") if index < len(cells)]
    return not any(priced)


def _varying(axes: list[str], rows: Sequence[tuple[int, Any, list[list[str]]]]) -> list[str]:
    """Axes that tell variants apart: one that no row fills is none; a lone variant keeps what it has."""
    return [axis for axis in axes if any(name == axis and value for _n, _c, options in rows for name, value in options)]


def _sku(
    item: Item, columns: Columns, number: int, cells: Sequence[str], said: dict[str, Any]
) -> dict[str, Any] | None:
    steps = ladders.read(item, columns, number, cells, said)
    if steps is None:
        return None
    sku: dict[str, Any] = {
        "code": columns.cell(cells, "sku").lstrip("'")[:80],
        "tiers": [[plain(least), plain(price)] for least, price in steps],
        "price": plain(steps[0][1]) if steps else "",
        "grams": None,
        "barcode": read.barcode(columns.cell(cells, "barcode")),
        "quantity": None,
        "picture": "",
    }
    for index, weight_unit in columns.starting("weight:"):
        text = cells[index] if index < len(cells) else ""
        if not text:
            continue
        grams = read.weight(text, columns.cell(cells, "weight_unit") or weight_unit)
        if grams is None:
            item.blame(number, columns.header[index], text, "weight_wrong")
            return None
        sku["grams"] = plain(grams) if grams else None
    text = columns.cell(cells, "stock")
    if text:
        count = read.count(text)
        if count is None:
            item.blame(number, columns.name("stock"), text, "quantity_wrong")
            return None
        sku["quantity"] = plain(max(count, Decimal(0)))
    text = columns.cell(cells, "sku_state")
    if text:
        sku["active"] = read.on_sale(text) is not False
    picture = read.addresses(columns.cell(cells, "sku_picture"))
    sku["picture"] = picture[0] if picture else ""
    return sku


def _pictures(item: Item, columns: Columns, rows: Sequence[Row]) -> list[dict[str, Any]] | None:
    """The addresses in order, each once; None when the file has no such column."""
    indexes = [index for index, target in enumerate(columns.targets) if target in {"picture", "sku_picture"}]
    if not indexes:
        return None
    found: dict[str, dict[str, Any]] = {}
    for index in indexes:
        for number, cells in rows:
            text = cells[index] if index < len(cells) else ""
            addresses = read.addresses(text)
            if text and not addresses:
                item.note(number, columns.header[index], text, "picture_wrong")
            for address in addresses:
                found.setdefault(address, {"src": address, "alt": "", "position": len(found) + 1})
    return list(found.values())[:20]


def _attributes(item: Item, columns: Columns, rows: Sequence[Row], said: Mapping[str, Any]) -> dict[str, list[str]]:
    known = columns.tree.attributes.get(said.get("category") or said.get("category_guessed", ""), {})
    found: dict[str, list[str]] = {}
    for index, code in columns.starting("attribute:"):
        number, text = next(((n, c[index]) for n, c in rows if index < len(c) and c[index]), (0, ""))
        if not text:
            continue
        answers = known.get(code)
        if answers is None:
            item.note(number, columns.header[index], text, "attribute_elsewhere")
            continue
        values, strange = answers.read(text)
        if strange:
            facts = {"near": "、".join(answers.names[:6])}
            (item.blame if columns.strict else item.note)(
                number, columns.header[index], strange, "attribute_wrong", **facts
            )
        if values:
            found[code] = values
    return found

"""The tree and its attributes as tables: out to a spreadsheet and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sourcebridge.catalog.errors import TreeFileWrong
from sourcebridge.catalog.queries import categories as queries
from sourcebridge.catalog.services import attributes, categories
from sourcebridge.catalog.services.attributes import AttributeDraft, OptionDraft
from sourcebridge.catalog.tree import AttributeFacts, Node
from sourcebridge.kit import digits
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import Refusal

CATEGORIES = ("code", "parent", "name_zh", "name_en", "kind", "unit", "position", "active")
ATTRIBUTES = ("category", "code", "name_zh", "name_en", "kind", "unit", "variant", "filter", "required", "position",
              "active", "options")  # fmt: skip
LARGEST = 4 * 1024 * 1024
MOST_ROWS = 20_000
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a row of the file does: "new", "changed" or "wrong" with the sentence that says why."""

    line: int
    code: str
    result: str
    why: str = ""


class _Undo(Exception):
    pass


def category_rows() -> Iterator[tuple[object, ...]]:
    """The tree as rows of CATEGORIES, a parent before its children."""
    for node in queries.whole().walk():
        yield tuple(_category_row(node)[name] for name in CATEGORIES)


def attribute_rows() -> Iterator[tuple[object, ...]]:
    """All attributes as rows of ATTRIBUTES, in the order of the tree."""
    tree = queries.whole()
    for node in tree.walk():
        for one in tree.attributes.get(node.code, ()):
            yield tuple(_attribute_row(one)[name] for name in ATTRIBUTES)


def preview_tree(*, content: bytes, by: By, now: datetime) -> list[Outcome]:
    """What a file would do, without doing it. Raises NotAllowed, TreeFileWrong when it is no such table."""
    outcomes: list[Outcome] = []
    try:
        with transaction.atomic():
            outcomes = _apply(content, by=by, now=now)
            raise _Undo
    except _Undo:
        return outcomes


@transaction.atomic
def import_tree(*, content: bytes, by: By, now: datetime) -> list[Outcome]:
    """Add and change what a file of categories or attributes names; what it does not name stays.

    All rows or none: raises TreeFileWrong naming the first row that cannot be. Announces catalog.category.changed for
    each category that changed. The same file twice changes nothing.
    """
    outcomes = _apply(content, by=by, now=now)
    wrong = next((one for one in outcomes if one.result == "wrong"), None)
    if wrong is not None:
        raise TreeFileWrong(why=_("row %(line)s: %(why)s") % {"line": wrong.line, "why": wrong.why})
    return outcomes


def _apply(content: bytes, *, by: By, now: datetime) -> list[Outcome]:
    categories.hold(by)
    header, rows = _table(content)
    act, code = (_category, "code") if "parent" in header else (_attribute, "category")
    outcomes = []
    for line, row in rows:
        try:
            with transaction.atomic():
                result = act(row, by, now)
        except Refusal as refusal:
            why = " ".join([refusal.text, *refusal.fields.values()]) if refusal.fields else refusal.text
            outcomes.append(Outcome(line, row[code], "wrong", why))
            continue
        if result:
            outcomes.append(Outcome(line, row[code] if code == "code" else f"{row[code]} · {row['code']}", result))
    return outcomes


def _table(content: bytes) -> tuple[tuple[str, ...], list[tuple[int, Row]]]:
    if len(content) > LARGEST:
        raise TreeFileWrong(why=_("it is larger than %(limit)s MB.") % {"limit": LARGEST // 1024 // 1024})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            raise TreeFileWrong(why=_("its text is neither UTF-8 nor GB18030.")) from None
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        header = tuple(reader.fieldnames or ())
        needed = next((one for one in (CATEGORIES, ATTRIBUTES) if set(one) <= set(header)), None)
        if needed is None:
            raise TreeFileWrong(why=_("it needs the columns %(columns)s.") % {"columns": ", ".join(CATEGORIES)})
        rows = [(line, {name: _cell(row[name]) for name in needed}) for line, row in enumerate(reader, start=2)]
    except csv.Error as error:
        raise TreeFileWrong(why=_("it is not a CSV table (%(error)s).") % {"error": error}) from None
    if len(rows) > MOST_ROWS:
        raise TreeFileWrong(why=_("it has more than %(most)s rows.") % {"most": MOST_ROWS})
    return needed, rows


def _cell(text: str | None) -> str:
    """A cell without the apostrophe that keeps spreadsheets from computing it."""
    plain = (text or "").strip()
    return plain[1:] if plain[:1] == "'" and plain[1:2] in "=+-@＝＋－＠" else plain


def _category_row(node: Node) -> Row:
    return {
        "code": node.code,
        "parent": node.parent,
        "name_zh": node.name_zh,
        "name_en": node.name_en,
        "kind": node.kind,
        "unit": node.unit,
        "position": str(node.position),
        "active": "1" if node.active else "0",
    }


def _category(row: Row, by: By, now: datetime) -> str:
    code = row["code"]
    node = queries.whole().nodes.get(code)
    position = _place(row["position"])
    if node is None:
        names = {name: row[name] for name in ("code", "parent", "name_zh", "name_en", "kind", "unit")}
        categories.add_category(**names, position=position, by=by, now=now)
        if row["active"] == "0":
            categories.retire_category(code=code, by=by, now=now)
        return "new"
    if _category_row(node) == row:
        return ""
    if node.parent != row["parent"]:
        categories.move_category(code=code, parent=row["parent"], by=by, now=now)
    facts = {name: row[name] for name in ("code", "name_zh", "name_en", "kind", "unit")}
    categories.edit_category(**facts, position=position or node.position, by=by, now=now)
    if row["active"] == "0":
        categories.retire_category(code=code, by=by, now=now)
    else:
        categories.restore_category(code=code, by=by, now=now)
    return "changed"


def _attribute_row(one: AttributeFacts) -> Row:
    flags = {"variant": one.is_variant_axis, "filter": one.is_filter, "required": one.is_required, "active": one.active}
    return {
        "category": one.category,
        "code": one.code,
        "name_zh": one.name_zh,
        "name_en": one.name_en,
        "kind": one.kind,
        "unit": one.unit,
        "position": str(one.position),
        "options": "|".join(
            f"{'' if option.active else '!'}{option.code}={option.name_zh}/{option.name_en}" for option in one.options
        ),
    } | {name: "1" if flag else "0" for name, flag in flags.items()}


def _attribute(row: Row, by: By, now: datetime) -> str:
    category, code = row["category"], row["code"]
    tree = queries.whole()
    there = next((one for one in tree.attributes.get(category, ()) if one.code == code), None)
    if there is not None and _attribute_row(there) == row:
        return ""
    draft = AttributeDraft(
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        kind=row["kind"],
        unit=row["unit"],
        is_variant_axis=row["variant"] == "1",
        is_filter=row["filter"] == "1",
        is_required=row["required"] == "1",
        position=_place(row["position"]),
        active=row["active"] != "0",
        options=tuple(_options(row["options"])),
    )
    verb = attributes.add_attribute if there is None else attributes.edit_attribute
    verb(category=category, code=code, draft=draft, by=by, now=now)
    return "new" if there is None else "changed"


def _options(text: str) -> Iterator[OptionDraft]:
    for part in filter(None, text.split("|")):
        code, _equals, names = part.partition("=")
        name_zh, _slash, name_en = names.partition("/")
        yield OptionDraft(code.strip().removeprefix("!"), name_zh, name_en, not code.startswith("!"))


def _place(text: str) -> int | None:
    return digits.whole(text, least=1, most=999)

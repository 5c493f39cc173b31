"""The Harmonized System as a file, and what is added to it in Chinese. Read without the database.

The nomenclature of 2022 in English is the public data set "harmonized-system" (from UN Comtrade). Chinese names of
chapters, and of the headings that goods here fall under, are our own translation and say how far it was reviewed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from sourcebridge.customs.errors import NomenclatureUnreadable

FOLDER = Path(__file__).parent / "reference"
SYSTEM, NAMES, WORDS = "harmonized-system.csv", "names.csv", "words.csv"
LEVELS = (2, 4, 6)
NONE, DRAFT = "NONE", "DRAFT"


@dataclass(frozen=True, slots=True)
class Given:
    """A line of the nomenclature; `parent` is empty for a chapter."""

    code: str
    parent: str
    section: str
    name_en: str
    name_zh: str = ""
    words: str = ""
    zh_status: str = NONE


@dataclass(frozen=True, slots=True)
class Named:
    """Chinese for a code, words of traders in both languages, and the status of the translation."""

    name_zh: str
    words: str
    status: str


def shipped(file: str) -> str:
    """The text of a file that comes with the installation."""
    return (FOLDER / file).read_text(encoding="utf-8-sig")


def table(text: str) -> Iterable[tuple[int, dict[str, str]]]:
    """The lines of a file under its header, with their numbers."""
    reader = csv.DictReader(io.StringIO(text))
    for row in reader:
        yield reader.line_num, {key: (value or "").strip() for key, value in row.items() if key}


@cache
def names() -> dict[str, Named]:
    """What is known in Chinese, by code."""
    rows = table(shipped(NAMES))
    return {row["code"]: Named(row["name_zh"], row["words"], row["status"] or DRAFT) for _line, row in rows}


@cache
def words() -> dict[str, str]:
    """Chinese words of materials and makes, and the English the nomenclature says for them."""
    return {row["zh"]: row["en"] for _line, row in table(shipped(WORDS))}


def read(text: str) -> list[Given]:
    """A file of section, hscode, description, parent, level: parents first. Raises NomenclatureUnreadable."""
    found: dict[str, Given] = {}
    said = names()
    for line, row in table(text):
        code = row.get("hscode", "")
        if not code.isdigit() or len(code) not in LEVELS:
            if code == "TOTAL":
                continue
            raise NomenclatureUnreadable(line=line, why=_("A code has 2, 4 or 6 digits."))
        if not row.get("description"):
            raise NomenclatureUnreadable(line=line, why=_("It has no words."))
        parent = code[:-2]
        if parent and parent not in found:
            raise NomenclatureUnreadable(line=line, why=_("The heading above it is missing."))
        own = said.get(code)
        found[code] = Given(
            code, parent, row.get("section", ""), row["description"],
            own.name_zh if own else "", own.words if own else "", own.status if own and own.name_zh else NONE,
        )  # fmt: skip
    if not found:
        raise NomenclatureUnreadable(line=1, why=_("The header does not fit: %(names)s.") % {"names": "hscode"})
    return list(found.values())

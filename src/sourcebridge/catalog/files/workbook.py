"""Rows of an Excel workbook, streamed from the XML of its sheet: never the whole file, never a formula.

Refused are document types and entities, parts that inflate beyond reason, and sheets wider than goods need.
"""

from __future__ import annotations

import errno
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.parsers import expat

from sourcebridge.catalog.files.faults import Unreadable
from sourcebridge.catalog.files.lines import LONGEST_CELL, MOST_COLUMNS, Row
from sourcebridge.catalog.files.strings import Strings

NO_VALUE = "\ue0f0"
LARGEST_PART = 3 * 1024**3
LARGEST_OF_ALL_OTHERS = 1024**3
LARGEST_RATIO = 400
FREE_OF_RATIO = 32 * 1024**2
LONGEST_TOKEN = 2 * 1024**2  # one tag; the parser starts it anew with every block
_BLOCK = 64 * 1024
_NO_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_INTEGER = re.compile(r"-?\d{1,18}")
_LETTERS = re.compile(r"[A-Z]{1,3}")


class Bomb(Unreadable):
    """A part of the archive inflates beyond reason."""


class _Parser:
    """Expat over one part of the archive; subclasses name what they want."""

    def __init__(self, archive: zipfile.ZipFile, name: str, most: int) -> None:
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self.end
        self._parser.CharacterDataHandler = self.text
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._archive, self._name, self._most = archive, name, most
        self.share = 0.0

    def _refuse(self, *_declaration: Any) -> None:
        raise Bomb("workbook_entities")

    def _start(self, name: str, given: dict[str, str]) -> None:
        self.start(name.rpartition("}")[2], given)

    def start(self, name: str, given: dict[str, str]) -> None:
        """An element opens."""

    def end(self, name: str) -> None:
        """An element closes; `name` still carries its namespace."""

    def text(self, text: str) -> None:
        """Characters within an element."""

    def feed(self) -> Iterator[None]:
        """Parse block by block; raises Unreadable when the part is broken or too large."""
        try:
            info = self._archive.getinfo(self._name)
            with self._archive.open(info) as part:
                size = 0
                while block := part.read(_BLOCK):
                    size += len(block)
                    packed = max(info.compress_size, 1)
                    if size > self._most or (size > FREE_OF_RATIO and size / packed > LARGEST_RATIO):
                        raise Bomb("workbook_bomb")
                    self._parser.Parse(block, False)
                    if size - self._parser.CurrentByteIndex > LONGEST_TOKEN:
                        raise Bomb("workbook_bomb")
                    self.share = size / max(info.file_size, size)
                    yield
                self._parser.Parse(b"", True)
                yield
        except (expat.ExpatError, zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError, KeyError) as error:
            if getattr(error, "code", None) == _NO_MEMORY or getattr(error, "errno", None) == errno.ENOMEM:
                raise MemoryError from error
            raise Unreadable("workbook_broken") from error

    def run(self) -> None:
        """Parse the whole part."""
        for _block in self.feed():
            pass


class _Elements(_Parser):
    """Every element with its attributes, for the small parts."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        super().__init__(archive, name, 64 * 1024**2)
        self.found: list[tuple[str, dict[str, str]]] = []

    def start(self, name: str, given: dict[str, str]) -> None:
        """Keep it."""
        if len(self.found) > 500_000:
            raise Bomb("workbook_bomb")
        self.found.append((name, {key.rpartition("}")[2]: value for key, value in given.items()}))


class _StringsParser(_Parser):
    """The shared strings, without the readings that Japanese workbooks add."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        super().__init__(archive, name, LARGEST_OF_ALL_OTHERS)
        self.strings = Strings()
        self._parts: list[str] = []
        self._size = 0
        self._in_text = self._in_reading = False

    def start(self, name: str, given: dict[str, str]) -> None:
        """A string or a run of it opens."""
        if name == "t":
            self._in_text = not self._in_reading
        elif name == "rPh":
            self._in_reading = True
        elif name == "si":
            self._parts, self._size = [], 0

    def end(self, name: str) -> None:
        """A string is whole."""
        local = name.rpartition("}")[2]
        if local == "t":
            self._in_text = False
        elif local == "rPh":
            self._in_reading = False
        elif local == "si":
            self.strings.append(unescaped("".join(self._parts)))

    def text(self, text: str) -> None:
        """A piece of a string."""
        if self._in_text:
            self._size += len(text)
            if self._size <= LONGEST_CELL:
                self._parts.append(text)


class _SheetParser(_Parser):
    """Cells as text, row by row."""

    def __init__(self, archive: zipfile.ZipFile, name: str, strings: Strings, dates: set[int], epoch: datetime) -> None:
        super().__init__(archive, name, LARGEST_PART)
        self.rows: list[Row] = []
        self._strings, self._dates, self._epoch = strings, dates, epoch
        self._row: dict[int, str] = {}
        self._number = self._column = 0
        self._type = self._style = ""
        self._value: list[str] | None = None
        self._filled = self._formula = False
        self._size = 0

    def start(self, name: str, given: dict[str, str]) -> None:
        """A row, a cell or its value opens."""
        if name == "row":
            told = given.get("r", "")
            self._number = int(told) if told.isdigit() else self._number + 1
            self._row, self._column = {}, 0
        elif name == "c":
            place = _LETTERS.match(given.get("r", ""))
            self._column = _column(place.group()) if place else self._column + 1
            self._type, self._style = given.get("t", ""), given.get("s", "")
            self._value, self._filled, self._formula, self._size = None, False, False, 0
        elif name == "f":
            self._formula = True
        elif name == "v" or (name == "t" and self._type == "inlineStr"):
            self._value = self._value or []
            self._filled = True

    def text(self, text: str) -> None:
        """A piece of a value."""
        if self._value is not None and self._filled:
            self._size += len(text)
            if self._size <= LONGEST_CELL:
                self._value.append(text)

    def end(self, name: str) -> None:
        """A value, a cell or a row is whole."""
        local = name.rpartition("}")[2]
        if local in {"v", "t"}:
            self._filled = False
        elif local == "c":
            self._keep()
        elif local == "row" and self._row:
            width = max(self._row)
            self.rows.append((self._number, [self._row.get(column, "") for column in range(1, width + 1)]))
            self._row = {}

    def _keep(self) -> None:
        raw = "".join(self._value) if self._value is not None else ""
        if not raw:
            if not self._formula:
                return
            shown = NO_VALUE
        else:
            shown = self._shown(raw)
        if not shown:
            return
        if self._column > MOST_COLUMNS:
            raise Unreadable("too_many_columns", most=str(MOST_COLUMNS))
        self._row[self._column] = shown

    def _shown(self, raw: str) -> str:
        kind = self._type
        if kind == "s":
            return self._strings[int(raw)].replace("\xa0", " ").strip()
        if kind in {"str", "inlineStr"}:
            return unescaped(raw).replace("\xa0", " ").strip()
        if kind == "b":
            return "TRUE" if raw == "1" else "FALSE"
        if kind in {"e", "d"}:
            return raw
        if self._style.isdigit() and int(self._style) in self._dates:
            return _date(raw, self._epoch)
        return figure(raw)


def unescaped(text: str) -> str:
    """Text with _x000D_ and its like turned back, line ends as one sign."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda hit: chr(int(hit.group(1), 16)), text)
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def figure(raw: str) -> str:
    """A number as a person typed it: 0.1 and not 0.10000000000000001; raises ValueError."""
    if _INTEGER.fullmatch(raw):
        return str(int(raw)) if len(raw) < 16 else raw
    shown = f"{Decimal(format(float(raw), '.15g')):f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _date(raw: str, epoch: datetime) -> str:
    days = float(raw)
    if not 0 <= days < 3_000_000:
        return figure(raw)
    moment = epoch + timedelta(days=days)
    if moment.hour == moment.minute == moment.second == 0:
        return f"{moment:%Y-%m-%d}"
    return f"{moment:%Y-%m-%d %H:%M}" if days >= 1 else f"{moment:%H:%M}"


def _column(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index


class Workbook:
    """An open workbook: its visible sheets in order; each can be read from the start, again and again."""

    def __init__(self, path: Path) -> None:
        try:
            self._archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise Unreadable("workbook_broken") from error
        if len(self._archive.infolist()) > 5_000:
            raise Bomb("workbook_bomb")
        if any(info.flag_bits & 1 for info in self._archive.infolist()):
            raise Unreadable("old_workbook")
        self.sheets, self._epoch = self._outline()
        self._dates = self._date_styles()
        self._strings: Strings | None = None

    def close(self) -> None:
        """Let go of the file."""
        self._archive.close()

    def _outline(self) -> tuple[dict[str, str], datetime]:
        targets = {
            given["Id"]: posixpath.normpath(posixpath.join("xl", given["Target"])).removeprefix("xl/xl/").lstrip("/")
            for name, given in self._elements("xl/_rels/workbook.xml.rels")
            if name == "Relationship" and "Id" in given and "Target" in given
        }
        sheets: dict[str, str] = {}
        epoch = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook's days have no time zone
        for name, given in self._elements("xl/workbook.xml"):
            if name == "workbookPr" and given.get("date1904") in {"1", "true"}:
                epoch = datetime(1904, 1, 1)  # noqa: DTZ001
            if name == "sheet" and given.get("state", "visible") == "visible" and given.get("id") in targets:
                target = targets[given["id"]]
                if target in self._archive.namelist() and "worksheet" in target:
                    sheets[given.get("name", target)] = target
        if not sheets:
            raise Unreadable("not_a_workbook")
        return sheets, epoch

    def _elements(self, name: str) -> list[tuple[str, dict[str, str]]]:
        parser = _Elements(self._archive, name)
        parser.run()
        return parser.found

    def _date_styles(self) -> set[int]:
        """The numbers of the cell formats that show dates."""
        if "xl/styles.xml" not in self._archive.namelist():
            return set()
        dates, formats, inside = set(_DATES), [], False
        for name, given in self._elements("xl/styles.xml"):
            if name == "numFmt" and given.get("numFmtId", "").isdigit():
                code = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", given.get("formatCode", "")).lower()
                if re.search(r"[ymdhs]", code) and "general" not in code:
                    dates.add(int(given["numFmtId"]))
            inside = name == "cellXfs" or (inside and name != "cellStyles" and name != "dxfs")
            if inside and name == "xf":
                formats.append(given.get("numFmtId", ""))
        return {index for index, number in enumerate(formats) if number.isdigit() and int(number) in dates}

    def _shared(self, report: Callable[[float], None]) -> Strings:
        if self._strings is None:
            name = next((n for n in self._archive.namelist() if n.lower() == "xl/sharedstrings.xml"), "")
            if not name:
                self._strings = Strings()
            else:
                parser = _StringsParser(self._archive, name)
                for _block in parser.feed():
                    report(parser.share)
                self._strings = parser.strings
        return self._strings

    def rows(self, sheet: str, report: Callable[[float], None] | None = None) -> Iterator[Row]:
        """The filled rows of a sheet with their numbers; `report` hears how far along it is, from 0 to 1."""
        tell = report or (lambda _share: None)
        strings = self._shared(lambda share: tell(share * 0.3))
        parser = _SheetParser(self._archive, self.sheets[sheet], strings, self._dates, self._epoch)
        try:
            for _block in parser.feed():
                ready, parser.rows = parser.rows, []
                for number, cells in ready:
                    if any(cells):
                        yield number, cells
                tell(0.3 + parser.share * 0.7)
        except IndexError as error:
            raise Unreadable("workbook_broken") from error

"""The table of texts: written as a workbook for translators, read back when they are done."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from sourcebridge.catalog import reasons
from sourcebridge.catalog.errors import TextsUnreadable
from sourcebridge.catalog.files.faults import Unreadable
from sourcebridge.catalog.files.sheets import SheetFile
from sourcebridge.catalog.queries.translations import Pair

COLUMNS = ("id", "field", "original", "translation", "status", "hash")
WIDTHS = (16, 12, 60, 60, 12, 16)
LARGEST = 20 * 1024 * 1024
Cells = tuple[int, str, str, str, str]


def written(pairs: Iterable[Pair]) -> bytes:
    """The pairs as an Excel workbook; every cell is text, so no formula can hide in it."""
    out = io.BytesIO()
    import xlsxwriter  # 17 MB and a sixth of a second, needed by who takes a workbook only

    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
              "strings_to_numbers": False}
    )  # fmt: skip
    sheet = book.add_worksheet("texts")
    head = book.add_format({"bold": True, "bg_color": "#E8ECF1", "text_wrap": True})
    fixed = book.add_format({"font_color": "#6B7480", "valign": "top", "num_format": "@"})
    words = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for place, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, name, head)
    sheet.freeze_panes(1, 0)
    for line, pair in enumerate(pairs, start=1):
        cells = (pair.key, pair.field, pair.original, pair.translation, pair.condition, pair.digest)
        for place, text in enumerate(cells):
            sheet.write_string(line, place, text, words if place in (2, 3) else fixed)
    book.close()
    return out.getvalue()


def read(file: UploadedFile[Any]) -> Iterator[Cells]:
    """(row number, id, original, translation, hash) of an uploaded workbook; raises TextsUnreadable."""
    if (file.size or 0) > LARGEST:
        raise TextsUnreadable(why=_("it is larger than 20 MB."))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.xlsx"
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        try:
            yield from _cells(path)
        except Unreadable as fault:
            sentence = str(reasons.FILE.get(fault.reason, "")) or _("it is not an Excel workbook.")
            raise TextsUnreadable(why=sentence % fault.facts if fault.facts else sentence) from None


def _cells(path: Path) -> Iterator[Cells]:
    rows = iter(SheetFile(path))
    _number, head = next(rows, (1, []))
    names = [str(cell or "").strip().casefold() for cell in head]
    missing = [name for name in ("id", "translation") if name not in names]
    if missing:
        raise TextsUnreadable(why=_("the column “%(name)s” is missing.") % {"name": missing[0]})
    places = [names.index(name) if name in names else len(names) for name in ("id", "original", "translation", "hash")]
    for number, row in rows:
        key, original, translation, digest = (str(row[p] or "") if p < len(row) else "" for p in places)
        yield number, key, original, translation, digest

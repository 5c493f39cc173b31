"""Which kind of file the bytes are, whatever the name says, and how large each kind may be."""

from __future__ import annotations

import zipfile
from pathlib import Path

from sourcebridge.catalog.files.faults import Unreadable

CSV, XLSX = "CSV", "XLSX"
MEGABYTE = 1024 * 1024
LARGEST = {CSV: 500 * MEGABYTE, XLSX: 100 * MEGABYTE}
_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")


def kind_of(path: Path) -> str:
    """CSV or XLSX; raises Unreadable with what to do about any other kind, and about files that are too large."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise Unreadable("empty")
    if start.startswith(_OLE):
        raise Unreadable("old_workbook")
    if start.startswith(_PDF) or start.startswith(_PICTURES):
        raise Unreadable("not_a_table")
    kind = XLSX if start.startswith(_ZIP) else CSV
    if size > LARGEST[kind]:
        raise Unreadable(
            "workbook_too_large" if kind == XLSX else "file_too_large", limit=str(LARGEST[kind] // MEGABYTE)
        )
    if kind == XLSX and not _is_workbook(path):
        raise Unreadable("not_a_workbook")
    return kind


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False

"""CSV that a spreadsheet opens without running anything."""

import csv
import io
from collections.abc import Iterable, Sequence

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(cells: Iterable[str]) -> list[str]:
    """Cells with an apostrophe before anything a spreadsheet would run as a formula; plain numbers stay as they are."""
    return [f"'{cell}" if cell.startswith(_DANGEROUS) and not _number(cell) else cell for cell in cells]


def _number(cell: str) -> bool:
    return cell[:1] in "+-" and cell[1:].replace(".", "", 1).isdecimal() and cell[1:].isascii()


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A CSV text with CRLF line ends and a byte order mark, for spreadsheets in any language."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(guarded(header))
    writer.writerows(guarded(row) for row in rows)
    return "\ufeff" + out.getvalue()

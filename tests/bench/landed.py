"""What landed cost takes: processor time of a single sheet, and of costs at the door on a page of search.

`SITE=http://127.0.0.1:8000 python -m tests.bench.landed` with a demo served there; writes docs/measured/landed.md.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from urllib.request import Request, urlopen

import django

os.environ.setdefault("SB_TESTING", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sourcebridge.config.settings")
django.setup()

from sourcebridge.landedcost import reckon, told  # noqa: E402 - needs the settings
from sourcebridge.runtime.paths import PROJECT  # noqa: E402
from tests.landedcost.ground import ask, known  # noqa: E402

PAGES = ("/goods/?q=case", "/goods/?q=手机壳", "/c/phone-protect-cases/?", "/goods/?q=cotton")
TURNS, QUOTES = 25, 200
SITE = os.environ.get("SITE", "http://127.0.0.1:8000")


def processor(act: Callable[[], object]) -> float:
    """Milliseconds of processor time of one call, the median of many."""
    taken = []
    for _turn in range(QUOTES):
        began = time.process_time()
        act()
        taken.append(1000 * (time.process_time() - began))
    return median(taken)


def sheets() -> list[str]:
    """A line for each country and service: the sheet alone, and drawn up as data for the page."""
    lines = ["| country | service | sheet, ms | with its words, ms |", "|---|---|---|---|"]
    for country in ("US", "DE", "BD"):
        asked, facts = ask(country), known(country)
        for card in facts.cards:
            offer = reckon.one(asked, facts, card)
            if not isinstance(offer, reckon.Offer):
                continue

            def alone(one: object = card) -> object:
                return reckon.one(asked, facts, one)  # type: ignore[arg-type] # noqa: B023

            def whole(one: object = card) -> object:
                found = reckon.one(asked, facts, one)  # type: ignore[arg-type] # noqa: B023
                return told.told(found, asked, facts)  # type: ignore[arg-type] # noqa: B023

            lines.append(f"| {country} | {card.code} | {processor(alone):.2f} | {processor(whole):.2f} |")
    return lines


def _seconds(address: str) -> float:
    began = time.perf_counter()
    with urlopen(Request(SITE + address, headers={"Accept-Language": "en"})) as answer:
        answer.read()
    return time.perf_counter() - began


def searches() -> list[str]:
    """Each page with and without costs at the door, turn by turn, and the ratio of the medians."""
    lines = ["| page of 30 | without, ms | with, ms | ratio |", "|---|---|---|---|"]
    for page in PAGES:
        quoted = page.encode("ascii", "xmlcharrefreplace").decode() if page.isascii() else _percent(page)
        bare, full = [], []
        for turn in range(TURNS + 3):
            one, other = _seconds(quoted), _seconds(f"{quoted}&to=US")
            if turn >= 3:
                bare.append(one)
                full.append(other)
        ratio = median(full) / median(bare)
        lines.append(f"| {page} | {1000 * median(bare):.1f} | {1000 * median(full):.1f} | {ratio:.2f} |")
    return lines


def _percent(page: str) -> str:
    return "".join(sign if sign.isascii() else "".join(f"%{byte:02X}" for byte in sign.encode()) for sign in page)


def main() -> None:
    """Measure and write."""
    said = (
        f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC by `python -m tests.bench.landed`, one connection. "
        "Goals: a sheet under 5 ms of processor time; costs at the door on a page of search at most 2 statements "
        "(one: tests/landedcost/test_pages.py) and 30 % of its time."
    )
    text = "\n".join(["# What landed cost takes", "", said, "", *sheets(), "", *searches(), ""])
    (PROJECT / "docs" / "measured" / "landed.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

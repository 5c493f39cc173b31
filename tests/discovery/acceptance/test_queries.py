"""What buyers type, and what they must be shown: the list in queries.csv against the standard demo.

`.venv/bin/pytest -n0 -q tests/discovery/acceptance` seeds the demo once for the whole file, then asks every query.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from sourcebridge.clock import queries as clock
from sourcebridge.demo.seed import seed
from sourcebridge.discovery import queries
from sourcebridge.discovery.wanted import Wanted
from sourcebridge.runtime.roles import Access
from sourcebridge.runtime.testing import TestServer
from tests.conftest import _use
from tests.discovery.acceptance.goods import SHOWN, Good, catalogue, clauses

pytestmark = pytest.mark.slow

with Path(__file__).with_name("queries.csv").open(encoding="utf-8", newline="") as _file:
    ASKED = list(csv.DictReader(_file))
with Path(__file__).with_name("second.csv").open(encoding="utf-8", newline="") as _file:
    SECOND = list(csv.DictReader(_file))
LEAST = {"chinese": 10, "english": 10, "typo": 8, "pinyin": 8, "specification": 10, "attribute": 8, "place": 6}


@dataclass(frozen=True, slots=True)
class Demo:
    """The seeded demo: its goods by product, and the business time of its making."""

    goods: dict[UUID, Good]
    now: datetime


@pytest.fixture(scope="module")
def demo(
    server: TestServer, template: str, worker_database: Access, django_db_blocker: DjangoDbBlocker
) -> Iterator[Demo]:
    """The standard demo in a database of its own."""
    with server.clone(template) as access, django_db_blocker.unblock():
        _use(access)
        try:
            now = clock.now()
            assert seed(now=now, size="standard")
            with connections["default"].cursor() as cursor:
                cursor.execute("ANALYZE")
            yield Demo(catalogue(), now)
        finally:
            _use(worker_database)


def _language(row: dict[str, str]) -> str:
    """Whose page asks: Chinese words on an English page and the other way about, otherwise the words' own."""
    if row["kind"] in {"chinese", "english"}:
        return {"chinese": "en", "english": "zh-hans"}[row["kind"]]
    return "zh-hans" if row["kind"] == "pinyin" or re.search(r"[一-鿿]", row["query"]) else "en"


def test_the_list_is_whole() -> None:
    assert len({row["query"] for row in ASKED}) == len(ASKED) >= 60
    kinds = Counter(row["kind"] for row in ASKED)
    assert kinds.keys() == LEAST.keys()
    assert all(kinds[kind] >= least for kind, least in LEAST.items())
    assert all(row["expected"] and row["why"] for row in ASKED)


def test_the_demo_holds_what_is_expected(demo: Demo) -> None:
    goods = list(demo.goods.values())
    missing = [
        f"{row['query']}: {clause.amount} [{clause.text}], the demo holds {clause.there(goods)}"
        for row in ASKED
        for clause in clauses(row["expected"])
        if clause.there(goods) < (1 if clause.amount in {"all", "every"} else clause.needed(goods))
    ]
    assert not missing, "\n".join(missing)


def _complaints(demo: Demo, row: dict[str, str]) -> tuple[list[str], list[Good]]:
    wanted = Wanted(q=row["query"])
    found = queries.search(wanted=wanted, buyer_company_id=None, language=_language(row), now=demo.now)
    results = [demo.goods[hit.product_id] for hit in found.rows[:SHOWN]]
    goods = list(demo.goods.values())
    complaints = [clause.complaint(results, goods) for clause in clauses(row["expected"])]
    return [one for one in complaints if one], results


@pytest.mark.parametrize("row", ASKED, ids=[f"{row['kind']}: {row['query']}" for row in ASKED])
def test_first_ten(demo: Demo, row: dict[str, str]) -> None:
    complaints, results = _complaints(demo, row)
    shown = "\n".join(f"  {place:2}. {good}" for place, good in enumerate(results, start=1)) or "  nothing"
    assert not complaints, f"{'; '.join(complaints)}\n{row['why']}\nshown:\n{shown}"


def test_the_list_written_unseen_loses_nothing(demo: Demo) -> None:
    """second.csv was written and run before anything was mended for it; what it missed then may only become less."""
    missed = {row["query"] for row in SECOND if _complaints(demo, row)[0]}
    print(f"{len(SECOND) - len(missed)} of {len(SECOND)}; missed: {', '.join(sorted(missed))}")
    assert missed <= OPEN


OPEN = frozenset(
    {
        "马丁靴女", "劳保鞋 防砸", "女童套装 秋冬", "stainless steel water bottle", "standing desk",
        "laptop backpack for men", "women's down jacket", "kids light up shoes",
        "lace for wedding dress", "qipao fabric", "flip flops", "hanfu for girls",
    }
)  # fmt: skip

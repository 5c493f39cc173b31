"""What the floor sends for the lists and searches of a plan: `python -m tests.bench.asked PLAN` writes asked.json.

The same work means the same first page: the goods the product's search answers, in the published order of domain.md A3.
It is the product's own rank statement with what a line needs joined for the rows shown (prices, minimum, shop, this
buyer's agreed price): a ratio to it measures what lies around the statement - sign-in, reading the words, cards in the
reader's language, JSON, HTTP - and says nothing about the statement. For that there is the bare floor in statements.py.
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

PAGE = """
WITH ranked AS ({ranked})
SELECT r.product_id, l.title_zh, l.price_low, l.price_best, l.moq, l.unit, s.slug, s.name, r.score,
    (SELECT min(g.unit_price) FROM catalog_agreedprice g
     WHERE g.product_id = l.product_id AND g.buyer_company_id = %s::uuid
         AND g.valid_from <= now() AND g.valid_until > now())
FROM (SELECT *, row_number() OVER () AS seat FROM ranked) r
JOIN discovery_listing l ON l.product_id = r.product_id AND l.door = 'domestic'
JOIN catalog_shop s ON s.id = l.shop_id
ORDER BY r.seat
"""


def main() -> None:
    """Write the statements beside the plan."""
    import django

    django.setup()
    from sourcebridge.discovery import matching
    from sourcebridge.discovery.queries import ranked, wordbook
    from sourcebridge.discovery.wanted import Wanted

    path = Path(sys.argv[1])
    plan = json.loads(path.read_text())
    buyer = plan["buyers"][0]["company"]
    _edition, book = wordbook.latest()

    def sent(**wished: str) -> dict[str, Any]:
        wanted = Wanted.of(list(wished.items()))
        statement, given = ranked.asked(wanted, matching.groups(wanted.q, book), now=None)
        return {
            "asked": wished,
            "sql": PAGE.format(ranked=statement),
            "given": [_plain(one) for one in given] + [buyer],
        }

    found = {
        "list": [sent(category=code) for code in plan["lists"]],
        "search": [sent(q=one["q"]) for one in plan["searches"]],
    }
    path.with_name("asked.json").write_text(json.dumps(found, ensure_ascii=False))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if not isinstance(value, Decimal) else f"{value:f}"


if __name__ == "__main__":
    main()

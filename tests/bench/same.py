"""Before anything is measured: the floor and the product name the same goods in the same order."""

from __future__ import annotations

import json
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import psycopg

from tests.bench.ground import Ground

LOOKED_AT = 25


class OtherGoods(Exception):
    """The floor answered another page than the product: their rates say nothing about each other."""


def check(base: Ground, url: str) -> None:
    """Compare some pages of lists and searches; raises OtherGoods."""
    asked = json.loads(base.path.with_name("asked.json").read_text())
    token = base.plan["buyers"][0]["token"]
    with psycopg.connect(base.dsn, autocommit=True) as connection:
        for one in [*asked["list"][:LOOKED_AT], *asked["search"][:LOOKED_AT]]:
            floor = [str(row[0]) for row in connection.execute(one["sql"], one["given"]).fetchall()]
            request = Request(
                f"{url}/api/v1/search?{urlencode(one['asked'])}", headers={"Authorization": f"Bearer {token}"}
            )
            with urlopen(request, timeout=30) as answer:
                ours = [item["product_id"] for item in json.load(answer)["items"]]
            if floor != ours or not ours:
                raise OtherGoods(f"{one['asked']}: {len(floor)} of the floor, {len(ours)} of ours, not the same")

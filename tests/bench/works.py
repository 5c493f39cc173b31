"""The works that are measured: their requests on our system and on the reference, made from a catalogue's plan."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from random import Random
from typing import Any
from urllib.parse import quote

from tests.bench.load import Request

API = "/api/v1"
ADDRESS = {
    "recipient": "陈姐", "phone": "13800138000", "province": "44", "city": "广州市", "district": "天河区",
    "street": "沙河大街 1 号", "is_default": True,
}  # fmt: skip


@dataclass(frozen=True)
class Work:
    """One work: what is sent, to which systems, over how many connections."""

    name: str
    ours: Sequence[Request] = ()
    reference: Sequence[Request] = ()
    flows: Sequence[dict[str, Any]] = ()
    on: tuple[str, ...] = ("floor", "reference", "ours")
    concurrencies: tuple[int, ...] = (1, 16)
    notes: str = field(default="")


def list_path(plan: dict[str, Any], place: int) -> str:
    """The reference's path of one category page."""
    return f"/list?category={plan['lists'][place]}"


def _body(order: dict[str, Any], buyer: dict[str, Any], **more: Any) -> str:
    return json.dumps({"lines": order["lines"], "address_id": buyer["address"], **more})


def of(plan: dict[str, Any]) -> Iterator[Work]:
    """All works of a catalogue."""
    buyers = plan["buyers"]
    token = buyers[0]["token"]
    shuffled = Random(3)
    lists = shuffled.sample(plan["lists"], len(plan["lists"]))
    queries, marks = [quote(one["q"]) for one in plan["searches"]], [quote(one["q"]) for one in plan["marks"]]
    goods = [f"{one['shop']}/{one['handle']}" for one in plan["details"]]
    pairs = list(product(plan["orders"], buyers))
    shuffled.shuffle(pairs)
    yield Work(
        "list",
        ours=[Request("GET", f"{API}/search?category={code}", token) for code in lists],
        reference=[Request("GET", f"/list?category={code}") for code in lists],
    )
    yield Work(
        "search",
        ours=[Request("GET", f"{API}/search?q={q}", token) for q in queries],
        reference=[Request("GET", f"/search?q={q}") for q in queries],
    )
    yield Work("list_bare", on=("floor",), concurrencies=(16,))
    yield Work("search_bare", on=("floor",), concurrencies=(16,))
    yield Work("marks", ours=[Request("GET", f"{API}/search?q={q}", token) for q in marks], on=("ours",),
               concurrencies=(1,))  # fmt: skip
    yield Work(
        "detail",
        ours=[Request("GET", f"{API}/goods/{one}", token) for one in goods],
        reference=[Request("GET", f"/goods/{one}") for one in goods],
    )
    yield Work(
        "order",
        ours=[Request("POST", f"{API}/orders", buyer["token"], _body(order, buyer, pay_from_balance=True))
              for order, buyer in pairs[:1000]],
        reference=[Request("POST", "/order", body="{}")],
    )  # fmt: skip
    yield Work(
        "steps",
        flows=[{"token": buyer["token"], "address": buyer["address"], "lines": order["lines"]}
               for order, buyer in _one_buyer_each(plan)],
        on=("ours",),
    )  # fmt: skip
    for name, paths in (
        ("list_page", [f"/c/{code}/" for code in lists]),
        ("search_page", [f"/goods/?q={q}" for q in queries]),
        ("detail_page", [f"/goods/{one}/" for one in goods]),
    ):
        asked = [Request("GET", path, f"Cookie {buyers[0]['session']}") for path in paths]
        yield Work(name, ours=asked, on=("ours",), concurrencies=(16,))
    yield Work(
        "hot",
        ours=[Request("POST", f"{API}/orders", buyer["token"], _body(plan["hot"], buyer, pay_from_balance=True))
              for buyer in buyers],
        on=("floor", "ours"), concurrencies=(16,),
    )  # fmt: skip


def _one_buyer_each(plan: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Flows in which sixteen connections work for different buyers: a cart belongs to its company."""
    for number in range(400):
        yield plan["orders"][number * 7 % len(plan["orders"])], plan["buyers"][number % len(plan["buyers"])]

"""The conditions of a search, each under the name of the filter it belongs to. `l` is the listing, `a` availability."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sourcebridge.discovery.wanted import ATTRIBUTE, Wanted


@dataclass(frozen=True, slots=True)
class Condition:
    """A piece of SQL with its parameters, and the filter it comes from."""

    name: str
    sql: str
    given: tuple[Any, ...]


_LANDED = """EXISTS (SELECT 1 FROM landedcost_estimate e
    WHERE e.product_id = l.product_id AND e.country = %s AND e.high <= %s)"""


def conditions(wanted: Wanted) -> list[Condition]:
    """One condition per filter in force; the door's is always there."""
    found = [Condition("door", "l.door = %s", (wanted.door,))]
    if wanted.category:
        found.append(Condition("category", "l.categories @> ARRAY[%s]::varchar[]", (wanted.category,)))
    for code, values in sorted(wanted.attributes.items()):
        wished = [f"{code}={value}" for value in values]
        found.append(Condition(ATTRIBUTE + code, "l.facets && %s::varchar[]", (wished,)))
    for name, sql in (
        ("price_from", "l.price_low >= %s"),
        ("price_to", "l.price_low <= %s"),
        ("moq_to", "l.moq <= %s"),
        ("hours_to", "l.dispatch_hours <= %s"),
    ):
        value = getattr(wanted, name)
        if value is not None:
            found.append(Condition(name, sql, (value,)))
    for name in ("belt", "market", "province"):
        value = getattr(wanted, name)
        if value:
            found.append(Condition(name, f"l.{name} = %s", (value,)))
    if wanted.to and wanted.landed_to is not None:
        found.append(Condition("landed_to", _LANDED, (wanted.to, wanted.landed_to)))
    if wanted.shop:
        found.append(Condition("shop", "l.shop_id = (SELECT id FROM catalog_shop WHERE slug = %s)", (wanted.shop,)))
    for name, sql in (("in_stock", "a.in_stock"), ("sample", "l.sample"), ("verified", "l.verified")):
        if getattr(wanted, name):
            found.append(Condition(name, sql, ()))
    return found


def counting(where: str, *, most: int) -> str:
    """A scalar that counts listings meeting a condition, up to `most`."""
    joins = "discovery_listing l LEFT JOIN discovery_availability a ON a.product_id = l.product_id"
    return f"(SELECT count(*) FROM (SELECT 1 FROM {joins} WHERE {where} LIMIT {most}) AS few)"  # noqa: S608


def joined(found: Iterable[Condition]) -> tuple[str, list[Any]]:
    """All conditions as one."""
    kept = list(found)
    return " AND ".join(f"({one.sql})" for one in kept), [value for one in kept for value in one.given]

"""Keep the seats of lists without words: the score of every listing in every branch it belongs to (domain.md A3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from sourcebridge.discovery.models import Seat
from sourcebridge.discovery.queries import ranked
from sourcebridge.discovery.queries.ranked import CODES
from sourcebridge.kit.locks import hold

_WEIGHTS = ranked.weights_in_force()
_IN_FORCE = f"""
WITH moment AS (SELECT {ranked.MOMENT} AS at), w AS ({_WEIGHTS})
SELECT ARRAY[{", ".join(f"w_{code}" for code in CODES)}]::int[], (SELECT weights FROM discovery_formula) FROM w
"""  # noqa: S608 - only constants are put in
_KEEP = """
INSERT INTO discovery_formula (number, weights) VALUES (1, %s)
ON CONFLICT (number) DO UPDATE SET weights = excluded.weights
"""
_EACH, _SCORE = ranked.points()
_RESEAT = f"""
WITH w AS (
    SELECT {", ".join(f"weights[{place}]::bigint AS w_{code}" for place, code in enumerate(CODES, 1))}
    FROM discovery_formula
), f AS (
    {ranked.facts("0", ranked.KNOWN, more="l.door, l.categories,")}
    WHERE %(all)s OR l.category = ANY(%(categories)s) OR l.product_id = ANY(%(products)s)
), scored AS (
    SELECT door, product_id, categories, {_SCORE} AS score FROM (SELECT f.*, {_EACH} FROM f CROSS JOIN w) AS pointed
), gone AS (
    DELETE FROM discovery_seat t USING scored s
    WHERE t.product_id = s.product_id AND t.door = s.door AND t.category <> '' AND t.category <> ALL (s.categories)
)
INSERT INTO discovery_seat AS t (door, category, product_id, score)
SELECT door, branch, product_id, score FROM scored, unnest(categories || ''::varchar) AS branch
ORDER BY product_id, branch
ON CONFLICT (door, category, product_id) DO UPDATE SET score = excluded.score WHERE t.score <> excluded.score
"""  # noqa: S608
_UNLISTED = """
DELETE FROM discovery_seat t WHERE NOT EXISTS (
    SELECT 1 FROM discovery_listing l WHERE l.product_id = t.product_id AND l.door = t.door)
"""


@transaction.atomic
def reseat(*, categories: Collection[str] = (), products: Collection[UUID] = (), now: datetime) -> None:
    """Score the listings of these leaves of the tree and these goods anew, by the weights all seats are made with.

    Seats are written by one transaction at a time, so that none is made of facts that another is about to change.
    """
    hold("discovery", "seats")
    with connection.cursor() as cursor:
        in_force, kept = _weights(cursor, now)
        if not kept:
            _all(cursor, in_force)
        elif categories or products:
            cursor.execute(_RESEAT, {"all": False, "categories": sorted(categories), "products": list(products)})


@transaction.atomic
def reseat_all(*, now: datetime) -> None:
    """Score every listing anew, by the weights in force, and drop the seats of what is listed no more."""
    hold("discovery", "seats")
    with connection.cursor() as cursor:
        _all(cursor, _weights(cursor, now)[0])


def keep_up(*, now: datetime) -> bool:
    """Score every listing anew if the weights in force are not those of the seats; returns whether they were not."""
    with connection.cursor() as cursor:
        in_force, kept = _weights(cursor, now)
    if in_force == kept:
        return False
    reseat_all(now=now)
    return True


def unseat(product_ids: Collection[UUID]) -> None:
    """Goods that are listed no more sit nowhere."""
    hold("discovery", "seats")
    Seat.objects.filter(product_id__in=product_ids).delete()


def _weights(cursor: Any, now: datetime) -> tuple[list[int], list[int] | None]:
    cursor.execute(_IN_FORCE, [now])
    in_force, kept = cursor.fetchone()
    return in_force, kept


def _all(cursor: Any, weights: list[int]) -> None:
    cursor.execute(_KEEP, [weights])
    cursor.execute(_UNLISTED)
    cursor.execute(_RESEAT, {"all": True, "categories": [], "products": []})

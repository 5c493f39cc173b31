"""Every API operation x every role x own, partner's and stranger's rows, in the address, the query and the body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.neighbours.world import World, inhabited
from tests.neighbours.world_matrix import Matrix
from tests.neighbours.world_routes import api_routes, id_fields, kind_of

pytestmark = pytest.mark.slow
ROUTES = list(api_routes())

# Where an own row cannot be told from a missing one, and why that is right.
BLIND = {
    "POST /deadlines/{deadline_id}/resume: own rows answer like missing ones": "only parked deadlines are there for it",
    "GET /products/{product_id}/export-listing: own rows answer like missing ones": "nobody here lists goods abroad",
    "PUT /products/{product_id}/export-listing: own rows answer like missing ones": "the ladder is refused before",
    "POST /products/{product_id}/export-listing/withdraw: own rows answer like missing ones": "none stands to end",
    "POST /orders: address_id of one's own answers like a missing one": "the goods of the body are refused before",
    "POST /sheet: sku_id of one's own answers like a missing one": "an empty row of the sheet changes nothing",
}


@pytest.fixture(scope="module")
def world(
    server: Any, template: str, worker_database: Any, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[World]:
    with inhabited(server, template, worker_database, django_db_blocker, tmp_path_factory.mktemp("media")) as (made, _):
        yield made


def test_every_parameter_is_explained() -> None:
    for route in ROUTES:
        for name in (*route.params, *id_fields(route)):
            kind_of(route, name)


def test_a_neighbours_row_answers_like_a_missing_one(world: World) -> None:
    matrix = Matrix(world)
    for route in ROUTES:
        matrix.probe(route)
    found = matrix.found
    print(f"{found.told} requests to {len(ROUTES)} operations")
    assert not found.leaks, "\n".join(found.leaks)
    assert not found.broken, "\n".join(found.broken)
    assert set(found.blind) == set(BLIND), "\n".join(found.blind)

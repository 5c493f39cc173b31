"""The reference: one file of Django over the same tables, same server, same pool; no sign-in, no price rules.

Served by granian, over WSGI or ASGI (`application`, `asgi`); the order is that of the floor on Django's connection.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

ADDRESS = urlsplit(os.environ["SB_DATABASE_URL"])
GIVEN = parse_qs(ADDRESS.query)
if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        SECRET_KEY="none",
        USE_TZ=True,
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": ADDRESS.path.lstrip("/"),
                "USER": unquote(ADDRESS.username or ""),
                "PASSWORD": unquote(ADDRESS.password or ""),
                "HOST": unquote(GIVEN["host"][0]),
                "PORT": GIVEN["port"][0],
                "OPTIONS": {"pool": {"min_size": 1, "max_size": 8}},
            }
        },
    )

import django  # noqa: E402

django.setup()

from django.core.handlers.asgi import ASGIHandler  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402

from tests.bench import floor, statements  # noqa: E402

PLAN: dict[str, Any] = json.loads(Path(os.environ["SB_BENCH_PLAN"]).read_text())
BUYER = PLAN["buyers"][0]["company"]
QUERIES = {one["q"]: one["tsquery"] for one in PLAN["searches"]}
DICE = Random(1)


def _rows(statement: str, **given: Any) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"buyer": BUYER, **given})
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def empty(request: HttpRequest) -> JsonResponse:
    """No statement at all."""
    return JsonResponse({"ok": True})


def listing(request: HttpRequest) -> JsonResponse:
    """A category page of 24."""
    return JsonResponse({"items": _rows(statements.LIST, category=request.GET["category"])})


def search(request: HttpRequest) -> JsonResponse:
    """The first page of a text search; the query's parse comes with the plan."""
    return JsonResponse({"items": _rows(statements.SEARCH, query=QUERIES[request.GET["q"]])})


def detail(request: HttpRequest, shop: str, handle: str) -> JsonResponse:
    """A product with all that hangs on it."""
    return JsonResponse(_rows(statements.DETAIL, shop=shop, handle=handle)[0])


def order(request: HttpRequest) -> JsonResponse:
    """One order, paid from the balance."""
    connection.ensure_connection()
    deal = floor.buy(connection.connection, DICE.choice(PLAN["orders"]), DICE.choice(PLAN["buyers"]))
    return JsonResponse({"id": str(deal)}, status=201)


urlpatterns = [
    path("empty", empty),
    path("list", listing),
    path("search", search),
    path("goods/<str:shop>/<str:handle>", detail),
    path("order", order),
]
application = WSGIHandler()
asgi = ASGIHandler()

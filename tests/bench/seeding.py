"""A catalogue of any size in the product's own tables, and a plan of what is asked of it. Runs with Django set up.

`python -m tests.bench.seeding SKUS PLAN`: 500 suppliers with goods of the demo's recipes by COPY, the search's own
index, 32 buyers with agreed prices and prepaid balances booked by the ledger, orders that each supplier can fill.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import django

SEED = 7
HOUSES, BUYERS, SELLERS, PER_PAGE = 500, 32, 60, 30
SKUS_PER_GOODS = Decimal("5.55")
MARKS, MARKED = 20, 60
_SOUNDS = ("ka", "vo", "zi", "mu", "re", "po", "la", "du", "xe", "ni")
START = Decimal("5000000000.00")


def main() -> None:
    """Seed and write the plan."""
    django.setup()
    from sourcebridge.clock import queries as clock

    skus, plan = int(sys.argv[1]), Path(sys.argv[2])
    began = time.monotonic()
    made = seed(skus, now=clock.now())
    made["seconds"] = round(time.monotonic() - began, 1)
    plan.write_text(json.dumps(made, ensure_ascii=False, default=str))
    print({name: made[name] for name in ("skus", "goods", "categories_in_use", "seconds")})


def seed(skus: int, *, now: datetime) -> dict[str, Any]:
    """Make the catalogue in an empty database; returns the plan."""
    from django.db import connection

    from sourcebridge.catalog.models import Category, Product, Sku
    from sourcebridge.demo import people, town
    from sourcebridge.discovery import services as discovery

    dice = Random(SEED)
    size = town.Size(HOUSES, max(HOUSES, int(skus / SKUS_PER_GOODS)), 0)
    operator = people.platform(now - timedelta(days=130))
    gc.disable()
    houses = town.suppliers(size, operator=operator, now=now)
    for _stocked in town.stock(size, houses, now=now, tell=lambda *_parts: None):
        pass
    gc.enable()
    products = list(Product.objects.order_by("id").values_list("id", flat=True))
    marks = _mark(products, dice)
    buyers = _buyers(now, dice)
    _agree(buyers, products, now, dice)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    discovery.refresh(products, now=now)
    discovery.measure(now=now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "skus": Sku.objects.count(),
        "goods": len(products),
        "categories_in_use": Product.objects.values("category").distinct().count(),
        "categories_all": Category.objects.count(),
        "buyers": buyers,
        "lists": _lists(),
        "searches": _searches(dice),
        "marks": _queries(marks),
        "details": _details(dice),
        **_orders(buyers, now),
    }


def _mark(products: list[UUID], dice: Random) -> list[str]:
    """Made-up words, each in the titles of exactly MARKED goods whatever the catalogue's size."""
    from django.db import connection

    words = []
    with connection.cursor() as cursor:
        for number in range(MARKS):
            word = "q" + "".join(_SOUNDS[(number // 10**place + 3 * place) % 10] for place in range(3)) + "lto"
            cursor.execute(
                "UPDATE catalog_translation SET text = left(text, 280) || ' ' || %s "
                "WHERE object_type = 'product' AND field = 'title' AND object_id = ANY(%s)",
                [word, dice.sample(products, MARKED)],
            )
            words.append(word)
    return words


def _buyers(now: datetime, dice: Random) -> list[dict[str, Any]]:
    from sourcebridge.demo import people
    from sourcebridge.kit.money import Money
    from sourcebridge.ledger import accounts
    from sourcebridge.ledger import services as ledger
    from sourcebridge.ledger.models import Why
    from sourcebridge.logistics import services as logistics
    from sourcebridge.parties import services as parties

    found = []
    for number in range(BUYERS):
        who = people.Person(f"buyer{number}@bench.example", f"陈 Chen {number}", "buyer")
        house = people.trader(
            who, name=f"沙河档口 {number}", name_en=f"Shahe stall {number}", region="广东广州", address="沙河大街 1 号",
            phone="13800138000", code=f"92440106MA5BN{number:04d}"[:17], sells=False, now=now - timedelta(days=60),
        )  # fmt: skip
        fields = {
            "recipient": "陈姐", "phone": "13800138000", "province": "44", "city": "广州市", "district": "天河区",
            "street": "沙河大街 1 号",
        }  # fmt: skip
        address = logistics.save_address(
            company_id=house.company.id, fields=fields, is_default=True, by=house.by(), now=now
        )
        ledger.transfer(
            entry_id=uuid4(), why=Why.TOP_UP, debit=accounts.custodian("BANK_TRANSFER", "CNY"),
            credit=accounts.balance(house.company.id, "CNY"), amount=Money(START, "CNY"), at=now,
        )  # fmt: skip
        session = _session(house.owner)
        token = parties.issue_token(user_id=house.owner.id, company_id=house.company.id, name="bench", now=now)
        found.append(
            {
                "company": str(house.company.id), "user": str(house.owner.id), "token": token.secret,
                "address": str(address.id), "session": session,
                "balance": str(accounts.balance(house.company.id, "CNY").id),
            }
        )  # fmt: skip
    return found


def _session(user: Any) -> str:
    """A signed-in browser's cookie."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib import auth

    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[auth.SESSION_KEY] = str(user.pk)
    store[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def _agree(buyers: list[dict[str, Any]], products: list[UUID], now: datetime, dice: Random) -> None:
    """Every buyer has agreed prices on a tenth of the goods, at most 2,000: a tenth below the public price."""
    from sourcebridge.catalog.models import AgreedPrice, PriceTier
    from sourcebridge.demo.bulk import Sink

    prices = {
        row[0]: row[1:]
        for row in PriceTier.objects.order_by("product_id", "-min_quantity").values_list(
            "product_id", "min_quantity", "unit_price"
        )
    }
    sink = Sink(AgreedPrice)
    for buyer in buyers:
        for product_id in dice.sample(products, min(len(products) // 10, 2000)):
            least, price = prices[product_id]
            sink.put(
                AgreedPrice, product_id=product_id, sku_id=None, buyer_company_id=UUID(buyer["company"]),
                min_quantity=least, unit_price=price * Decimal("0.9"), valid_from=now - timedelta(days=1),
                valid_until=now + timedelta(days=90), agreed_at=now - timedelta(days=1),
            )  # fmt: skip
    sink.flush()


def _lists() -> list[str]:
    """Categories of any level that fill a page, each as often as it holds goods in a thousand (at least once)."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, count(*) FROM discovery_listing, unnest(categories) AS code GROUP BY code "
            "HAVING count(*) BETWEEN %s AND (SELECT greatest(count(*) / 10, 100) FROM discovery_listing) ORDER BY code",
            [PER_PAGE],
        )
        rows = cursor.fetchall()
    assert len(rows) >= 20, f"only {len(rows)} categories fill a page"
    return [code for code, count in rows for _time in range(min(5, 1 + count // 100))]


def _tsquery(text: str) -> str:
    from sourcebridge.discovery import matching
    from sourcebridge.discovery.queries import wordbook

    _edition, book = wordbook.latest()
    return matching.every(matching.groups(text, book))


def _queries(texts: list[str]) -> list[dict[str, Any]]:
    from django.db import connection

    found = []
    for text in texts:
        query = _tsquery(text)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM discovery_listing WHERE words @@ %s::tsquery", [query])
            found.append({"q": text, "tsquery": query, "matches": cursor.fetchone()[0]})
    return found


def _searches(dice: Random) -> list[dict[str, Any]]:
    """Two hundred queries of one or two words of a title, half of them Chinese."""
    from sourcebridge.discovery.models import Listing

    titles = list(Listing.objects.order_by("product_id").values_list("title_zh", "title_en"))
    wanted: dict[str, None] = {}
    for chinese, english in (titles[dice.randrange(len(titles))] for _time in range(2000)):
        text = english if len(wanted) % 2 else chinese
        words = [word.strip(",.") for word in text.split() if len(word.strip(",.")) > 1 and not word.endswith("lto")]
        if len(words) > 1:
            wanted[" ".join(words[: 1 + len(wanted) // 2 % 2])] = None
        if len(wanted) == 200:
            break
    return [one for one in _queries(list(wanted)) if one["matches"]]


def _details(dice: Random) -> list[dict[str, Any]]:
    from sourcebridge.catalog.models import Product

    rows = list(Product.objects.order_by("id").values("id", "handle", "shop__slug"))
    return [
        {"product": str(row["id"]), "handle": row["handle"], "shop": row["shop__slug"]}
        for row in dice.sample(rows, min(len(rows), 500))
    ]


def _orders(buyers: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    """Three SKUs each of SELLERS suppliers that may be ordered together, with stock for the whole run."""
    from sourcebridge.catalog.models import Audience, Product, Shop
    from sourcebridge.domestic.ground import ground
    from sourcebridge.domestic.preview import preview
    from sourcebridge.kit.quantity import Quantity

    company = UUID(buyers[0]["company"])
    found: list[dict[str, Any]] = []
    for shop in Shop.objects.order_by("id"):
        products = Product.objects.filter(shop=shop, audience=Audience.PUBLIC).prefetch_related("skus")[:6]
        lines = []
        for product in products:
            step = product.batch_multiple
            amount = -(-max(product.moq, step) // step) * step
            lines += [(sku, Quantity(amount, product.unit)) for sku in list(product.skus.filter(active=True))[:1]]
        lines = lines[:3]
        if len(lines) < 3:
            continue
        _fill([sku.id for sku, _quantity in lines], shop, now)
        wanted = [(sku.id, quantity) for sku, quantity in lines]
        on = ground([sku.id for sku, _quantity in lines], buyer_company_id=company)
        (seen,) = preview(buyer_company_id=company, wanted=wanted, province="44", now=on.at, on=on)
        if seen.ready:
            found.append(
                {
                    "shop": str(shop.id), "company": str(shop.company_id), "total": str(seen.total.amount),
                    "lines": [{"sku": str(sku), "quantity": str(quantity.amount)} for sku, quantity in wanted],
                }
            )  # fmt: skip
        if len(found) == SELLERS:
            break
    assert len(found) >= SELLERS // 2, f"only {len(found)} suppliers can fill an order of three lines"
    return {"orders": found[:-1], "hot": replace_lines(found[-1])}


def replace_lines(order: dict[str, Any]) -> dict[str, Any]:
    """The hot order: its first line alone."""
    return {**order, "lines": order["lines"][:1]}


def _fill(skus: list[UUID], shop: Any, now: datetime) -> None:
    from sourcebridge.catalog.models import Sku
    from sourcebridge.inventory import services as inventory
    from sourcebridge.kit.actors import Actor, By
    from sourcebridge.kit.quantity import Quantity

    by = By(Actor.SUPPLIER, None, shop.company_id, "bench")
    for sku in Sku.objects.filter(pk__in=skus).select_related("product"):
        amount = Quantity(Decimal(100_000_000), sku.product.unit)
        inventory.receive(sku_id=sku.id, quantity=amount, company_id=shop.company_id, by=by, now=now)


if __name__ == "__main__":
    main()

"""The floor: bare psycopg 3, prepared statements, two processes, nothing else.

`python -m tests.bench.floor PLAN WORK CONCURRENCY SECONDS` prints its figures; the connection string is SB_BENCH_DSN,
the server's process SB_BENCH_ENGINE. Every connection has planned all it will send before the clock starts: PostgreSQL
plans a statement anew for its first five values, which takes five times as long as a search.
"""

from __future__ import annotations

import json
import math
import multiprocessing
import os
import re
import sys
import time
from decimal import Decimal
from itertools import count
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import psycopg

from tests.bench import machine, statements

PROCESSES = 2
PLANNED = 6  # times a statement is sent until PostgreSQL keeps its plan
LONGEST_START = 300.0
CENT = Decimal("0.01")


def main() -> None:
    """Run one work and print what it measured."""
    path = Path(sys.argv[1])
    plan = json.loads(path.read_text())
    asked = json.loads(path.with_name("asked.json").read_text())
    plan["asked"] = {name: [_numbered(one) for one in many] for name, many in asked.items()}
    print(json.dumps(measure(plan, sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))))


def _numbered(one: dict[str, Any]) -> dict[str, Any]:
    """With the server's own places ($1): the library reads a long statement with its places anew each time."""
    places = count(1)
    return {**one, "sql": re.sub(r"%s|%%", lambda at: f"${next(places)}" if at[0] == "%s" else "%", one["sql"])}


def measure(plan: dict[str, Any], work: str, concurrency: int, seconds: float) -> dict[str, float]:
    """Rate a second, p50, p95, p99 in milliseconds, and the processor's of these processes and the server for one."""
    shares = [concurrency // PROCESSES + (place < concurrency % PROCESSES) for place in range(PROCESSES)]
    context = multiprocessing.get_context("fork")
    out: Queue[list[float]] = context.Queue()
    gate = context.Barrier(concurrency + 1, timeout=LONGEST_START + seconds)
    running = [
        context.Process(target=_process, args=(plan, work, share, place, seconds, out, gate))
        for place, share in enumerate(shares) if share
    ]  # fmt: skip
    for process in running:
        process.start()
    gate.wait()
    before = _server()
    gate.wait()
    served = _server() - before
    gate.wait()
    parts = [out.get() for _process in running]
    used, spent = sum(part.pop() for part in parts), sorted(second for part in parts for second in part)
    for process in running:
        process.join()
    at = {f"p{share}": 1000 * spent[min(len(spent) - 1, int(len(spent) * share / 100))] for share in (50, 95, 99)}
    return {"rate": len(spent) / seconds, **at, "cpu": 1000 * (used + served) / len(spent)}


def _server() -> float:
    """Seconds of processor the server has used."""
    return machine.cpu(machine.descendants(int(os.environ["SB_BENCH_ENGINE"])))


def _process(plan: Any, work: str, threads: int, place: int, seconds: float, out: Any, gate: Barrier) -> None:
    found: list[list[float]] = [[] for _thread in range(threads)]
    used: list[float] = []
    workers = [
        Thread(target=_loop, args=(plan, work, 100 * place + number, seconds, found[number], used, gate))
        for number in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    out.put([second for part in found for second in part] + [sum(used)])


def _loop(
    plan: dict[str, Any], work: str, number: int, seconds: float, spent: list[float], used: list[float], gate: Barrier
) -> None:
    dice, act = Random(number), WORKS[work]
    with psycopg.connect(os.environ["SB_BENCH_DSN"], autocommit=True, prepare_threshold=0) as connection:
        connection.prepared_max = None
        try:
            _warm(connection, plan, work, dice)
            gate.wait()
            began_at, end = time.thread_time(), time.perf_counter() + seconds
            while (began := time.perf_counter()) < end:
                act(connection, plan, dice)
                spent.append(time.perf_counter() - began)
            used.append(time.thread_time() - began_at)
            gate.wait()
            gate.wait()  # the server's time is read while it still has its processes
        except Exception:
            gate.abort()
            raise


def _warm(connection: Any, plan: dict[str, Any], work: str, dice: Random) -> None:
    """Send every statement of a work as often as PostgreSQL plans it."""
    shapes = {one["sql"]: one for one in plan["asked"].get(work, [])}
    for one in shapes.values():
        for _time in range(PLANNED):
            _page(connection, one)
    for _time in range(PLANNED):
        WORKS[work](connection, plan, dice)


def _page(connection: Any, asked: dict[str, Any]) -> list[Any]:
    found: list[Any] = psycopg.RawCursor(connection).execute(asked["sql"], asked["given"]).fetchall()
    return found


def _list(connection: Any, plan: dict[str, Any], dice: Random) -> None:
    _page(connection, dice.choice(plan["asked"]["list"]))


def _search(connection: Any, plan: dict[str, Any], dice: Random) -> None:
    _page(connection, dice.choice(plan["asked"]["search"]))


def _list_bare(connection: Any, plan: dict[str, Any], dice: Random) -> None:
    given = {"category": dice.choice(plan["lists"]), "buyer": plan["buyers"][0]["company"]}
    connection.execute(statements.LIST, given).fetchall()


def _search_bare(connection: Any, plan: dict[str, Any], dice: Random) -> None:
    given = {"query": dice.choice(plan["searches"])["tsquery"], "buyer": plan["buyers"][0]["company"]}
    connection.execute(statements.SEARCH, given).fetchall()


def _detail(connection: Any, plan: dict[str, Any], dice: Random) -> None:
    one = dice.choice(plan["details"])
    given = {"shop": one["shop"], "handle": one["handle"], "buyer": plan["buyers"][0]["company"]}
    assert connection.execute(statements.DETAIL, given).fetchone()


_KEYS = count()


def buy(connection: Any, order: dict[str, Any], buyer: dict[str, Any]) -> UUID:
    """One order on a psycopg connection: priced, reserved, held, told, durable. The reference calls it, too."""
    deal, skus = uuid4(), [line["sku"] for line in order["lines"]]
    quantities = [Decimal(line["quantity"]) for line in order["lines"]]
    whose = {"buyer": buyer["company"], "skus": skus, "quantities": quantities}
    with connection.transaction():
        connection.execute(statements.ANSWER, {**whose, "key": f"floor-{deal}", "hash": f"{next(_KEYS)}"})
        rows = {str(row[0]): row for row in connection.execute(statements.PRICES, whose).fetchall()}
        priced = [rows[sku] for sku in skus]
        prices = [row[3] for row in priced]
        amounts = [(price * quantity).quantize(CENT) for price, quantity in zip(prices, quantities, strict=True)]
        weight = sum((row[4] or 0) * quantity for row, quantity in zip(priced, quantities, strict=True))
        fee = priced[0][5] + priced[0][6] * max(0, math.ceil(weight / 1000) - 1)
        total = (sum(amounts) + fee).quantize(CENT)
        taken = connection.execute(statements.POOLS, {**whose, "deal": deal})
        assert taken.rowcount == len(skus), "out of stock"
        connection.execute(
            statements.DEAL,
            {
                **whose, "deal": deal, "number": f"B{deal.hex[:20]}", "supplier": order["company"], "total": total,
                "products": [row[1] for row in priced], "units": [row[2] for row in priced], "prices": prices,
                "amounts": amounts,
            },
        )  # fmt: skip
        connection.execute(statements.TOLD, {"buyer": buyer["company"], "deal": str(deal)})
        connection.execute(
            statements.BOOKS,
            {"deal": str(deal), "escrow": uuid4(), "entry": uuid4(), "balance": buyer["balance"],
             "minor": int(total * 100)},
        )  # fmt: skip
    return deal


def _order(connection: Any, plan: dict[str, Any], dice: Random) -> None:
    buy(connection, dice.choice(plan["orders"]), dice.choice(plan["buyers"]))


def _hot(connection: Any, plan: dict[str, Any], dice: Random) -> None:
    buy(connection, plan["hot"], dice.choice(plan["buyers"]))


WORKS = {
    "list": _list, "search": _search, "list_bare": _list_bare, "search_bare": _search_bare, "detail": _detail,
    "order": _order, "hot": _hot,
}  # fmt: skip

if __name__ == "__main__":
    main()

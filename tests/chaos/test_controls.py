"""The harness can go red: forged journals, damaged rows and deliberately broken code are found out."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection

from sourcebridge.inventory import services as inventory
from sourcebridge.inventory.models import Pool
from sourcebridge.inventory.services import promising
from sourcebridge.inventory.services.changing import Change
from sourcebridge.runtime.roles import Access
from tests.chaos import findings
from tests.chaos.journal import Journal, Told
from tests.chaos.test_last_units import play
from tests.chaos.watch import Watch
from tests.domestic.conftest import Scene


def ask(question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())


def told(path: str, answer: dict[str, Any] | None, key: str = "k") -> Told:
    return Told(key, "buyer", "POST", path, {}, 201 if answer else 0, json.dumps(answer) if answer else None)


class TestJournal:
    """What was said outside is compared with what is there."""

    def test_a_true_journal_is_believed(self, db: None) -> None:
        order = Scene().place("10")
        assert findings.lost([told("/orders", {"number": order.deal.number})], ask) == []

    def test_a_line_forged_by_hand_is_reported_lost(self, db: None, tmp_path: Path) -> None:
        order = Scene().place("10")
        journal = Journal(tmp_path / "journal.jsonl")
        journal.asked("k1", "buyer", "POST", "/orders", {})
        journal.answered("k1", 201, json.dumps({"number": order.deal.number}))
        with journal.path.open("a") as file:
            file.write('{"asked": "k2", "who": "buyer", "method": "POST", "path": "/orders", "body": {}}\n')
            file.write('{"answered": "k2", "status": 201, "text": "{\\"number\\": \\"D-0000-0000\\"}"}\n')
        assert findings.lost(journal.read(), ask) == ["lost: /orders D-0000-0000 was acknowledged"]

    def test_what_nobody_was_told_of_is_reported(self, db: None) -> None:
        order = Scene().place("10")
        assert findings.lost([], ask) == [f"untold: /orders {order.deal.number} exists, nobody was told"]

    def test_one_thing_told_under_two_keys_is_reported(self, db: None) -> None:
        said = {"number": Scene().place("10").deal.number}
        (found,) = findings.lost([told("/orders", said, "a"), told("/orders", said, "b")], ask)
        assert found.startswith("told twice")

    def test_an_act_acknowledged_and_not_done_or_done_twice_is_reported(self, db: None) -> None:
        scene = Scene()
        order = scene.place("10")
        rows = [told("/orders", {"number": order.deal.number}), told(f"/orders/{order.deal.number}/confirm", {"a": 1})]
        assert findings.lost(rows, ask)[0].startswith("lost or doubled: confirm")

    def test_another_answer_to_the_same_key_is_reported(self) -> None:
        assert findings.changed_answers([told("/orders", {"number": "D"})], lambda _row: "{}") != []

    def test_a_request_without_answer_is_in_doubt(self) -> None:
        assert findings.in_doubt([told("/orders", None)]) == ["in doubt: /orders under k"]


class TestStockAndMoney:
    """Rows that were tampered with."""

    def test_sound_ones_are_believed(self, db: None) -> None:
        scene = Scene()
        scene.pay(scene.place("10"))
        assert findings.unsound_stock(ask) + findings.unsound_money(ask) == []

    def test_a_pool_and_a_promise_changed_by_hand(self, db: None) -> None:
        scene = Scene()
        order = scene.pay(scene.place("10"))
        ask(f"UPDATE inventory_pool SET reserved = 9 WHERE sku_id = '{scene.skus[0].id}' RETURNING 1")
        assert [one.split()[0] for one in findings.unsound_stock(ask)] == ["pool"]
        ask(f"UPDATE inventory_reservation SET quantity = 9 WHERE deal_id = '{order.deal_id}' RETURNING 1")
        assert [one.split()[0] for one in findings.unsound_stock(ask)] == ["bare:"]

    def test_a_promise_nobody_waits_for(self, db: None) -> None:
        order = Scene().place("10")
        ask(f"UPDATE domestic_spotorder SET state = 'CANCELLED' WHERE deal_id = '{order.deal_id}' RETURNING 1")
        assert [one.split()[0] for one in findings.unsound_stock(ask)] == ["orphan:"]

    def test_money_held_for_a_closed_order(self, db: None) -> None:
        scene = Scene()
        order = scene.pay(scene.place("10"))
        ask(f"UPDATE domestic_spotorder SET state = 'COMPLETED' WHERE deal_id = '{order.deal_id}' RETURNING 1")
        assert [one.split()[0] for one in findings.unsound_money(ask)] == ["held"]


class TestTime:
    """Deadlines and facts nobody took care of."""

    def test_an_overdue_deadline_a_fact_nobody_heard_and_a_job_given_up(self, db: None) -> None:
        scene = Scene()
        order = scene.pay(scene.place("10"))
        ask("UPDATE clock_deadline SET due_at = now() - interval '1 hour' RETURNING 1")
        ask("UPDATE procrastinate_jobs SET status = 'failed' RETURNING 1")
        kinds = {one.split()[0] for one in findings.undone(ask)}
        assert {"deadline", "unheard:", "given"} <= kinds
        assert order.deal_id is not None

    def test_a_job_left_by_a_dead_worker(self) -> None:
        watch = Watch("")
        watch.dead = 3
        watch.look([(7, "doing", 3, "audit.deliver", True)], 100.0)
        watch.look([(7, "todo", 0, "audit.deliver", True)], 130.0)
        watch.look([(7, "doing", 4, "audit.deliver", True)], 161.0)
        assert (watch.longest, watch.slowest) == (61.0, "audit.deliver")


def play_often() -> None:
    for number in range(0, 6, 2):
        play(number)


@pytest.mark.slow
class TestBrokenCode:
    """The races see code that reads first and writes later."""

    def test_reservation_by_reading_then_writing_is_seen(
        self, committed_db: Access, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def unlocked(sku_ids: Iterable[UUID]) -> list[Pool]:
            found = list(Pool.objects.filter(sku_id__in=list(sku_ids)).order_by("sku_id", "id"))
            time.sleep(0.02)
            return found

        def later(changes: Mapping[UUID, Change]) -> None:
            for pool_id, wanted in changes.items():
                pool = Pool.objects.get(pk=pool_id)
                time.sleep(0.02)
                Pool.objects.filter(pk=pool_id).update(reserved=max(pool.reserved + wanted.reserved, 0))

        monkeypatch.setattr(promising, "locked_pools", unlocked)
        monkeypatch.setattr(inventory, "locked_pools", unlocked)
        monkeypatch.setattr(promising, "change", later)
        with pytest.raises((AssertionError, IntegrityError), match="sold"):
            play_often()

"""What happened is written once, with its cause, and told to every listener once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Barrier, Thread
from typing import ClassVar
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, connections, transaction
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from sourcebridge.audit import services as audit
from sourcebridge.audit import tasks
from sourcebridge.audit.models import Answer, AuditEntry, EventRecord, Handled
from sourcebridge.kit import events
from sourcebridge.kit.actors import SYSTEM
from sourcebridge.parties.models import Company
from sourcebridge.runtime.roles import Access

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class BellRung(events.Event):
    """A fact of these tests."""

    name: ClassVar[str] = "tests.bell_rung"

    times: int


@pytest.fixture
def heard() -> Iterator[list[int]]:
    rung: list[int] = []

    def first(fact: BellRung) -> None:
        rung.append(fact.times)

    def second(fact: BellRung) -> None:
        if fact.times > 9:
            raise RuntimeError("too loud")
        rung.append(fact.times * 100)

    events.LATER[BellRung.name] = [("first", first), ("second", second)]
    yield rung
    del events.LATER[BellRung.name]


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'audit.deliver'")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
class TestPublish:
    def test_stores_the_fact_and_one_job_in_the_same_transaction(self, heard: list[int]) -> None:
        before = jobs()
        with transaction.atomic():
            audit.publish(BellRung(at=NOON, times=1))
            assert jobs() == before + 1
            transaction.set_rollback(True)
        assert (jobs(), EventRecord.objects.count()) == (before, 0)
        with transaction.atomic():
            audit.publish(BellRung(at=NOON, times=1))
        assert (jobs(), EventRecord.objects.count()) == (before + 1, 1)

    def test_delivers_to_each_handler_once_however_often_it_is_asked(self, heard: list[int]) -> None:
        stored = audit.publish(BellRung(at=NOON, times=3))
        assert [audit.deliver(event_id=stored.id) for _ in range(3)] == [2, 0, 0]
        assert heard == [3, 300]

    def test_a_failing_handler_keeps_the_receipts_of_the_others(self, heard: list[int]) -> None:
        stored = audit.publish(BellRung(at=NOON, times=10))
        for _ in range(2):
            with pytest.raises(RuntimeError):
                audit.deliver(event_id=stored.id)
        assert heard == [10]
        assert list(Handled.objects.values_list("handler", flat=True)) == ["first"]

    def test_what_a_verb_announces_together_is_one_job_and_no_failure_stops_the_rest(self, heard: list[int]) -> None:
        before = jobs()
        with audit.together():
            stored = [audit.publish(BellRung(at=NOON, times=times)) for times in (1, 10, 2)]
        assert jobs() == before + 3  # a fact of no deal goes its own way
        deal = uuid4()
        with audit.together():
            stored += [audit.publish(BellRung(at=NOON, times=times, deal_id=deal)) for times in (11, 3, 4)]
        assert jobs() == before + 4
        with pytest.raises(RuntimeError, match="too loud"):
            audit.deliver_each(event_ids=[one.id for one in stored])
        assert heard == [1, 100, 10, 2, 200, 11, 3, 300, 4, 400]

    def test_every_second_try_goes_backwards(self, heard: list[int]) -> None:
        for tries, said in ((0, [1, 100, 2, 200]), (1, [2, 200, 1, 100]), (2, [1, 100, 2, 200])):
            stored = [str(audit.publish(BellRung(at=NOON, times=times)).id) for times in (1, 2)]
            job = Job(queue="events", lock=None, queueing_lock=None, task_name=audit.DELIVER, attempts=tries)
            context = JobContext(app=app, job=job, start_timestamp=0.0, abort_reason=lambda: None)
            heard.clear()
            for _time in range(2):
                tasks.deliver(context, event_ids=stored)
            assert heard == said


class TestOnce:
    def test_runs_an_act_once_for_parallel_requests_with_one_key(self, committed_db: Access) -> None:
        ran: list[int] = []
        answers: list[tuple[int, str, bool]] = []
        start = Barrier(12)

        def act() -> tuple[int, str]:
            ran.append(1)
            return 201, f"order {len(ran)}"

        def ask() -> None:
            start.wait()
            answers.append(
                audit.once(
                    scope="api:x", route="POST /orders", key="key-00000001", request_body=b"{}",
                    act=act,
                )
            )  # fmt: skip
            connections.close_all()

        threads = [Thread(target=ask) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert ran == [1]
        assert {(status, body) for status, body, _ in answers} == {(201, "order 1")}
        assert sorted(replayed for *_, replayed in answers) == [False] + [True] * 11

    @pytest.mark.django_db
    def test_refuses_another_body_under_the_same_key(self) -> None:
        audit.once(scope="s", route="r", key="key-00000001", request_body=b"a", act=lambda: (200, "done"))
        with pytest.raises(audit.KeyReused):
            audit.once(scope="s", route="r", key="key-00000001", request_body=b"b", act=lambda: (200, "again"))
        assert [row.body for row in Answer.objects.all()] == ["done"]

    @pytest.mark.django_db
    def test_a_refused_act_leaves_the_key_free(self) -> None:
        with pytest.raises(ZeroDivisionError):
            audit.once(scope="s", route="r", key="key-00000002", request_body=b"a", act=lambda: (200, str(1 // 0)))
        assert not Answer.objects.exists()


class TestTables:
    TABLES = ("audit_auditentry", "audit_eventrecord", "audit_handled", "audit_answer")

    def _row(self) -> None:
        company = Company.objects.create(name="a")
        audit.record(verb="tests.happened", subject=company, by=SYSTEM, at=NOON, note="first")
        with transaction.atomic():
            audit.publish(BellRung(at=NOON, times=1))

    @pytest.mark.parametrize("table", TABLES)
    @pytest.mark.parametrize("act", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
    def test_the_app_role_has_no_right_to_rewrite(self, committed_db: Access, table: str, act: str) -> None:
        self._row()
        with (
            psycopg.connect(committed_db.app) as session,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            session.execute(act.format(table))
        assert AuditEntry.objects.get().facts == {"note": "first"}

    @pytest.mark.parametrize("act", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
    @pytest.mark.parametrize("table", ["audit_auditentry", "audit_eventrecord"])
    def test_the_trigger_refuses_the_owner_too(self, committed_db: Access, table: str, act: str) -> None:
        self._row()
        with (
            psycopg.connect(committed_db.owner) as session,
            pytest.raises(psycopg.errors.RestrictViolation),
        ):
            session.execute(act.format(table))
        assert (AuditEntry.objects.count(), EventRecord.objects.count()) == (1, 1)


def test_an_event_survives_its_journey_through_json() -> None:
    fact = BellRung(at=NOON, deal_id=uuid4(), times=2)
    assert events.restore(fact.name, {**fact.payload(), "from_a_newer_writer": 1}) == fact

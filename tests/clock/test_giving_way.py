"""An executor that meets a verb on the same deal gives way; the verb is never the victim of a deadlock."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from sourcebridge.clock import queries, services
from sourcebridge.clock.models import Deadline, DeadlineState
from sourcebridge.kit.locks import hold
from sourcebridge.runtime.roles import Access

KIND = "tests.meeting"


@pytest.fixture
def holding() -> Iterator[None]:
    def execute(subject_id: UUID, now: datetime) -> None:
        time.sleep(0.1)
        hold("deal", subject_id)

    services.EXECUTORS[KIND] = execute
    yield
    del services.EXECUTORS[KIND]


class TestGivingWay:
    def test_the_verb_goes_through_and_the_deadline_is_withdrawn(self, committed_db: Access, holding: None) -> None:
        deal = uuid4()
        services.set_deadline(kind=KIND, subject_id=deal, due_at=queries.now() - timedelta(hours=1))

        def work() -> None:
            services.run_due(limit=1)
            connection.close()

        worker = threading.Thread(target=work)
        with transaction.atomic():
            hold("deal", deal)
            worker.start()
            time.sleep(0.05)
            assert services.withdraw(kind=KIND, subject_id=deal) == 1
        worker.join()
        found = Deadline.objects.get(subject_id=deal)
        assert (found.state, found.attempts) == (DeadlineState.WITHDRAWN, 0)

    def test_a_deadline_that_gave_way_is_executed_later_and_counts_no_failure(
        self, committed_db: Access, holding: None
    ) -> None:
        deal = uuid4()
        services.set_deadline(kind=KIND, subject_id=deal, due_at=queries.now() - timedelta(hours=1))
        entered, done = threading.Event(), threading.Event()

        def act() -> None:
            with transaction.atomic():
                hold("deal", deal)
                entered.set()
                done.wait(5)
            connection.close()

        verb = threading.Thread(target=act)
        verb.start()
        entered.wait(5)
        services.run_due(limit=1)
        waiting = Deadline.objects.get(subject_id=deal)
        assert (waiting.state, waiting.attempts) == (DeadlineState.WAITING, 0)
        done.set()
        verb.join()
        Deadline.objects.filter(pk=waiting.pk).update(retry_at=None)
        services.run_due(limit=1)
        assert Deadline.objects.get(subject_id=deal).state == DeadlineState.EXECUTED

"""Deadlines happen once, at their time, in their order; the clock moves forward and only where it may."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Thread
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import override_settings

from sourcebridge.clock import queries, services
from sourcebridge.clock.models import Deadline, DeadlineState
from sourcebridge.parties.models import Company
from sourcebridge.runtime.roles import Access

KIND = "tests.alarm"
HOUR = timedelta(hours=1)


@pytest.fixture
def rung() -> Iterator[list[tuple[UUID, datetime]]]:
    calls: list[tuple[UUID, datetime]] = []
    services.EXECUTORS[KIND] = lambda subject_id, now: calls.append((subject_id, now))
    yield calls
    del services.EXECUTORS[KIND]


@pytest.mark.django_db
class TestRunDue:
    def test_executes_what_is_due_in_order_and_leaves_the_rest(self, rung: list[tuple[UUID, datetime]]) -> None:
        now = queries.now()
        late, early, future = uuid4(), uuid4(), uuid4()
        for subject, due in ((late, now - HOUR), (early, now - 2 * HOUR), (future, now + HOUR)):
            services.set_deadline(kind=KIND, subject_id=subject, due_at=due)
        assert services.run_due() == 2
        assert services.run_due() == 0
        assert rung == [(early, now - 2 * HOUR), (late, now - HOUR)]

    def test_a_withdrawn_deadline_is_silent_and_a_moved_one_waits(self, rung: list[tuple[UUID, datetime]]) -> None:
        now, gone, moved = queries.now(), uuid4(), uuid4()
        for subject in (gone, moved):
            services.set_deadline(kind=KIND, subject_id=subject, due_at=now - HOUR)
        services.withdraw(kind=KIND, subject_id=gone)
        services.set_deadline(kind=KIND, subject_id=moved, due_at=now + HOUR)
        assert services.run_due() == 0
        assert rung == []
        assert Deadline.objects.filter(subject_id=moved).count() == 1

    def test_a_poison_deadline_parks_after_five_tries_and_stops_nobody(self, rung: list[tuple[UUID, datetime]]) -> None:
        now, poison, sound = queries.now(), uuid4(), uuid4()

        def fail(subject_id: UUID, moment: datetime) -> None:
            if subject_id == poison:
                Company.objects.create(name="half done")
                raise RuntimeError("bad data")
            rung.append((subject_id, moment))

        services.EXECUTORS[KIND] = fail
        services.set_deadline(kind=KIND, subject_id=poison, due_at=now - 2 * HOUR)
        services.set_deadline(kind=KIND, subject_id=sound, due_at=now - HOUR)
        for _ in range(8):
            services.run_due()
            Deadline.objects.filter(subject_id=poison).update(retry_at=None)
        parked = Deadline.objects.get(subject_id=poison)
        assert (parked.state, parked.attempts, parked.error) == ("PARKED", 5, "RuntimeError: bad data")
        assert [subject for subject, _ in rung] == [sound]
        assert not Company.objects.exists()


class TestTwoWorkers:
    def test_forty_deadlines_are_executed_once_by_four_workers(
        self, committed_db: Access, rung: list[tuple[UUID, datetime]]
    ) -> None:
        now = queries.now()
        subjects = [uuid4() for _ in range(40)]
        for subject in subjects:
            services.set_deadline(kind=KIND, subject_id=subject, due_at=now - HOUR)

        def work() -> None:
            services.run_due()
            connections.close_all()

        threads = [Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(subject for subject, _ in rung) == sorted(subjects)
        assert Deadline.objects.filter(state=DeadlineState.EXECUTED).count() == 40


@pytest.mark.django_db
class TestClock:
    def test_steps_from_due_date_to_due_date(self, rung: list[tuple[UUID, datetime]]) -> None:
        start = queries.now()
        first, second = uuid4(), uuid4()
        services.set_deadline(kind=KIND, subject_id=second, due_at=start + timedelta(days=5))
        services.set_deadline(kind=KIND, subject_id=first, due_at=start + timedelta(days=2))
        services.head_for(target_at=start + timedelta(days=10))
        seen = []
        for _ in range(20):
            services.run_due()
            if not services.step(idle=lambda: True):
                break
            seen.append(queries.now() - start)
        services.run_due()
        assert [subject for subject, _ in rung] == [first, second]
        assert [moment - start for _, moment in rung] == [timedelta(days=2), timedelta(days=5)]
        assert queries.now() - start >= timedelta(days=10)
        assert queries.target() is None

    def test_waits_for_the_jobs_before_it_steps(self) -> None:
        start = queries.now()
        services.head_for(target_at=start + timedelta(days=1))
        assert services.step(idle=lambda: False)
        assert queries.now() - start < HOUR

    @pytest.mark.parametrize("by", [timedelta(), timedelta(days=-1), timedelta(days=401)])
    def test_never_goes_back_nor_too_far(self, by: timedelta) -> None:
        with pytest.raises(services.ClockRunsForward):
            services.head_for(target_at=queries.now() + by)
        assert queries.target() is None

    @override_settings(CLOCK_MOVABLE=False)
    def test_a_live_system_cannot_be_moved(self) -> None:
        with pytest.raises(services.ClockIsReal):
            services.head_for(target_at=queries.now() + HOUR)
        with pytest.raises(services.ClockIsReal):
            services.jump(by=HOUR)
        assert queries.offset() == timedelta()

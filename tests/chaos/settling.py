"""After a storm: whatever is in doubt is settled, whatever is due is done."""

from __future__ import annotations

import time

from sourcebridge.stories.stage import Stage
from tests.chaos.crowd import Line, Silence
from tests.chaos.journal import Journal
from tests.chaos.system import Running

STANDSTILL, LONGEST = 120, 900
WAITING_JOBS = (
    "SELECT task_name, status, attempts, scheduled_at, count(*) FROM procrastinate_jobs"
    " WHERE status IN ('todo', 'doing') GROUP BY 1, 2, 3, 4 ORDER BY 1 LIMIT 20"
)


def settle(line: Line, journal: Journal) -> int:
    """Send every request in doubt again under its key until it is answered; how many there were."""
    doubts = [row for row in journal.read() if row.answer is None]
    for row in doubts:
        deadline = time.monotonic() + 60
        while True:
            try:
                answer = line.sent(row.who, row.method, row.path, row.body, row.key)
            except Silence:
                assert time.monotonic() < deadline, f"{row.path} is never answered"
                time.sleep(0.2)
            else:
                journal.answered(row.key, answer.status_code, answer.text)
                break
    return len(doubts)


def quiet(system: Running) -> None:
    """Wait until the clock stands, no job waits and no deadline is due; standing still is a fault."""
    waiting = (
        "SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
        " AND task_name <> 'ledger.seal'),"
        " (SELECT count(*) FROM clock_deadline WHERE state = 'WAITING' AND due_at <= now() +"
        " coalesce((SELECT \"offset\" FROM clock_clockoffset), interval '0')),"
        " (SELECT count(*) FROM clock_clockoffset WHERE target_at IS NOT NULL)"
    )
    left, began = system.ask(waiting)[0], time.monotonic()
    moved = began
    while left != (0, 0, 0):
        time.sleep(0.2)
        now = system.ask(waiting)[0]
        if now != left:
            left, moved = now, time.monotonic()
        assert time.monotonic() < min(moved + STANDSTILL, began + LONGEST), (
            f"nothing moves: {left} {system.ask(WAITING_JOBS)}"
        )


def resume_parked(stage: Stage) -> int:
    """What the guide tells the operator: let jobs run again whose worker died under them; how many there were."""
    stuck = stage.call("operator", "GET", "/jobs/stuck")["jobs"]
    innocent = [job["id"] for job in stuck if job["error"].startswith("WorkerDied")]
    for job in innocent:
        stage.call("operator", "POST", f"/jobs/{job}/retry")
    return len(innocent)

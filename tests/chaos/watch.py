"""An observer with a connection of its own: how long jobs of dead workers lie, how long others wait for their turn."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import psycopg

LOOK = """
SELECT id, status::text, coalesce(worker_id, 0), task_name, coalesce(scheduled_at, now()) <= now()
FROM procrastinate_jobs WHERE status IN ('todo', 'doing')
"""
Row = tuple[int, str, int, str, bool]


@dataclass
class Watch:
    """Samples the queue several times a second. `dead` is the newest worker known to be dead."""

    dsn: str
    dead: int = 0
    abandoned: dict[int, float] = field(default_factory=dict)
    taken_up: list[float] = field(default_factory=list)
    slowest: str = ""
    queued: dict[int, float] = field(default_factory=dict)
    longest_queued: float = 0.0
    doing: bool = False

    def __post_init__(self) -> None:
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin."""
        self.thread.start()

    def stop(self) -> None:
        """End."""
        self.over.set()
        self.thread.join(30)

    @property
    def longest(self) -> float:
        """Seconds from a worker's death until the last of its jobs ran again (outages included)."""
        still = [time.monotonic() - since for since in self.abandoned.values()]
        return max([*self.taken_up, *still], default=0.0)

    def _run(self) -> None:
        while not self.over.is_set():
            try:
                with psycopg.connect(self.dsn, autocommit=True, connect_timeout=3) as connection:
                    while not self.over.is_set():
                        self.look(connection.execute(LOOK).fetchall(), time.monotonic())
                        time.sleep(0.2)
            except psycopg.Error:
                time.sleep(0.2)

    def look(self, rows: list[Row], moment: float) -> None:
        """One sample of the jobs that wait or work."""
        now = {row[0]: row for row in rows}
        for job, (_id, status, worker, _task, _due) in now.items():
            if status == "doing" and worker <= self.dead:
                self.abandoned.setdefault(job, moment)
        for job in [*self.abandoned]:
            row = now.get(job)
            if row is None or (row[1] == "doing" and row[2] > self.dead):
                took = moment - self.abandoned.pop(job)
                if took > max(self.taken_up, default=0.0):
                    self.slowest = row[3] if row else str(job)
                self.taken_up.append(took)
        waiting = {job for job, row in now.items() if row[1] == "todo" and row[4]}
        self.queued = {job: self.queued.get(job, moment) for job in waiting}
        self.longest_queued = max([self.longest_queued, *(moment - since for since in self.queued.values())])
        self.doing = any(row[1] == "doing" for row in rows)

"""A job that kills its worker and one that always fails are parked after five tries; nobody else waits for them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateJob

from sourcebridge.console import queries as console
from sourcebridge.runtime import env
from sourcebridge.runtime.paths import Data
from sourcebridge.runtime.roles import Access
from tests.chaos.extent import heavy
from tests.chaos.system import clean_environment

RUN = Path(__file__).with_name("run_worker.py")
PATIENCE = 150.0


@contextmanager
def kept_running(access: Access, folder: Path, *options: str) -> Iterator[list[int]]:
    """A worker that is started again whenever it dies, as the parent does; gives the list of its exit codes."""
    data = Data.at(folder / "data")
    data.create()
    environment = {**clean_environment(), **env.children(data, access, port=0, demo=True), "SB_WORKER": "1"}
    over, codes = threading.Event(), list[int]()
    child: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        with (folder / "worker.log").open("ab") as log:
            while not over.is_set():
                child[:] = [subprocess.Popen([sys.executable, str(RUN), *options], env=environment, stderr=log)]
                codes.append(child[0].wait())

    thread = threading.Thread(target=keep, daemon=True)
    thread.start()
    try:
        yield codes
    finally:
        over.set()
        child[0].terminate()
        thread.join(30)


def defer(name: str, **arguments: int) -> int:
    found: int = jobs.configure_task(name, queue="events", allow_unknown=True).defer(**arguments)
    return found


def status(job: int) -> str:
    row = ProcrastinateJob.objects.filter(pk=job).values_list("status", flat=True).first()
    return str(row or "done")


def until(holds: Callable[[], bool], seconds: float = PATIENCE) -> float:
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, "it did not happen"
        time.sleep(0.1)
    return time.monotonic() - began


@heavy
@pytest.mark.slow
class TestPoison:
    def test_is_parked_after_five_tries_and_delays_nobody(self, committed_db: Access, tmp_path: Path) -> None:
        with kept_running(committed_db, tmp_path) as codes:
            first = defer("chaos.works", number=-1)
            start = until(lambda: status(first) == "done")
            deadly, failing = defer("chaos.dies"), defer("chaos.fails")
            waits, number = list[float](), 0
            while {status(deadly), status(failing)} != {"failed"}:
                harmless, number = defer("chaos.works", number=number), number + 1
                waits.append(until(lambda job=harmless: status(job) == "done"))  # type: ignore[misc]
                time.sleep(0.3)
            deaths = len(codes)
            last = defer("chaos.works", number=-2)
            until(lambda: status(last) == "done")
            time.sleep(5)
        assert deaths == 5, (tmp_path / "worker.log").read_text()[-3000:]
        assert len(codes) == 6
        assert dict(ProcrastinateJob.objects.values_list("id", "attempts")) == {deadly: 5, failing: 5}
        assert max(waits) < 2 * start + 10, f"{max(waits):.0f} s, a start of the worker takes {start:.0f} s"
        causes = {row.id: row.error for row in console.stuck_jobs()}
        assert causes == {
            deadly: "WorkerDied: the worker died 5 times while this job ran", failing: "RuntimeError: poison"
        }  # fmt: skip
        if os.environ.get("REPORT"):
            said = f"poison: {deaths} deaths, {number} harmless jobs, longest wait {max(waits):.1f} s"
            with Path(os.environ["REPORT"]).open("a") as file:
                file.write(f"{said}, a start takes {start:.1f} s\n")

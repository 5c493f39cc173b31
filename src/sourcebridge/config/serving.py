"""The web processes: everything is imported once, then granian's workers are forked, which share what was imported.

Run as `python -m sourcebridge.config.serving --port 8000`. Half the memory and half the start of workers that import
for themselves (docs/measured/speed.md). No connection and no thread exists before the fork. Afterwards the process that
loaded becomes a light one that watches (config/watching.py).
"""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server import mp

from sourcebridge.config import intake, watching
from sourcebridge.runtime import processes

WORKERS = 2
HEAD_MILLISECONDS = 10_000


def load() -> None:
    """Import and prepare what every worker needs: addresses, API, pages in both languages, the words of the search.

    Side effect: pages are asked of the database, nothing is written (config/warming.py). What is made here stays, so
    nothing is looked through for garbage meanwhile: a third of the time.
    """
    gc.disable()
    from sourcebridge.config import warming, wsgi
    from sourcebridge.discovery.analysis import chinese, english

    chinese.cut("春亚纺面料")
    english.stem("fabrics")
    warming.warm(wsgi.application.application)
    gc.collect()
    gc.freeze()
    gc.enable()


class Forking(mp.MPServer):
    """granian's server whose process, once its workers are forked, becomes the light one that watches them.

    `living` are the workers that need not be forked; `command` is what loads again when one of them ends.
    """

    living: watching.Workers
    command: Sequence[str]

    def _spawn_workers(self, spawn_target: Callable[..., None], target_loader: Callable[..., Any]) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, watching.HEARD)

        def loaded() -> Any:
            for number in watching.HEARD:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, watching.HEARD)
            return target_loader()

        for place in range(self.workers):
            if place not in self.living:
                worker = self._spawn_worker(place, spawn_target, loaded)
                worker.inner.start()
                self.living[place] = (worker.inner.pid, time.monotonic())

    def _serve_loop(self, _spawn_target: Callable[..., None], _target_loader: Callable[..., Any]) -> None:
        if self.interrupt_signal:  # told to end before the signals were blocked
            os.kill(os.getpid(), signal.SIGTERM)
        watcher = [sys.executable, "-m", watching.__name__, watching.told(self.living), *self.command]
        os.execv(watcher[0], watcher)  # noqa: S606 - our own command


def server(
    target: str, *, port: int, workers: int = WORKERS, threads: int = intake.THREADS,
    kind: type[mp.MPServer] = mp.MPServer,
) -> mp.MPServer:  # fmt: skip
    """The server of `target` on 127.0.0.1: most of its threads wait for bodies, few work (config/intake.py)."""
    mp._wsgi_call_wrap = intake.tell_protocol(mp._wsgi_call_wrap)  # type: ignore[attr-defined] # noqa: SLF001 - no other way
    return kind(
        target,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_MILLISECONDS),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=int(watching.PATIENCE_SECONDS),
    )


def serve(target: str, *, port: int, workers: int, living: str, command: Sequence[str]) -> None:
    """Serve until told to stop. `command` runs what called this; it is given `--living` when a worker has ended."""
    if not processes.LINUX:
        server(target, port=port, workers=workers).serve()
        return
    made = server(target, port=port, workers=workers, kind=Forking)
    assert isinstance(made, Forking)
    made.living, made.command = watching.heard(living), command
    made.serve()


def main() -> None:
    """Load, then serve until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, default=WORKERS)
    parser.add_argument("--living", default="", help="workers that still serve, as config/watching.py writes them")
    given = parser.parse_args()
    load()
    command = [sys.executable, "-m", "sourcebridge.config.serving", "--port", str(given.port)]
    serve(
        "sourcebridge.config.wsgi:application", port=given.port, workers=given.workers, living=given.living,
        command=[*command, "--workers", str(given.workers)],
    )  # fmt: skip


if __name__ == "__main__":
    main()

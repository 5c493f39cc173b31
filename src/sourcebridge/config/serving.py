"""The web processes: everything is imported once, then granian forks its workers, which share what was imported.

Run as `python -m sourcebridge.config.serving --port 8000`. Half the memory and half the start of workers that import
for themselves (docs/measured/speed.md). No connection and no thread exists before the fork.
"""

from __future__ import annotations

import argparse
import gc

from django.db import connections
from django.urls import get_resolver
from django.utils import translation
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server import mp

from sourcebridge.config import intake

WORKERS = 2
HEAD_MILLISECONDS = 10_000


def load() -> None:
    """Import and prepare what every worker needs: addresses, API, words of both languages, the cutter of Chinese."""
    from sourcebridge.config import wsgi

    assert wsgi.application is not None
    assert get_resolver().url_patterns
    for language in ("zh-hans", "en"):
        with translation.override(language):
            translation.gettext("Orders")
    from sourcebridge.discovery.analysis import chinese

    chinese.cut("春亚纺面料")
    connections.close_all()
    gc.collect()
    gc.freeze()


def server(target: str, *, port: int, workers: int = WORKERS, threads: int = intake.THREADS) -> mp.MPServer:
    """The server of `target` on 127.0.0.1: most of its threads wait for bodies, few work (config/intake.py)."""
    mp._wsgi_call_wrap = intake.tell_protocol(mp._wsgi_call_wrap)  # type: ignore[attr-defined] # noqa: SLF001 - no other way
    return mp.MPServer(
        target,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_MILLISECONDS),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )


def main() -> None:
    """Load, then serve until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, default=WORKERS)
    given = parser.parse_args()
    load()
    server("sourcebridge.config.wsgi:application", port=given.port, workers=given.workers).serve()


if __name__ == "__main__":
    main()

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
from granian import Granian
from granian.constants import Interfaces

WORKERS = 2
THREADS = 4


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


def main() -> None:
    """Load, then serve until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, default=WORKERS)
    given = parser.parse_args()
    load()
    Granian(
        "sourcebridge.config.wsgi:application",
        address="127.0.0.1",
        port=given.port,
        interface=Interfaces.WSGI,
        workers=given.workers,
        blocking_threads=THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


if __name__ == "__main__":
    main()

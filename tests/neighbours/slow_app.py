"""Programs of the tests: the server with a small application, behind the waiting room and without it.

`python -m tests.neighbours.slow_app PORT guarded|bare`.
"""

import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sourcebridge.config.settings")
django.setup()

from sourcebridge.config import intake, serving  # noqa: E402 - after the set-up

PATIENCE = 3.0


def bare(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Tells how many bytes came."""
    content = environ["wsgi.input"].read() if environ["REQUEST_METHOD"] == "POST" else b""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(len(content)).encode()]


guarded = intake.Intake(bare, patience=PATIENCE)

if __name__ == "__main__":
    name = sys.argv[2]
    threads = intake.THREADS if name == "guarded" else intake.PLACES
    serving.server(f"tests.neighbours.slow_app:{name}", port=int(sys.argv[1]), workers=1, threads=threads).serve()

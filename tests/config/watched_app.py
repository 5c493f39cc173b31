"""A program of the tests: two web workers with a small application, forked and watched as the product's are.

`python -m tests.config.watched_app PORT tells|breaks`.
"""

import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

from sourcebridge.config import serving


def tells(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The process that answers."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]


if __name__ == "__main__":
    port, name = sys.argv[1:3]
    serving.serve(
        f"tests.config.watched_app:{name}", port=int(port), workers=2,
        living=sys.argv[4] if len(sys.argv) > 4 else "",
        command=[sys.executable, "-m", "tests.config.watched_app", port, name],
    )  # fmt: skip

"""The process above the web workers while they work: it waits for signals and holds nothing else in memory.

The one that imported everything becomes this program (exec: the same process, the same children) once its workers are
forked. What it had imported would stay in memory beside what they have written to: about 57 MB of pages of its own
(docs/measured/speed.md). When a worker ends, this program becomes the loading one again, which forks the missing worker
while the others go on serving, and then this one again.

`python -m sourcebridge.config.watching WORKERS COMMAND...`: the workers as `told` writes them, the command that loads.
SIGTERM, SIGINT and SIGHUP end the workers, with SIGKILL after ten seconds; they come blocked. Linux only.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence

ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
HEARD = {*ENDING, signal.SIGCHLD}
PATIENCE_SECONDS = 10.0
CRASHING_SECONDS = 5.5
Workers = dict[int, tuple[int, float]]  # place: process, monotonic second of its start


def told(workers: Workers) -> str:
    """Workers as one argument of a command."""
    return ",".join(f"{place}:{pid}:{began:.1f}" for place, (pid, began) in workers.items())


def heard(argument: str) -> Workers:
    """Workers as `told` wrote them."""
    found = (one.split(":") for one in argument.split(",") if one)
    return {int(place): (int(pid), float(began)) for place, pid, began in found}


def watch(workers: Workers, command: Sequence[str]) -> int:
    """Wait for an end; the exit code, unless the process becomes `command --living WORKERS` for a worker that ended.

    A worker that ended within 5.5 seconds of its start is not replaced: all end, the exit code is 1.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
    while True:
        ended = _reaped(workers)
        if any(time.monotonic() - began < CRASHING_SECONDS for _pid, began in ended.values()):
            print("a web worker ended as soon as it began; ending all", file=sys.stderr, flush=True)
            _end(workers)
            return 1
        if ended:
            print(f"{len(ended)} of the web workers ended; loading anew", file=sys.stderr, flush=True)
            os.execv(command[0], [*command, "--living", told(workers)])  # noqa: S606 - our own command
        if signal.sigwait(HEARD) in ENDING:
            _end(workers)
            return 0


def _reaped(workers: Workers) -> Workers:
    """The workers that have ended, taken out of `workers`."""
    ended: Workers = {}
    while True:
        try:
            pid, _status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            pid = 0
        if not pid:
            break
        for place in [place for place, worker in workers.items() if worker[0] == pid]:
            ended[place] = workers.pop(place)
    return ended


def _end(workers: Workers) -> None:
    for pid, _began in workers.values():
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while workers and (left := deadline - time.monotonic()) > 0:
        signal.sigtimedwait({signal.SIGCHLD}, left)
        _reaped(workers)
    for pid, _began in workers.values():
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(watch(heard(sys.argv[1]), sys.argv[2:]))

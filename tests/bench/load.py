"""Closed-loop load by wrk with a Lua script of ours; every answer must be a success."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

LUA = Path(__file__).with_name("load.lua")
STEPS = Path(__file__).with_name("steps.lua")
_RUNS = count()
WARMING = 2.0  # so short a run need not finish anything


@dataclass(frozen=True)
class Request:
    """One request to repeat; `{key}` in it becomes new with every sending."""

    method: str
    path: str
    token: str = ""
    body: str = ""


@dataclass(frozen=True)
class Figures:
    """What one run measured: per second, milliseconds at three places of the distribution, processor.

    `cpu` is what servers and database used for one: it says on a busy machine what the rate says on a quiet one.
    """

    rate: float
    p50: float
    p95: float
    p99: float
    cpu: float = 0.0


class LoadFailed(Exception):
    """A run with answers that were no success."""


def run(url: str, requests: Sequence[Request], *, concurrency: int, seconds: float) -> Figures:
    """Send these requests in turn over so many connections for so long. Raises LoadFailed."""
    lines = [f"{one.method}\t{one.path}\t{one.token}\t{one.body}" for one in requests]
    return _wrk(url, LUA, lines, concurrency=concurrency, seconds=seconds, threads=min(2, concurrency))


def steps(url: str, flows: Sequence[dict[str, Any]], *, concurrency: int, seconds: float) -> Figures:
    """Orders step by step, each connection one flow after the other; the figures are those of whole orders."""
    lines = [
        "\t".join([flow["token"], flow["address"], *(f"{line['sku']}={line['quantity']}" for line in flow["lines"])])
        for flow in flows
    ]
    return _wrk(url, STEPS, lines, concurrency=concurrency, seconds=seconds, threads=concurrency)


def _wrk(url: str, script: Path, lines: Sequence[str], *, concurrency: int, seconds: float, threads: int) -> Figures:
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        tag = f"{uuid4().hex[:10]}-{next(_RUNS)}"
        done = subprocess.run(
            ["wrk", "-t", str(threads), "-c", str(concurrency), "-d", f"{max(1, round(seconds))}s", "--timeout", "30s",
             "-s", str(script), url, "--", file.name, tag],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    said = next((line for line in done.stdout.splitlines() if line.startswith("{")), "")
    if not said:
        raise LoadFailed(done.stdout[-800:] + done.stderr[-800:])
    found = json.loads(said)
    if found["failed"] or (seconds > WARMING and not found["rate"]):
        raise LoadFailed(f"{found} {done.stdout[:600]} {done.stderr[-600:]}")
    return Figures(found["rate"], found["p50"], found["p95"], found["p99"])

"""`make bench`: measure everything, write docs/measured/speed.json, exit 1 when a gate is missed beyond the noise.

SHORT=1: one catalogue, short runs, no waiting for a quiet machine; such figures say little but the order of magnitude.
LONG=1: 1,000,000 SKUs, too. ONLY=list,order: these works alone. BENCH_FOLDER=/tmp/kept: keep the catalogues.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import UTC, datetime
from statistics import median
from typing import Any

from sourcebridge.runtime import processes
from sourcebridge.runtime.paths import PROJECT
from tests.bench import counting, gates, ground, load, machine, report, same, streaming, works
from tests.bench.load import Figures

SHORT, LONG = bool(os.environ.get("SHORT")), bool(os.environ.get("LONG"))
ONLY = tuple(filter(None, os.environ.get("ONLY", "").split(",")))
ROUNDS, SECONDS, WARM = (1, 4.0, 1.0) if SHORT else (3, 4.0, 2.0)
WARM_LONG = 12.0  # two processes draw what they keep, eight connections plan: every address has been asked for
CONCURRENCIES = (1, 16)
Samples = dict[tuple[str, str, int], list[Figures]]


def say(line: str) -> None:
    """One line for whoever waits."""
    print(f"{datetime.now():%H:%M:%S} {line}", flush=True)  # noqa: DTZ005 - the watch on the wall


class Bench:
    """The samples of a run: by system, work and concurrency."""

    def __init__(self, base: ground.Ground) -> None:
        self.ground = base
        self.samples: Samples = {}
        self.busy: list[float] = []
        self.servers: dict[str, int] = {}
        self.failed: list[str] = []

    def round(self, ours: str, reference: str, number: int) -> None:
        """Every work once on every system, the systems one after the other within a work."""
        for work in works.of(self.ground.plan):
            if ONLY and work.name.removesuffix("_bare") not in ONLY:
                continue
            for concurrency in work.concurrencies:
                for system in ("floor", "reference", "ours"):
                    if system in work.on:
                        self._one(system, work, concurrency, ours if system == "ours" else reference, number)

    def _one(self, system: str, work: works.Work, concurrency: int, url: str, number: int) -> None:
        if not SHORT:
            self.busy.append(machine.wait_until_quiet())
        try:
            if number == 0 and system != "floor":
                is_long = work.name.endswith("_page") or (system, work.name) == ("ours", "search")
                self._measure(system, work, concurrency, url, WARM_LONG if is_long else WARM)
            found = self._with_cpu(system, work, concurrency, url)
        except (load.LoadFailed, subprocess.CalledProcessError) as error:
            self.failed.append(f"{system} {work.name} c={concurrency}: {error}")
            say(self.failed[-1])
            return
        self.samples.setdefault((system, work.name, concurrency), []).append(found)
        said = f"{found.rate:9.1f}/s p50 {found.p50:7.2f} p95 {found.p95:7.2f} ms, processor {found.cpu:.2f} ms"
        say(f"{system:9} {work.name:12} c={concurrency:2} {said}")

    def _with_cpu(self, system: str, work: works.Work, concurrency: int, url: str) -> Figures:
        engine = self.ground.system.engine.process
        watched = [engine.pid] if engine and system != "floor" else []  # the floor reads the server's time itself
        if system in self.servers:
            watched.append(self.servers[system])
        before = sum(machine.cpu(machine.descendants(pid)) for pid in watched)
        began = time.monotonic()
        found = self._measure(system, work, concurrency, url, SECONDS)
        many = found.rate * (time.monotonic() - began)
        used = sum(machine.cpu(machine.descendants(pid)) for pid in watched) - before
        return replace(found, cpu=found.cpu + 1000 * used / max(many, 1))

    def _measure(self, system: str, work: works.Work, concurrency: int, url: str, seconds: float) -> Figures:
        if system == "floor":
            return self._floor(work.name, concurrency, seconds)
        if system == "ours" and work.flows:
            return load.steps(url, work.flows, concurrency=concurrency, seconds=2 * seconds)
        requests = work.reference if system == "reference" else work.ours
        return load.run(url, requests, concurrency=concurrency, seconds=seconds)

    def _floor(self, name: str, concurrency: int, seconds: float) -> Figures:
        engine = self.ground.system.engine.process
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.floor", str(self.ground.path), name, str(concurrency), str(seconds)],
            check=True, capture_output=True, text=True, cwd=PROJECT,
            env={**self.ground.environment, "SB_BENCH_DSN": self.ground.dsn,
                 "SB_BENCH_ENGINE": str(engine.pid if engine else os.getpid())},
        )  # fmt: skip
        return Figures(**json.loads(done.stdout))

    def rate(self, system: str, work: str, concurrency: int) -> float:
        """The median rate; 0 when it was not measured."""
        found = self.samples.get((system, work, concurrency))
        return median(one.rate for one in found) if found else 0.0

    def p95(self, work: str, concurrency: int = 1) -> float:
        """Our median p95 in milliseconds; 0 when it was not measured."""
        found = self.samples.get(("ours", work, concurrency))
        return median(one.p95 for one in found) if found else 0.0

    def ratios(self) -> dict[str, float]:
        """The figures the gates judge."""
        found = {}
        for work, floor in (("list", "list"), ("search", "search"), ("detail", "detail"), ("order", "order"),
                            ("steps", "order")):  # fmt: skip
            if ours := self.rate("ours", work, 16):
                found[work] = self.rate("floor", floor, 16) / ours
        for work in ("list", "search", "detail", "order"):
            if ours := self.rate("ours", work, 1):
                found[f"{work}_alone"] = self.rate("floor", work, 1) / ours
        for work in ("list", "search", "detail"):
            if page := self.rate("ours", f"{work}_page", 16):
                found[f"{work}_page"] = self.rate("ours", work, 16) / page
        if floor_rate := self.rate("floor", "hot", 16):
            found["hot"] = self.rate("ours", "hot", 16) / floor_rate
        return found


def reference(base: ground.Ground, interface: str = "wsgi") -> tuple[list[str], dict[str, str], str]:
    """How the one-file Django is served: command, environment, address."""
    port = processes.free_port()
    target = "tests.bench.reference:" + ("application" if interface == "wsgi" else "asgi")
    options = ["--interface", interface, "--host", "127.0.0.1", "--port", str(port), "--workers", "2", "--no-ws"]
    options += ["--blocking-threads", "4"] if interface == "wsgi" else []
    environment = {**base.environment, "SB_BENCH_PLAN": str(base.path)}
    return [sys.executable, "-m", "granian", *options, target], environment, f"http://127.0.0.1:{port}"


def measure(base: ground.Ground, rounds: int) -> tuple[Bench, dict[str, float]]:
    """All works on one catalogue, and what the web processes need."""
    bench, figures = Bench(base), {}
    command, environment, url = reference(base)
    with ExitStack() as open_:
        ours = open_.enter_context(ground.web(base))
        figures["start"] = ours.seconds
        beside = open_.enter_context(ground.served(command, environment, url, "/empty"))
        same.check(base, ours.url)
        bench.servers = {"ours": ours.process.pid, "reference": beside.process.pid}
        for number in range(rounds):
            say(f"round {number + 1} of {rounds}, {base.plan['skus']:,} SKUs")
            bench.round(ours.url, url, number)
        figures["web_memory"] = machine.pss(machine.descendants(ours.process.pid))
    return bench, figures


def interfaces(base: ground.Ground) -> dict[str, Figures]:
    """The same Django under granian's WSGI and ASGI: an empty view and a list, one connection and sixteen."""
    found: dict[str, list[Figures]] = {}
    for _round in range(1 if SHORT else 3):
        for interface in ("wsgi", "asgi"):
            command, environment, url = reference(base, interface)
            with ground.served(command, environment, url, "/empty"):
                for name, path in (("empty", "/empty"), ("list", works.list_path(base.plan, 0))):
                    for concurrency in CONCURRENCIES:
                        if not SHORT:
                            machine.wait_until_quiet()
                        asked = [load.Request("GET", path)]
                        load.run(url, asked, concurrency=concurrency, seconds=1)
                        done = load.run(url, asked, concurrency=concurrency, seconds=SECONDS)
                        found.setdefault(f"{interface} {name} c={concurrency}", []).append(done)
                        say(f"{interface} {name} c={concurrency}: {done.rate:.0f}/s p50 {done.p50:.2f} ms")
    return {name: sorted(many, key=lambda one: one.rate)[len(many) // 2] for name, many in found.items()}


def main() -> None:
    """Measure, write, judge."""
    began = datetime.now(UTC)
    figures: dict[str, float] = {}
    with ground.seeded(10_000) as base:
        if "migrations" in base.seconds:
            figures["migrations"] = base.seconds["migrations"]
        if not ONLY:
            figures |= counting.statements(base)
        bench, more = measure(base, ROUNDS)
        figures |= more | bench.ratios()
        servers = interfaces(base) if not ONLY or "servers" in ONLY else {}
        streams = streaming.measure(base) if not ONLY or "streams" in ONLY else {}
        if streams:
            figures["streams"] = streams["p95"]
            bench.failed += [f"{streams['missing']} signals did not arrive"] if streams["missing"] else []
            say(f"streams: {streams}")
        if not SHORT or "memory" in ONLY:
            figures["all_memory"] = counting.everything(base)
    if not SHORT:
        figures |= growth(bench, 100_000, "growth")
    if LONG:
        figures |= growth(bench, 1_000_000, "million")
    judged = gates.judge({name: figure for name, figure in figures.items() if figure})
    made = {
        "date": f"{began:%Y-%m-%d %H:%M} UTC", "short": SHORT,
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "busy_before_runs": round(max(bench.busy, default=-1), 3), "load_average": os.getloadavg(),
        "catalogue": {name: base.plan[name] for name in ("skus", "goods", "categories_in_use")},
        "samples": {" ".join(map(str, key)): [asdict(one) for one in many] for key, many in bench.samples.items()},
        "streams": streams,
        "servers": {name: asdict(one) for name, one in servers.items()},
        "gates": [[gate.code, gate.text, gate.limit, gate.goal, figure, verdict] for gate, figure, verdict in judged],
        "failed": bench.failed,
    }  # fmt: skip
    report.write(made)
    missed = [gate.text for gate, _figure, verdict in judged if verdict == "MISSED"]
    for line in [*(one[:400] for one in bench.failed), *(f"missed: {text}" for text in missed)]:
        print(line)
    sys.exit(bool(missed or bench.failed))


def growth(small: Bench, skus: int, name: str) -> dict[str, float]:
    """p95 of a larger catalogue against that of the small one, one connection, equal match counts."""
    with ground.seeded(skus) as large, ground.web(large) as running:
        bench = Bench(large)
        found: dict[str, Any] = {}
        for number in range(ROUNDS):
            for work in works.of(large.plan):
                if work.name in {"list", "detail", "marks"}:
                    bench._one("ours", work, 1, running.url, number)
        for asked, code in (("list", "list"), ("detail", "detail"), ("marks", "search")):
            if small.p95(asked):
                found[f"{name}_{code}"] = bench.p95(asked) / small.p95(asked)
        if name == "million":
            found["million_page"] = max(bench.p95(asked) for asked in ("list", "marks"))
        small.failed += bench.failed
        return found


if __name__ == "__main__":
    main()

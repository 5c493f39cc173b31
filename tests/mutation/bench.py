"""Runs mutants in place of the tests: each in a fork of a process that has everything imported and its database ready.

A baseline notes which test runs which line and how long it takes; a mutant is shown to the tests of its lines, the
fastest first, until one fails. The child says its verdict through a pipe: a child that dies without a word has broken
the bench and is an error, never a kill.
"""

from __future__ import annotations

import collections
import gc
import json
import os
import select
import signal
import sys
import threading
import time
import traceback
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import hypothesis
import pytest
from _pytest.runner import call_and_report

from tests.mutation import living
from tests.mutation.mutants import Module, Mutant
from tests.mutation.targets import PROJECT, Group

KILLED, SURVIVED, NO_TEST = "killed", "survived", "no test"
TIMED_OUT, ERROR, NOT_RUN = "timed out", "error", "not run"
SLACK = float(os.environ.get("MUTATION_SLACK", "10"))
BROWSER = {"live_site", "browser", "page"}
FIXTURES = ("tests/conftest.py", "sourcebridge/runtime/testing.py")


class OutOfTime(BaseException):
    """The mutant's time is over."""


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant, and the test that killed it or the trace of the error."""

    verdict: str
    mutant: Mutant
    by: str = ""


@dataclass
class Bench:
    """A pytest plugin; after the run `results` has a verdict for each mutant, `broken` why there are none."""

    group: Group
    choose: Callable[[Group], list[tuple[Module, Mutant]]]
    seconds_allowed: float = 36_000.0
    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[tuple[str, int], set[str]] = field(default_factory=lambda: collections.defaultdict(set))
    results: list[Verdict] = field(default_factory=list)
    kills: collections.Counter[str] = field(default_factory=collections.Counter)
    broken: str = ""

    def pytest_configure(self, config: pytest.Config) -> None:
        """The same examples every time, none kept from one mutant for the next."""
        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        hypothesis.settings.register_profile(
            "mutation", parent=hypothesis.settings(), derandomize=True, database=None, phases=phases, deadline=None
        )
        hypothesis.settings.load_profile("mutation")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out what drives a browser."""
        items[:] = [item for item in items if not BROWSER & set(getattr(item, "fixturenames", ()))]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Baseline, the bench's own proof, then every mutant."""
        whole = _Whole(session)
        wanted = self.choose(self.group)
        if not wanted:
            return True
        items = self._baseline(session.items, whole)
        if self.broken:
            return True
        items.sort(key=lambda item: self.seconds[item.nodeid])
        functions = living.functions({str(path) for path in self.group.files()})
        _close_connections()
        gc.freeze()
        verdict, by = self._fork(None, items, functions, whole)
        if verdict != SURVIVED:
            self.broken = f"in a fork and without a mutant: {verdict} {by}"
            return True
        say(f"{len(items)} tests, {sum(self.seconds.values()):.0f} s; {len(wanted)} mutants")
        began = time.monotonic()
        for number, (module, mutant) in enumerate(wanted, 1):
            if time.monotonic() > began + self.seconds_allowed:
                self.results.append(Verdict(NOT_RUN, mutant))
                continue
            chosen = self._tests_of(mutant, items)
            verdict, by = self._fork((module, mutant), chosen, functions, whole) if chosen else (NO_TEST, "")
            self.results.append(Verdict(verdict, mutant, by))
            self.kills[by.partition(" (")[0]] += verdict == KILLED
            if verdict != KILLED:
                say(f"{number} {verdict}: {place(self.group, mutant)} {mutant.what} {by}")
        return True

    def _baseline(self, every: list[pytest.Item], whole: _Whole) -> list[pytest.Item]:
        items = []
        files = {str(path) for path in self.group.files()}
        for item in every:
            started = time.monotonic()
            outcome = self._traced(item, whole, files)
            if outcome == "failed":
                self.broken = f"red without a mutant: {item.nodeid}"
                return []
            if outcome == "passed":
                items.append(item)
                self.seconds[item.nodeid] = time.monotonic() - started
        return items

    def _traced(self, item: pytest.Item, whole: _Whole, files: set[str]) -> str:
        def local(frame: types.FrameType, event: str, arg: object) -> object:
            self.lines[frame.f_code.co_filename, frame.f_lineno].add(item.nodeid)
            return local

        def trace(frame: types.FrameType, event: str, arg: object) -> object:
            return local(frame, event, arg) if frame.f_code.co_filename in files else None

        sys.settrace(trace)  # type: ignore[arg-type]
        threading.settrace(trace)  # type: ignore[arg-type]
        try:
            reports = [report for report, _ in _phases(item, whole)]
        finally:
            sys.settrace(None)
            threading.settrace(None)  # type: ignore[arg-type]
        for report in reports:
            if report.failed:
                say(report.longreprtext[-1500:])
        if any(report.failed for report in reports):
            return "failed"
        return "skipped" if any(report.skipped for report in reports) else "passed"

    def _tests_of(self, mutant: Mutant, items: list[pytest.Item]) -> list[pytest.Item]:
        """Those of its lines, all for a declaration; first what killed most for the time it takes, then the fastest."""
        if mutant.function is not None:
            wanted = {test for line in mutant.lines for test in self.lines.get((str(mutant.path), line), ())}
            items = [item for item in items if item.nodeid in wanted]
        return sorted(items, key=lambda item: -(self.kills[item.nodeid] + 0.01) / (self.seconds[item.nodeid] + 0.02))

    def _fork(
        self,
        change: tuple[Module, Mutant] | None,
        chosen: list[pytest.Item],
        functions: living.Functions,
        whole: _Whole,
    ) -> tuple[str, str]:
        limit = sum(SLACK + 3 * self.seconds[item.nodeid] for item in chosen) + SLACK
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                said = _child(change, chosen, functions, whole, self.seconds)
            except BaseException:
                said = (ERROR, traceback.format_exc(limit=-4))
            os.write(writing, json.dumps(said).encode()[:60_000])
            os._exit(0)
        os.close(writing)
        heard = b""
        ready, _, _ = select.select([reading], [], [], limit)
        if ready:
            while part := os.read(reading, 65536):
                heard += part
        os.close(reading)
        if not ready:
            os.kill(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if heard:
            verdict, by = json.loads(heard)
            return verdict, by
        return (ERROR, f"the child ended with {status} and said nothing") if ready else (TIMED_OUT, "")


class _Whole:
    """Stands for a next test that shares nothing but the session, so that only the session's fixtures are kept."""

    def __init__(self, session: pytest.Session) -> None:
        self.session = session

    def listchain(self) -> list[pytest.Session]:
        return [self.session]


def say(text: str) -> None:
    """Progress, beside whatever pytest catches."""
    print(text, file=sys.__stderr__, flush=True)


def place(group: Group, mutant: Mutant) -> str:
    """File and line."""
    return f"{mutant.path.relative_to(group.root)}:{mutant.line}"


def _phases(item: pytest.Item, whole: _Whole) -> Iterator[tuple[pytest.TestReport, BaseException | None]]:
    """Setup, call and teardown with what each raised, one after the other."""
    if hasattr(item, "_request") and not item._request:
        item._initrequest()  # type: ignore[attr-defined]
    raised: list[BaseException | None] = []

    class Ear:
        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
            raised.append(call.excinfo.value if call.excinfo else None)
            return (yield)

    ear = Ear()
    item.config.pluginmanager.register(ear)
    try:
        report = call_and_report(item, "setup", log=False)
        yield report, raised[-1]
        if report.passed:
            yield call_and_report(item, "call", log=False), raised[-1]
        yield call_and_report(item, "teardown", log=False, nextitem=whole), raised[-1]  # type: ignore[arg-type]
    finally:
        item.config.pluginmanager.unregister(ear)
    if hasattr(item, "_request"):
        item._request = False
        item.funcargs = None  # type: ignore[attr-defined]


def _child(
    change: tuple[Module, Mutant] | None,
    chosen: list[pytest.Item],
    functions: living.Functions,
    whole: _Whole,
    seconds: dict[str, float],
) -> tuple[str, str]:
    def over(number: int, frame: types.FrameType | None) -> None:
        raise OutOfTime

    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    sys.__stderr__ = None  # type: ignore[misc]
    if change is not None:
        module, mutant = change
        if mutant.function is None:
            unimportable = living.declare(module, mutant)
            if unimportable:
                return KILLED, f"the module no longer loads: {unimportable}"
        else:
            living.swap(module, mutant, functions)
    signal.signal(signal.SIGALRM, over)
    said: tuple[str, str] | None = None
    for item in chosen:
        signal.setitimer(signal.ITIMER_REAL, SLACK + 3 * seconds[item.nodeid])
        try:
            for report, raised in _phases(item, whole):
                if said is None and isinstance(raised, OutOfTime):
                    said = TIMED_OUT, item.nodeid
                elif said is None and report.failed:
                    said = _judge(item, report, raised)
                if said is not None:
                    signal.setitimer(signal.ITIMER_REAL, SLACK)
        except OutOfTime:
            said = said or (TIMED_OUT, item.nodeid)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        if said is not None:
            return said
    return SURVIVED, ""


def _judge(item: pytest.Item, report: pytest.TestReport, raised: BaseException | None) -> tuple[str, str]:
    """A kill if a test or the code under it failed; an error if the floor under the tests gave way."""
    text = f"{item.nodeid} ({report.when}) {type(raised).__name__}: {raised}"[:600]
    if raised is None or isinstance(raised, MemoryError | KeyboardInterrupt | SystemExit | GeneratorExit):
        return ERROR, text
    if type(raised).__name__ == "OperationalError" and "connect" in str(raised):
        return ERROR, text
    if report.when == "call" or isinstance(raised, AssertionError):
        return KILLED, text
    frames = traceback.extract_tb(raised.__traceback__)
    ours = [
        frame.filename for frame in frames if frame.filename.startswith((str(PROJECT / "src"), str(PROJECT / "tests")))
    ]
    if any(not name.endswith(FIXTURES) and "/tests/mutation/" not in name for name in ours):
        return KILLED, text
    return ERROR, text


def _close_connections() -> None:
    if "django.db" in sys.modules:
        from django.db import connections

        connections.close_all()

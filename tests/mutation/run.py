"""`make mutate`: the groups of targets.py, one process each; 1 if fewer than nine of ten mutants of a group are killed.

GROUP=money,ledger chooses groups. SAMPLE=100 takes that many of each, drawn by SEED. CHANGED=1 takes only lines that
differ from origin/main (CHANGED=<commit> from another base), as many as a minute of mutants allows all told, and writes
nothing; 1 if of ten or more fewer than nine of ten are killed, all groups together. AGAIN=1 takes only what the kept
figures call alive, after tests were added and no mutated code was changed, and corrects the figures.
"""

from __future__ import annotations

import collections
import multiprocessing
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest

from tests.mutation import report
from tests.mutation.bench import ERROR, KILLED, NOT_RUN, Bench, Verdict, place
from tests.mutation.living import names_of
from tests.mutation.mutants import Module, Mutant
from tests.mutation.survivors import REASONS
from tests.mutation.targets import GROUPS, PROJECT, Group

GATE = 0.9
SAMPLE_SECONDS = 60.0
BROKEN = 2
FEW = 10
OPTIONS: tuple[str, ...] = ("-n0", "-q")
P = ParamSpec("P")
R = TypeVar("R")


def changed_lines(base: str) -> dict[Path, set[int]]:
    """The lines of this working tree that differ from a commit; raises CalledProcessError when git has no such one."""
    command = ["git", "diff", "-U0", base, "--", "src"]
    text = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    lines: dict[Path, set[int]] = collections.defaultdict(set)
    path = PROJECT
    for line in text.splitlines():
        if line.startswith("+++ "):
            path = PROJECT / line[6:]
        elif line.startswith("@@"):
            start, _, count = line.split()[2].lstrip("+").partition(",")
            lines[path].update(range(int(start), int(start) + int(count or 1)))
    return lines


def base() -> str:
    """The commit CHANGED compares with: the one named, origin/main, or the commit before; "" when none is known."""
    given = os.environ.get("CHANGED", "")
    here = _commit("HEAD")
    for name in (given,) if given != "1" else ("origin/main", "HEAD~1"):
        if _commit(name) not in {"", here}:
            return name
    return ""


def _commit(name: str) -> str:
    command = ["git", "rev-parse", "-q", "--verify", f"{name}^{{commit}}"]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False).stdout.strip()


def choose(group: Group) -> list[tuple[Module, Mutant]]:
    """The group's mutants: all, those of changed lines, or a seeded sample."""
    found = [
        (module, mutant)
        for module in (Module.read(path, names_of(path)) for path in group.files())
        for mutant in module.found
        if group.means(mutant.path, mutant.where)
    ]
    if os.environ.get("CHANGED"):
        lines = changed_lines(base())
        found = [
            (module, mutant)
            for module, mutant in found
            if lines.get(mutant.path, set()) & set(mutant.lines) and reason(group, mutant) is None
        ]
        random.Random(os.environ.get("SEED", "1")).shuffle(found)
    if os.environ.get("AGAIN"):
        alive = report.alive(group)
        return [(module, mutant) for module, mutant in found if report.known_as(group, mutant) in alive]
    size = int(os.environ.get("SAMPLE") or len(found))
    return random.Random(os.environ.get("SEED", "1")).sample(found, size) if size < len(found) else found


def reason(group: Group, mutant: Mutant) -> str | None:
    """Why it may live, if somebody looked."""
    return REASONS.get((mutant.path.relative_to(group.root).as_posix(), mutant.where, mutant.what))


def one(group: Group, *, seconds: float = 36_000.0, options: tuple[str, ...] = ()) -> tuple[int, list[Verdict]]:
    """Run a group here; 0 when enough were killed, 1 when not, 2 when the bench itself failed."""
    bench = Bench(group, choose, seconds)
    code = pytest.main([*OPTIONS, "--capture=sys", "-p", "no:cacheprovider", *options, *group.tests], plugins=[bench])
    if bench.broken or code not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        print(f"BROKEN: {bench.broken or code}", flush=True)
        return BROKEN, bench.results
    errors = [each for each in bench.results if each.verdict == ERROR]
    for each in errors:
        print(f"ERROR: {place(group, each.mutant)} {each.mutant.what}: {each.by}", flush=True)
    if errors:
        return BROKEN, bench.results
    return int(report.share(ran_of(bench.results)) < GATE), bench.results


def ran_of(results: list[Verdict]) -> list[Verdict]:
    """Those there was time for."""
    return [each for each in results if each.verdict != NOT_RUN]


def groups_wanted() -> list[str]:
    """Those named, or all; with CHANGED those whose files differ."""
    names = [name for name in os.environ.get("GROUP", "").split(",") if name] or list(GROUPS)
    if os.environ.get("CHANGED"):
        lines = changed_lines(base())
        names = [name for name in names if set(GROUPS[name].files()) & set(lines)]
    return names


def whole(name: str) -> int:
    """All or a sample of a group's mutants; prints and keeps the figures. What `one` returns."""
    began = time.monotonic()
    code, results = one(GROUPS[name])
    if results and code != BROKEN:
        entry = report.entry(GROUPS[name], results, os.environ.get("SAMPLE", ""), time.monotonic() - began)
        if os.environ.get("AGAIN"):
            entry = report.corrected(name, entry)
            code = int(report.rate(entry) < GATE)
        print(report.row(name, entry), flush=True)
        report.keep(name, entry)
    return code


def changed(name: str, seconds: float) -> tuple[bool, int, int]:
    """The mutants of a group's changed lines: whether the bench broke, how many ran, how many were killed."""
    code, results = one(GROUPS[name], seconds=seconds)
    ran = ran_of(results)
    return code == BROKEN, len(ran), sum(each.verdict == KILLED for each in ran)


def gate() -> int:
    """The changed lines of all groups against the share that must be killed; fewer mutants than FEW decide nothing."""
    if not base():
        print("There is no earlier commit to compare with: nothing to do.")
        return 0
    names = groups_wanted()
    if not names:
        print(f"No line of the mutated code differs from {base()}: nothing to do.")
        return 0
    told = [apart(changed, name, SAMPLE_SECONDS / len(names)) for name in names]
    ran, killed = sum(each[1] for each in told), sum(each[2] for each in told)
    if any(broken for broken, _ran, _killed in told):
        return BROKEN
    red = ran >= FEW and killed < GATE * ran
    asked = f"at least {GATE:.0%} must be" if ran >= FEW else f"fewer than {FEW} decide nothing"
    print(f"{killed} of {ran} small faults in lines changed since {base()} were noticed ({', '.join(names)}): {asked}.")
    return int(red)


def apart(act: Callable[P, R], *given: P.args, **named: P.kwargs) -> R:
    """Do it in a process of its own; raises BrokenProcessPool when that dies."""
    with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("fork")) as process:
        return process.submit(act, *given, **named).result()


def main() -> int:
    """Each group in a process of its own, so that none sees another's mutants or tests."""
    if os.environ.get("CHANGED"):
        return gate()
    return max(apart(whole, name) for name in groups_wanted())


if __name__ == "__main__":
    sys.exit(main())

"""Engine, web, worker and parent are killed under a mixed load: what was answered stays, and the rest is settled.

The journal of answers is a plain file outside the system, synced before an answer counts. Afterwards every request in
doubt is sent again under its key, every acknowledged one again too, and the database is asked what is there.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections import Counter
from pathlib import Path

import pytest

from sourcebridge.stories.stage import Stage
from tests.chaos import findings
from tests.chaos.crowd import Crowd, Line, gathered
from tests.chaos.extent import EXTENT, SEED, heavy, of
from tests.chaos.journal import Journal, Told
from tests.chaos.settling import quiet, resume_parked, settle
from tests.chaos.system import Running, served
from tests.chaos.watch import Watch

pytestmark = [heavy, pytest.mark.engine, pytest.mark.slow]
KILLS = int(os.environ.get("KILLS") or of(usual=5, sample=12, full=100, long=2000))
TAKEN_UP_WITHIN = 60.0
VICTIMS = (*("engine", "web", "worker") * 6, "engine", "parent")


def newest_worker(system: Running) -> int:
    return int(system.ask("SELECT coalesce(max(id), 0) FROM procrastinate_workers")[0][0])


def strike(system: Running, victim: str, watch: Watch, chance: random.Random) -> float:
    """One kill, at a random moment or in the middle of a job; seconds until the site answers and jobs are done."""
    before = newest_worker(system)
    time.sleep(chance.uniform(0.1, 0.7))
    if victim == "worker" and chance.random() < 0.8:
        deadline = time.monotonic() + 2
        while not watch.doing and time.monotonic() < deadline:
            time.sleep(0.002)
    began = time.monotonic()
    deadline = began + 30
    while not system.kill(victim):
        assert time.monotonic() < deadline, f"no {victim} to kill"
        time.sleep(0.05)
    if victim != "web":
        watch.dead = before
    system.back()
    took = time.monotonic() - began
    if victim != "web":
        while newest_worker(system) <= before:
            assert time.monotonic() < began + 60, "no worker came back"
            time.sleep(0.1)
    return took


def test_what_was_answered_survives_every_kill() -> None:
    chance = random.Random(SEED)
    with served() as system:
        journal = Journal(system.data.root.parent / "journal.jsonl")
        stage = gathered(system)
        already = len(system.ask("SELECT 1 FROM deals_deal"))
        assert already == 0
        crowd, watch = Crowd(system, stage, journal, SEED), Watch(system.environment["SB_DATABASE_URL"])
        watch.start()
        crowd.start()
        killed: Counter[str] = Counter()
        outages: dict[str, list[float]] = {}
        began = time.monotonic()
        for number in range(KILLS):
            victim = VICTIMS[number % len(VICTIMS)] if number >= 2 else ("parent", "worker")[number]
            outages.setdefault(victim, []).append(strike(system, victim, watch, chance))
            killed[victim] += 1
            assert not crowd.broken, crowd.broken
        storm = time.monotonic() - began
        crowd.stop()
        system.back()
        line = Line(system.url, stage.tokens, journal)
        doubts = settle(line, journal)
        quiet(system)
        parked = resume_parked(stage)
        quiet(system)
        watch.stop()
        told = journal.read()
        found = all_findings(system, stage, line, told, crowd)
        report(told, killed, outages, storm, (doubts, parked), watch, crowd, system)
        assert not found, "\n".join(found[:40])
        down = max(seconds for victim, times in outages.items() if victim != "web" for seconds in times)
        assert watch.longest < TAKEN_UP_WITHIN + down, f"{watch.longest:.0f} s: {watch.slowest}"
        assert sum(killed.values()) == KILLS


@pytest.mark.skipif(EXTENT not in {"full", "long"}, reason="a control of the whole harness")
def test_an_acknowledgement_before_the_disk_is_seen_as_lost() -> None:
    """The control: the same storm on an engine that answers before what it did is safe."""
    with served("--early") as system:
        journal = Journal(system.data.root.parent / "journal.jsonl")
        stage = gathered(system)
        crowd = Crowd(system, stage, journal, SEED)
        crowd.start()
        found: list[str] = []
        for _turn in range(4):
            time.sleep(2)
            assert system.kill("engine")
            system.back()
            found = findings.lost([row for row in journal.read() if row.done], system.ask)
            if any(finding.startswith("lost") for finding in found):
                break
        crowd.over.set()
        for thread in crowd.threads:
            thread.join(120)
    assert any(finding.startswith("lost") for finding in found)


def all_findings(system: Running, stage: Stage, line: Line, told: list[Told], crowd: Crowd) -> list[str]:
    def repeat(row: Told) -> str:
        return line.sent(row.who, row.method, row.path, row.body, row.key).text

    found = findings.in_doubt(told)
    found += findings.lost(told, system.ask)
    found += findings.changed_answers(told, repeat)
    found += findings.lost(told, system.ask)
    found += findings.unsound_money(system.ask) + findings.unsound_stock(system.ask) + findings.undone(system.ask)
    books = stage.call("operator", "GET", "/books")
    found += [f"reconciliation: {check['name']}" for check in books["checks"] if not check["holds"]]
    if "the books agree" not in system.manage("ledger_verify"):
        found.append("ledger_verify does not agree")
    states = dict(system.ask("SELECT id::text, state FROM catalog_importrun"))
    found += [f"import {run} ended {states.get(run)}" for run in crowd.imported if states.get(run) != "DONE"]
    return found


def report(
    told: list[Told], killed: Counter[str], outages: dict[str, list[float]], storm: float,
    settled: tuple[int, int], watch: Watch,
    crowd: Crowd, system: Running,
) -> None:  # fmt: skip
    """What happened, for the table in docs/measured/chaos.md (shown with -s, kept where REPORT names a file)."""
    acknowledged = [row for row in told if row.done]
    acts = Counter(row.path.strip("/").split("/")[-1] if row.path.startswith("/orders/") else row.path for row in
                   acknowledged if not row.path.startswith("/payments/"))  # fmt: skip
    states = dict(system.ask("SELECT state, count(*) FROM domestic_spotorder GROUP BY state"))
    lines = [
        f"kills {sum(killed.values())} {dict(killed)} in {storm:.0f} s",
        f"acknowledged {len(acknowledged)}: {dict(acts)}",
        f"answers {dict(crowd.seen)}; in doubt after the storm {settled[0]}, all settled",
        f"orders {states}; imports {len(crowd.imported)}",
        f"jobs of dead workers {len(watch.taken_up)}, worst {watch.longest:.1f} s until run again ({watch.slowest})",
        f"parked though innocent and resumed {settled[1]}",
        f"longest wait in the queue {watch.longest_queued:.1f} s",
        *(f"{name} back after {statistics.median(times):.1f} s, worst {max(times):.1f} s"
          for name, times in sorted(outages.items())),
    ]  # fmt: skip
    print("\n".join(lines))
    if os.environ.get("REPORT"):
        with Path(os.environ["REPORT"]).open("a") as file:
            file.write("\n".join(lines) + "\n")

"""Backup while people work, everything destroyed, restored by the words of the operator's guide: the journal holds."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sourcebridge.runtime.paths import PROJECT
from tests.chaos import findings
from tests.chaos.crowd import Crowd, Line, gathered
from tests.chaos.extent import SEED, heavy, of
from tests.chaos.journal import Journal, Told
from tests.chaos.settling import quiet, settle
from tests.chaos.system import Running, clean_environment

pytestmark = [heavy, pytest.mark.engine, pytest.mark.slow]
GUIDE = PROJECT / "docs" / "operator.md"
SECONDS = of(usual=3, sample=6, full=15, long=120)


def commands(title: str) -> list[str]:
    """The commands a section of the operator's guide gives, in its order."""
    section = GUIDE.read_text().split(f"\n## {title}\n")[1].split("\n## ")[0]
    return re.findall(r"`((?:mkdir|sourcebridge --data DIR) [^`]+)`", section)


def run(command: str, **names: Path) -> str:
    """A command of the guide, its placeholders filled in."""
    for name, path in names.items():
        command = re.sub(rf"\[?\b{name}\b\]?", shlex.quote(str(path)), command)
    command = command.replace("sourcebridge --data", f"{shlex.quote(sys.executable)} -m sourcebridge.cli --data")
    done = subprocess.run(
        ["bash", "-euc", command], env=clean_environment(), capture_output=True, text=True, cwd=PROJECT
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="sb-restore-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def worked(system: Running, crowd: Crowd, seconds: float, journal: Journal) -> Line:
    """The crowd works for so long, then every doubt is settled."""
    crowd.start()
    time.sleep(seconds)
    crowd.stop()
    line = Line(system.url, crowd.stage.tokens, journal)
    settle(line, journal)
    return line


def test_the_guide_brings_everything_back(folder: Path) -> None:
    data, copy, backup = folder / "data", folder / "keys", folder / "backup.tar"
    (save,) = commands("Back up")[:1]
    put_keys, restore, verify = commands("Restore")[:3]
    system = Running(folder)
    try:
        stage = gathered(system)
        before = Journal(folder / "before.jsonl")
        worked(system, Crowd(system, stage, before, SEED), SECONDS, before)
        after = Journal(folder / "after.jsonl")
        late = Crowd(system, stage, after, SEED + 1)
        late.start()
        run(save, DIR=data, FILE=backup)
        late.stop()
        settle(Line(system.url, stage.tokens, after), after)
        shutil.copytree(data / "secrets", copy)
    finally:
        system.end()
    shutil.rmtree(data)

    run(put_keys, DIR=data, COPY=copy)
    run(restore, DIR=data, FILE=backup)
    assert "the books agree" in run(verify, DIR=data)
    system = Running(folder)
    try:
        stage.url, stage.simulators = system.url, system.simulators
        quiet(system)
        told, later = before.read(), after.read()
        line = Line(system.url, stage.tokens, before)

        def repeat(row: Told) -> str:
            return line.sent(row.who, row.method, row.path, row.body, row.key).text

        assert len([row for row in told if row.done]) >= 20
        found = findings.in_doubt(told) + findings.lost(told, system.ask, perhaps=later)
        found += findings.changed_answers(told, repeat)
        found += findings.unsound_money(system.ask) + findings.unsound_stock(system.ask) + findings.undone(system.ask)
        assert not found, "\n".join(found[:40])
        for row in later:
            assert line.sent(row.who, row.method, row.path, row.body, row.key).status_code < 500
        quiet(system)
        found = findings.unsound_money(system.ask) + findings.unsound_stock(system.ask)
        assert not found, "\n".join(found[:40])
    finally:
        system.end()

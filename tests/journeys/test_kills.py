"""Engine, web and worker are killed while story C is played; what was answered stays, books and stock agree.

The journal of answered calls is a plain file outside the database, synced before the next step. At the end every
call in it is sent again under its key and must get the very answer that was written down.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import psycopg
import pytest

from sourcebridge.runtime import processes, supervisor
from sourcebridge.runtime.paths import Data
from sourcebridge.stories import c, cast
from sourcebridge.stories.script import Step
from sourcebridge.stories.stage import PASSWORD, Stage, StoryFailed

pytestmark = [pytest.mark.engine, pytest.mark.slow]
KILLS = int(os.environ.get("KILLS", "5"))
RUN = Path(__file__).with_name("run_system.py")
PATIENCE = 60.0
COMMANDS = {"web": b"granian", "worker": b"\0worker"}


class Running:
    """One system in its own folder, as processes."""

    def __init__(self, folder: Path) -> None:
        self.data = Data.at(folder / "data")
        self.port = processes.free_port()
        hidden = ("SB_", "DATABASE_", "PYTEST_")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
        self.errors = (folder / "system.err").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, str(RUN), str(self.data.root), str(self.port)], env=environment, text=True,
            stdout=subprocess.PIPE, stderr=self.errors,
        )  # fmt: skip
        assert self.process.stdout
        said = next((line for line in self.process.stdout if line.startswith("{")), "")
        assert said, Path(self.errors.name).read_text()[-3000:]
        known = json.loads(said)
        self.environment: dict[str, str] = known["environment"]
        self.cluster = Path(known["cluster"])
        self.url = self.environment["SB_PUBLIC_URL"]

    def manage(self, *arguments: str, said: str = "") -> str:
        command = [sys.executable, "-m", "sourcebridge.runtime.manage", *arguments]
        done = subprocess.run(command, env=self.environment, input=said, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def pids(self, name: str) -> list[int]:
        if name == "engine":
            try:
                return [int((self.cluster / "postmaster.pid").read_text().split()[0])]
            except (OSError, ValueError, IndexError):
                return []
        found = []
        for pid in supervisor.leftovers(self.data):
            try:
                if COMMANDS[name] in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(pid)
            except OSError:
                continue
        return found

    def kill(self, name: str) -> bool:
        """`kill -9` of one of its processes; False when none lives just now."""
        for pid in random.sample(pids := self.pids(name), len(pids)):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            return True
        return False

    def end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.errors.close()


class Stubborn(Stage):
    """A client that sends again, under the same key, until it is answered, and writes down what was answered."""

    journal: Path

    def send(self, who: str, method: str, path: str, body: Any = None, **more: Any) -> Any:
        answer = self.insist(who, method, path, body, uuid4().hex, **more)
        if method == "POST" and answer.status_code < 400:
            self.write_down(who, path, body, answer)
        return answer

    def insist(self, who: str, method: str, path: str, body: Any, key: str, **more: Any) -> Any:
        headers = {"Accept-Language": "en", "Idempotency-Key": key}
        if who:
            headers["Authorization"] = f"Bearer {self.tokens[who]}"
        deadline, last = time.monotonic() + PATIENCE, ""
        while time.monotonic() < deadline:
            try:
                answer = self.http.request(method, f"{self.url}/api/v1{path}", headers=headers, json=body, **more)
            except httpx2.HTTPError as error:
                last = str(error)
            else:
                if answer.status_code < 500:
                    answer.headers["X-Key"] = key
                    return answer
                last = f"{answer.status_code} {answer.text[:300]}"
            time.sleep(0.2)
        raise StoryFailed(f"{method} {path} was never answered: {last}")

    def write_down(self, who: str, path: str, body: Any, answer: Any) -> None:
        row = {"who": who, "path": path, "body": body, "key": answer.headers["X-Key"], "answer": answer.text}
        with self.journal.open("a") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def clock(self) -> Any:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return super().clock()
            except (httpx2.HTTPError, KeyError, ValueError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def until(self, what: str, ready: Any, seconds: float = PATIENCE) -> Any:
        return super().until(what, ready, max(seconds, PATIENCE))


@pytest.fixture
def running() -> Iterator[Running]:
    folder = Path(tempfile.mkdtemp(prefix="sb-kills-"))
    folder.chmod(0o755)
    system = Running(folder)
    yield system
    system.end()
    shutil.rmtree(folder, ignore_errors=True)


def found_platform(system: Running, stage: Stage) -> None:
    named = ("--email", cast.OPERATOR, "--name", "林岚", "--company", "柯桥面料产业带运营")
    system.manage("found_platform", *named, said=f"{PASSWORD}\n")
    stage.sign_in("operator", cast.OPERATOR)


def killer(system: Running, victim: str, chance: random.Random) -> threading.Thread:
    def strike() -> None:
        time.sleep(chance.uniform(0, 0.25))
        deadline = time.monotonic() + PATIENCE
        while not system.kill(victim) and time.monotonic() < deadline:
            time.sleep(0.05)

    thread = threading.Thread(target=strike, daemon=True)
    thread.start()
    return thread


def plan(steps: list[Step], kills: int) -> dict[int, list[str]]:
    """Which processes die during which step; engine, web and worker in turn, spread over all steps."""
    order = ("web", "engine", "worker")
    struck: dict[int, list[str]] = {}
    for number in range(kills):
        struck.setdefault(number * len(steps) // kills, []).append(order[number % 3])
    return struck


def test_what_was_answered_survives_every_kill(running: Running) -> None:
    chance = random.Random(20261122)
    stage = Stubborn(url=running.url, simulators=running.environment["SB_SIMULATORS_URL"])
    stage.journal = running.data.root.parent / "journal.jsonl"
    found_platform(running, stage)
    steps = list(c.STORY.steps)[1:]
    calm = next(number for number, step in enumerate(steps) if "3,000.00" in step.en)
    for step in steps[:calm]:
        step.act(stage)
    struck, kills = plan(steps[calm:], KILLS), 0
    for number, step in enumerate(steps[calm:]):
        threads = []
        for victim in struck.get(number, []):
            threads.append(killer(running, victim, chance))
            kills += 1
        step.act(stage)
        for thread in threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()
        figures = stage.figures()
        for name, wanted in step.expected().items():
            assert figures[name] == wanted, (step.en, name)
        stage.check_books()
    assert kills == KILLS
    answers_are_kept(stage)
    happened_once(running, stage)
    assert "the books agree" in running.manage("ledger_verify")


def answers_are_kept(stage: Stubborn) -> None:
    binding = ("/orders", "/payouts", "/payout-account", "/top-ups", "/desk/")
    rows = [json.loads(line) for line in stage.journal.read_text().splitlines()]
    bound = [row for row in rows if row["path"].startswith(binding) and not row["path"].endswith("/preview")]
    assert len(bound) >= 9
    for row in bound:
        again = stage.insist(row["who"], "POST", row["path"], row["body"], row["key"])
        assert again.text == row["answer"], row["path"]


def happened_once(running: Running, stage: Stage) -> None:
    with psycopg.connect(running.environment["SB_DATABASE_URL"]) as connection:
        deal = stage.kept["order"]["deal_id"]
        verbs = connection.execute(
            "SELECT verb, count(*) FROM audit_auditentry WHERE deal_id = %s GROUP BY verb", [deal]
        ).fetchall()
        entries = connection.execute("SELECT why, count(*) FROM ledger_entry WHERE deal_id = %s GROUP BY why", [deal])
        twice = connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM audit_handled GROUP BY event_id, handler HAVING count(*) > 1) AS d"
        ).fetchone()
        parked = connection.execute("SELECT count(*) FROM clock_deadline WHERE state = 'PARKED'").fetchone()
        assert {count for _why, count in entries.fetchall()} == {1}
    counted: dict[str, int] = dict(verbs)
    assert {verb: count for verb, count in counted.items() if verb.startswith("domestic.") and count > 1} == {}, counted
    assert (twice, parked) == ((0,), (0,))

"""The command line: `sourcebridge demo`, `serve`, `db`, `doctor`, `migrate`, `manage`, `messages`, `story`, `tick`."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from sourcebridge.runtime import doctor, prepare, processes
from sourcebridge.runtime.errors import RuntimeRefusal
from sourcebridge.runtime.paths import Data
from sourcebridge.runtime.system import System, say


def main() -> None:
    """Run one command; exit code 0 when it did what it was asked, 1 with one sentence when it could not."""
    known, rest = _parser().parse_known_args()
    if rest and known.command != "manage":
        _parser().error(f"unknown: {' '.join(rest)}")
    signal.signal(signal.SIGTERM, _interrupt)
    system = System.known(Data.at(known.data), port=getattr(known, "port", 8000))
    try:
        sys.exit(_run(system, known, rest))
    except RuntimeRefusal as refusal:
        print(refusal, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _run(system: System, known: argparse.Namespace, rest: list[str]) -> int:
    match known.command:
        case "demo" | "serve":
            system.demo = known.command == "demo"
            system.size = getattr(known, "size", system.size)
            system.serve()
        case "db":
            return _database(system, known)
        case "doctor":
            return doctor.examine(system)
        case "migrate":
            system.migrate()
        case "messages":
            say(f"compiled {prepare.messages()} catalogues")
        case "manage":
            return system.manage(*known.arguments, *rest)
        case "story":
            return _story(known)
        case "tick":
            return system.manage("tick", "--days", str(known.days))
    return 0


def _story(known: argparse.Namespace) -> int:
    """A system of its own in a passing folder: own engine, own simulators, nothing seeded (or what `--like` holds)."""
    with tempfile.TemporaryDirectory(prefix="sourcebridge-story-") as folder:
        os.environ.pop("DATABASE_URL", None)
        Path(folder).chmod(0o755)
        fresh = System(Data.at(Path(folder) / "data"), port=processes.free_port(), kept=False)
        if known.like:
            fresh.begin_as(Data.at(known.like))
        return fresh.play("story", known.name, "--lang", known.lang)


def _database(system: System, known: argparse.Namespace) -> int:
    if known.act in {"start", "stop", "status"} and system.elsewhere:
        raise RuntimeRefusal("DATABASE_URL is set: others run that server; this command is for our own engine.")
    match known.act:
        case "start":
            system.engine.start(attached=False)
            say(f"the engine answers; socket {system.engine.socket}")
        case "stop":
            system.engine.stop()
            say("the engine is stopped")
        case "status":
            answers = system.engine.answers()
            say(f"the engine {'answers' if answers else 'does not run'}; its files: {system.engine.home}")
            return 0 if answers else 1
        case "backup":
            name = f"sourcebridge-{datetime.now().astimezone():%Y%m%d-%H%M%S}.tar"
            system.back_up(known.file or system.data.root / "backups" / name)
        case "restore":
            system.restore(known.file, replace=known.replace)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sourcebridge", description="Sourcebridge 源桥")
    parser.add_argument("--data", type=Path, help="the data folder (default: SB_DATA or .data)")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("demo", "set up a demo and serve it"),
        ("serve", "serve for real: no demo data, the clock cannot be moved"),
        ("doctor", "say in words what is missing or wrong"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("--port", type=int, default=8000)
        if name == "demo":
            command.add_argument("--size", choices=("small", "standard", "large"), default="standard")
    commands.add_parser("migrate", help="bring schema, rights, translations and static files up to date")
    commands.add_parser("messages", help="compile the translations")
    manage = commands.add_parser("manage", help="run a Django management command on this system")
    manage.add_argument("arguments", nargs="+")
    story = commands.add_parser("story", help="play a story against a fresh database")
    story.add_argument("name")
    story.add_argument("--lang", choices=("zh", "en"), default="en")
    story.add_argument("--like", type=Path, help="begin as a copy of this stopped data folder (made by `migrate`)")
    tick = commands.add_parser("tick", help="move the demo's clock from due date to due date")
    tick.add_argument("--days", type=int, default=10)
    database = commands.add_parser("db", help="the database: start, stop, status, backup, restore")
    acts = database.add_subparsers(dest="act", required=True)
    for act in ("start", "stop", "status"):
        acts.add_parser(act)
    acts.add_parser("backup").add_argument("file", type=Path, nargs="?")
    restore = acts.add_parser("restore")
    restore.add_argument("file", type=Path)
    restore.add_argument("--replace", action="store_true", help="replace what the database holds")
    return parser


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()

"""Draw docs/lifecycles.md from the declared lifecycle tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from sourcebridge.kit.states import REGISTRY, Lifecycle

TARGET = Path(__file__).parents[5] / "docs" / "lifecycles.md"
HEAD = """# Lifecycles

Drawn by `make docs` from the tables the code runs on (`<domain>/states.py`); a test fails when a table moved and this
file did not. Services, buttons, API actions and permissions read the same tables. Every move writes an audit row and
announces the event of its row. "at ..." names the deadline that makes the move when it falls due.
"""


def _section(lifecycle: Lifecycle) -> list[str]:
    states = ", ".join(f"`{choice.value}` {choice.label}" for choice in lifecycle.states)
    lines = [f"## {lifecycle.name}", "", states, "", "```mermaid", lifecycle.diagram(), "```", ""]
    lines += ["| move | by | right | event | deadline |", "|---|---|---|---|---|"]
    for edge in lifecycle.moves:
        who = ", ".join(sorted(actor.value.lower() for actor in edge.by))
        cells = (f"`{edge.name}` {edge.label}", who, edge.permission, edge.event, edge.deadline)
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return [*lines, ""]


def drawn() -> str:
    """The whole file."""
    with translation.override("en"):
        sections = [line for name in sorted(REGISTRY) for line in _section(REGISTRY[name])]
    return "\n".join([HEAD, *sections])


class Command(BaseCommand):
    """`manage draw_docs [--check]`."""

    help = "Write docs/lifecycles.md; --check only compares."

    def add_arguments(self, parser: Any) -> None:
        """`--check`."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare; CommandError when the file is behind the tables."""
        if not options["check"]:
            TARGET.write_text(drawn(), encoding="utf-8")
            self.stdout.write(f"wrote {TARGET}")
        elif not TARGET.exists() or TARGET.read_text(encoding="utf-8") != drawn():
            raise CommandError("docs/lifecycles.md is behind the tables: make docs")

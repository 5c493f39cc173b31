"""The documents say what is: diagrams are the tables', tests they name exist, so do their links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sourcebridge.config.management.commands.draw_docs import TARGET, drawn
from sourcebridge.kit.states import REGISTRY

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMED_TEST = re.compile(r"tests/[\w/]+(?:\.py)?")
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")
TARGET_OF_MAKE = re.compile(r"`make ([a-z]+)")


def names(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_lifecycles_are_drawn_from_the_tables() -> None:
    assert TARGET.read_text(encoding="utf-8") == drawn(), "docs/lifecycles.md is behind the tables: make docs"
    assert all(f"## {name}\n" in drawn() for name in REGISTRY)


@pytest.mark.parametrize("document", DOCUMENTS, ids=names)
def test_everything_named_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    missing = [name for name in NAMED_TEST.findall(text) if not (ROOT / name).exists()]
    missing += [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    missing += [f"make {name}" for name in TARGET_OF_MAKE.findall(text) if name not in targets]
    assert missing == []

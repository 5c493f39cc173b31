"""Hostile files at every gate for files: bounded memory and time, a sentence, nothing alive is kept.

Another process opens them, so that its memory tells about them alone; workbooks are opened by a child of their own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sourcebridge.kit import uploads
from sourcebridge.runtime.paths import PROJECT
from tests.neighbours.bomb_files import DOCUMENTS, PICTURES, TABLES, make, png

pytestmark = pytest.mark.slow

MOST_MB = 300
MOST_SECONDS = 10
GOOD = {
    "png just under the limit", "jpeg of 49 million pixels", "jpeg of 24", "jpeg 65,000", "webp of 12", "gif of 5,000",
    "polyglot", "png of one line", "pdf with a script", "pdf of nested",
}  # fmt: skip
Told = dict[str, Any]


def judge(kind: str, bombs: dict[str, Callable[[], bytes]], folder: Path, program: str = "") -> dict[str, Told]:
    """What the gate said to each file and what that took."""
    (folder / "in").mkdir()
    (folder / "out").mkdir()
    places = make(folder / "in", bombs)
    command = [sys.executable, "-m", program or "tests.neighbours.bomb_child", kind, str(folder / "out")]
    environment = {**os.environ, "PYTHONPATH": f"{PROJECT / 'src'}:{PROJECT}", "DJANGO_SETTINGS_MODULE":
                   "sourcebridge.config.settings", "LANGUAGE_CODE": "en"}  # fmt: skip
    done = subprocess.run(
        command, input="\n".join(map(str, places.values())), capture_output=True, text=True, env=environment,
        cwd=PROJECT, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout[-500:], done.stderr[-2000:])
    return dict(zip(places, map(json.loads, done.stdout.splitlines()), strict=True))


def too_much(told: dict[str, Told]) -> list[str]:
    return [
        f"{name}: {one}"
        for name, one in told.items()
        if one["mb"] > MOST_MB or one["child_mb"] > 400 or one["cpu"] > MOST_SECONDS
    ]


@pytest.mark.parametrize(("kind", "bombs"), [("pictures", PICTURES), ("documents", DOCUMENTS)])
def test_pictures_and_documents(kind: str, bombs: dict[str, Callable[[], bytes]], tmp_path: Path) -> None:
    told = judge(kind, bombs, tmp_path)
    for name, one in told.items():
        print(f"{name}: {one}")
    assert not too_much(told)
    out = tmp_path / "out"
    kept = {name: one["said"].split()[1] for name, one in told.items() if one["said"].startswith("kept")}
    assert {str(place.relative_to(out)) for place in out.rglob("*.*")} == set(kept.values())
    assert {name for name in kept if not any(name.startswith(good) for good in GOOD)} - {
        "jpeg of 49 million pixels"
    } == set()
    for name, path in kept.items():
        content = (out / path).read_bytes()
        if not path.endswith(".pdf"):
            assert not any(word in content for word in (b"<script", b"<html", b"PK\x03\x04", b"alert")), name
    for name, one in told.items():
        if name not in kept:
            assert one["said"].startswith("refused"), name
            assert len(one["said"]) > 40, f"{name}: a refusal is a sentence"


def test_tables(tmp_path: Path) -> None:
    told = judge("tables", TABLES, tmp_path)
    for name, one in told.items():
        print(f"{name}: {one}")
    assert not too_much(told)
    assert all("passwd" not in one["said"] and "root:" not in one["said"] for one in told.values())
    read = {name for name, one in told.items() if one["said"].startswith("read")}
    assert read <= {"html called csv", "workbook, the last cell there is", "twenty thousand files",
        "workbook, one cell of 300 MB", "workbook, tags within tags"}  # fmt: skip


def test_kept_files_are_never_run(settings: Any, tmp_path: Path) -> None:
    """A PDF comes as a download, a picture as a picture, both without a right to do anything."""
    settings.MEDIA_ROOT = tmp_path
    for path, media_type, inline in (("a.pdf", "application/pdf", True), ("a.png", "image/png", True)):
        (tmp_path / path).write_bytes(b"x")
        answer = uploads.answer(path=path, media_type=media_type, inline=inline, name='a";<script>.html')
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["Content-Disposition"].startswith("attachment" if path.endswith("pdf") else "inline")
        assert answer["Content-Type"] == media_type


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..\\..\\x.png", "a.png\x00.html", "a\r\nX: y.png", "<img src=x onerror=1>.png", "." * 300],
)
def test_names_of_files_are_only_words(name: str) -> None:
    shown = uploads.safe_name(name)
    assert not set(shown) & set('/\\"<>|:*?\r\n\x00')
    assert 0 < len(shown) <= 120
    assert not shown.startswith(".")


def test_control_an_unbounded_gate_is_noticed(tmp_path: Path) -> None:
    """The same measure on a program that unpacks first and asks later."""
    told = judge(
        "pictures", {"png": lambda: png(12000, 12000, depth=1, colour=0)}, tmp_path, "tests.neighbours.bomb_control"
    )
    assert too_much(told)

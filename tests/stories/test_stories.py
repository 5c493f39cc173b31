"""Every story plays to its end on a fresh system; what it prints is compared line by line with the kept text."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
COMMAND = Path(sys.executable).with_name("sourcebridge")
PLAYED = [("C", "en"), ("C", "zh"), ("C-alipay", "en"), ("apparel", "en"), ("home-and-garden", "en")]


def run(*arguments: str | Path) -> str:
    """What the command line prints, called as an operator calls it."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SB_", "DJANGO_"))}
    done = subprocess.run(
        [COMMAND, *arguments], capture_output=True, text=True, timeout=300, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def migrated() -> Iterator[Path]:
    """A data folder with cluster, schema and static files, made once from nothing; each story plays on its own copy."""
    with tempfile.TemporaryDirectory(prefix="sourcebridge-stories-") as folder:
        Path(folder).chmod(0o755)  # the engine's own user reaches what is below
        data = Path(folder) / "data"
        run("--data", data, "migrate")
        yield data


@pytest.mark.slow
@pytest.mark.parametrize(("name", "language"), PLAYED)
def test_story_is_told_as_kept(name: str, language: str, migrated: Path) -> None:
    told = run("story", name, "--lang", language, "--like", migrated)
    kept = (HERE / "golden" / f"{name}.{language}.txt").read_text()
    assert told.splitlines() == kept.splitlines()

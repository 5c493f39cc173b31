"""Every story plays to its end on a fresh system; what it prints is compared line by line with the kept text."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
COMMAND = Path(sys.executable).with_name("sourcebridge")
PLAYED = [("C", "en"), ("C", "zh"), ("C-alipay", "en"), ("apparel", "en"), ("home-and-garden", "en")]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "language"), PLAYED)
def test_story_is_told_as_kept(name: str, language: str) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SB_", "DJANGO_"))}
    done = subprocess.run(
        [COMMAND, "story", name, "--lang", language], capture_output=True, text=True, timeout=300, env=environment,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    kept = (HERE / "golden" / f"{name}.{language}.txt").read_text()
    assert done.stdout.splitlines() == kept.splitlines()

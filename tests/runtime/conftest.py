"""Data folders of the engine tests: short-lived, outside the repository, engines in them ended afterwards."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sourcebridge.runtime.engine import Engine
from sourcebridge.runtime.paths import Data

SMALL = {"shared_buffers": "16MB", "min_dynamic_shared_memory": "0", "maintenance_work_mem": "16MB"}


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder every user may pass through."""
    path = Path(tempfile.mkdtemp(prefix="sb-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def engine_at() -> Iterator[Callable[[Path], Engine]]:
    """Makes engines on data folders; each is ended at the end of the test."""
    made: list[Engine] = []

    def make(path: Path) -> Engine:
        made.append(Engine(Data.at(path), extra=SMALL))
        return made[-1]

    yield make
    for engine in made:
        engine.stop()

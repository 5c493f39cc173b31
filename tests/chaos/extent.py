"""How much of the harness runs: nothing said (the normal tests), CHAOS=sample, full or long (`make chaos`)."""

from __future__ import annotations

import os
from typing import TypeVar

import pytest

T = TypeVar("T")
EXTENT = os.environ.get("CHAOS", "")
SEED = int(os.environ.get("SEED", "20261122"))
heavy = pytest.mark.skipif(not EXTENT, reason="part of `make chaos`")


def of(*, usual: T, sample: T, full: T, long: T) -> T:
    """The figure for this run's extent."""
    return {"": usual, "sample": sample, "full": full, "long": long}[EXTENT]

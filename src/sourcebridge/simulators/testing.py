"""The simulators inside a test: `with start(folder) as world: world.url`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sourcebridge.simulators.world import Settings, World

SOON = (0.05, 0.1, 0.2, 0.4)


@contextmanager
def start(
    folder: Path, *, platform_url: str = "", port: int = 0, retry_after: Sequence[float] = SOON
) -> Iterator[World]:
    """Run on a free port in a thread until the block ends; the state stays in the folder.

    The platform reads FOLDER/alipay_public.pem and deposits its own key as FOLDER/alipay_app_public.pem.
    """
    world = World(Settings(folder, platform_url.rstrip("/"), retry_after=retry_after), port=port)
    thread = world.in_thread()
    try:
        yield world
    finally:
        world.stop()
        thread.join(timeout=5)

"""Where things lie inside the data folder."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Data:
    """The data folder: everything a running system writes is below it (the engine's files: see engine.py)."""

    root: Path

    @classmethod
    def at(cls, path: str | Path | None = None) -> Data:
        """The folder given, or of the environment's SB_DATA, or `.data` in the working directory."""
        return cls(Path(path or os.environ.get("SB_DATA") or ".data").expanduser().absolute())

    @property
    def secrets(self) -> Path:
        return self.root / "secrets"

    @property
    def media(self) -> Path:
        return self.root / "media"

    @property
    def static(self) -> Path:
        return self.root / "static"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def stamps(self) -> Path:
        return self.root / "stamps"

    @property
    def simulators(self) -> Path:
        return self.root / "simulators"

    @property
    def engine(self) -> Path:
        return self.root / "engine"

    @property
    def mark(self) -> str:
        """Eight letters that stand for this folder where its own path would be too long."""
        return hashlib.sha256(os.fsencode(self.root)).hexdigest()[:8]

    def create(self) -> None:
        """Make the folder and its parts; secrets only for their owner."""
        self.root.mkdir(parents=True, exist_ok=True)
        for part in (self.media, self.static, self.logs, self.stamps, self.simulators):
            part.mkdir(exist_ok=True)
        self.secrets.mkdir(mode=0o700, exist_ok=True)

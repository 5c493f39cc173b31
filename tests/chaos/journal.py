"""What the outside world was told, in a plain file beside the system: synced before an answer counts."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """One request under its key; `answer` is None while nobody knows what became of it."""

    key: str
    who: str
    method: str
    path: str
    body: Any
    status: int = 0
    answer: str | None = None

    @property
    def done(self) -> bool:
        """Whether it was acknowledged as done."""
        return self.answer is not None and self.status < 400

    @property
    def json(self) -> Any:
        """The acknowledgement's document."""
        return json.loads(self.answer or "null")


class Journal:
    """Asked and answered, one line each."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._file = path.open("a")

    def asked(self, key: str, who: str, method: str, path: str, body: Any) -> None:
        """A request is about to be sent under this key."""
        self._write({"asked": key, "who": who, "method": method, "path": path, "body": body}, sync=False)

    def answered(self, key: str, status: int, text: str) -> None:
        """It was answered; returns once the line is on the disk."""
        self._write({"answered": key, "status": status, "text": text}, sync=True)

    def _write(self, row: dict[str, Any], *, sync: bool) -> None:
        with self._lock:
            self._file.write(json.dumps(row, ensure_ascii=False) + "\n")
            self._file.flush()
            if sync:
                os.fsync(self._file.fileno())

    def read(self) -> list[Told]:
        """Every request with its last answer, in the order asked."""
        found: dict[str, Told] = {}
        with self._lock:
            lines = self.path.read_text().splitlines()
        for line in lines:
            row = json.loads(line)
            if "asked" in row:
                found[row["asked"]] = Told(row["asked"], row["who"], row["method"], row["path"], row["body"])
            else:
                was = found[row["answered"]]
                found[was.key] = Told(
                    was.key, was.who, was.method, was.path, was.body, int(row["status"]), str(row["text"])
                )
        return list(found.values())

    def close(self) -> None:
        """End."""
        self._file.close()

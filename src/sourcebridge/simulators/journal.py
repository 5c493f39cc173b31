"""State as append-only JSON lines: every change is on disk before it is answered, so kill -9 loses nothing."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Row = dict[str, Any]


class Journal:
    """Tables of rows by key; the last line about a key counts. A line torn by a crash is dropped."""

    def __init__(self, path: Path) -> None:
        self.lock = threading.RLock()
        self._tables: dict[str, dict[str, Row]] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = 0
        if path.exists():
            content = path.read_bytes()
            for line in content.splitlines(keepends=True):
                if not line.endswith(b"\n"):
                    break
                for table, key, row in json.loads(line):
                    self._tables.setdefault(table, {})[key] = row
                whole += len(line)
        self._file = path.open("ab")
        self._file.truncate(whole)

    def put(self, table: str, key: str, row: Row) -> None:
        """Keep a row; on disk when this returns."""
        self.put_all([(table, key, row)])

    def put_all(self, changes: Sequence[tuple[str, str, Row]]) -> None:
        """Keep several rows or none: one line, on disk when this returns."""
        with self.lock:
            line = json.dumps(changes, ensure_ascii=False, separators=(",", ":")) + "\n"
            self._file.write(line.encode())
            self._file.flush()
            os.fsync(self._file.fileno())
            for table, key, row in json.loads(line):
                self._tables.setdefault(table, {})[key] = row

    def get(self, table: str, key: str) -> Row | None:
        """A copy of a row, None when there is none."""
        with self.lock:
            row = self._tables.get(table, {}).get(key)
            return json.loads(json.dumps(row)) if row is not None else None

    def rows(self, table: str) -> list[Row]:
        """Copies of all rows of a table, oldest key first."""
        with self.lock:
            copied: list[Row] = json.loads(json.dumps(list(self._tables.get(table, {}).values())))
            return copied

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

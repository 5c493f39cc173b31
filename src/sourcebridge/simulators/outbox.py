"""Messages to the platform: kept before they are sent, sent again until they are acknowledged."""

from __future__ import annotations

import contextlib
import http.client
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from urllib.parse import urlencode, urlsplit

from sourcebridge.simulators.journal import Journal, Row

TABLE = "messages"
RETRY_AFTER = (2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0)
SECONDS = 10.0
LONGEST_ANSWER = 100_000

Change = tuple[str, str, Row]


def post(url: str, fields: dict[str, str]) -> tuple[int, str]:
    """Post a form and read the answer; raises OSError or HTTPException when there is none."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        connection.request("POST", target, urlencode(fields).encode(), headers)
        answer = connection.getresponse()
        return answer.status, answer.read(LONGEST_ANSWER).decode("utf-8", "replace")
    finally:
        connection.close()


class Outbox:
    """One thread that sends what is due, in order of due time."""

    def __init__(
        self,
        journal: Journal,
        *,
        acknowledged: Callable[[str], bool],
        table: str = TABLE,
        retry_after: Sequence[float] = RETRY_AFTER,
    ) -> None:
        self._journal = journal
        self._acknowledged = acknowledged
        self._table = table
        self._retry_after = tuple(retry_after)
        self._wake = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=table, daemon=True)

    def start(self) -> None:
        """Begin, with whatever an earlier life left unsent."""
        self._thread.start()

    def stop(self) -> None:
        """End after the message at hand."""
        self._over.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=SECONDS + 1)

    def draft(self, url: str, fields: dict[str, str], *, about: str, late: float = 0, retry: bool = True) -> Change:
        """A message to be sent `late` seconds from now, as a change for the journal; call `wake` after keeping it."""
        key = uuid.uuid4().hex
        row: Row = {
            "id": key, "url": url, "fields": fields, "about": about, "due_at": time.time() + late, "tries": 0,
            "retry": retry, "state": "WAITING", "answer": "",
        }  # fmt: skip
        return self._table, key, row

    def wake(self) -> None:
        """Look again at what is due."""
        self._wake.set()

    def about(self, subject: str) -> list[Row]:
        """All messages about a subject, as kept."""
        return [row for row in self._journal.rows(self._table) if row["about"] == subject]

    def _due(self) -> tuple[Row | None, float]:
        waiting = [row for row in self._journal.rows(self._table) if row["state"] == "WAITING"]
        if not waiting:
            return None, 60.0
        first = min(waiting, key=lambda row: row["due_at"])
        return first, max(0.0, first["due_at"] - time.time())

    def _run(self) -> None:
        while not self._over.is_set():
            self._wake.clear()
            row, wait = self._due()
            if row is None or wait > 0:
                self._wake.wait(wait)
                continue
            self._send(row)

    def _send(self, row: Row) -> None:
        row["tries"] += 1
        row["state"] = "WAITING"
        try:
            status, answer = post(row["url"], row["fields"])
            row["answer"] = f"{status} {answer[:200]}"
            if status == http.client.OK and self._acknowledged(answer):
                row["state"] = "DONE"
        except (OSError, http.client.HTTPException, ValueError) as error:
            row["answer"] = str(error)[:200]
        if row["state"] != "DONE":
            left = self._retry_after[row["tries"] - 1 : row["tries"]]
            if row["retry"] and left:
                row["due_at"] = time.time() + left[0]
            else:
                row["state"] = "GIVEN_UP"
        with contextlib.suppress(ValueError):
            self._journal.put(self._table, row["id"], row)

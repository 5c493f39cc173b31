"""What time it is in the simulated world: the platform's business time where it can be asked, else real time."""

from __future__ import annotations

import http.client
import json
import threading
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
FRESH_FOR = 1.0


class Moment:
    """Asks the platform's public clock at most once a second."""

    def __init__(self, platform_url: str) -> None:
        self._platform = urlsplit(platform_url)
        self._lock = threading.Lock()
        self._ahead = timedelta()
        self._asked_at = float("-inf")

    def now(self) -> datetime:
        """The present moment as aware UTC."""
        with self._lock:
            if time.monotonic() - self._asked_at > FRESH_FOR:
                self._ahead = self._ask()
                self._asked_at = time.monotonic()
            return datetime.now(UTC) + self._ahead

    def beijing(self) -> str:
        """The present moment as both protocols write it."""
        return self.now().astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")

    def _ask(self) -> timedelta:
        if not self._platform.hostname:
            return timedelta()
        connection = http.client.HTTPConnection(self._platform.hostname, self._platform.port, timeout=1)
        try:
            connection.request("GET", "/api/v1/clock")
            answer = connection.getresponse()
            told = json.loads(answer.read(10_000)) if answer.status == http.client.OK else {}
            return datetime.fromisoformat(told["now"]) - datetime.now(UTC)
        except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
            return timedelta()
        finally:
            connection.close()

"""`manage tick --days N`: let the demo's clock run forward, and wait until the worker brought it there."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker

from sourcebridge.clock import queries as clock
from sourcebridge.clock import services as clock_services
from sourcebridge.kit.errors import Refusal

PATIENCE = timedelta(seconds=60)


class Command(BaseCommand):
    """Move business time from due date to due date."""

    help = "Move the demo's clock forward; the running worker executes what falls due on the way."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many days."""
        parser.add_argument("--days", type=int, default=10)

    def handle(self, *args: Any, **options: Any) -> None:
        """Head for the target and show progress until the clock is there."""
        if not ProcrastinateWorker.objects.filter(last_heartbeat__gt=timezone.now() - PATIENCE).exists():
            raise CommandError("No worker is running: start the site first (make demo), then tick.")
        start = clock.now()
        try:
            clock_services.head_for(target_at=start + timedelta(days=options["days"]))
        except Refusal as refusal:
            raise CommandError(refusal.text) from None
        self._wait(start)
        self.stdout.write(f"business time is {clock.now():%Y-%m-%d %H:%M} UTC")

    def _wait(self, start: Any) -> None:
        shown, since = start, time.monotonic()
        while (heading := clock.target()) is not None:
            now = clock.now()
            if now - shown > timedelta(hours=1):
                self.stdout.write(f"  {now:%Y-%m-%d %H:%M} UTC, heading for {heading:%Y-%m-%d %H:%M}")
                shown, since = now, time.monotonic()
            if time.monotonic() - since > PATIENCE.total_seconds():
                raise CommandError("The clock stands still: see the stuck jobs page and the worker's log.")
            time.sleep(0.2)

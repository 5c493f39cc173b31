"""`manage seed_demo [--size small|standard|large] [--json]`: make the demo's data once and tell the logins."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from sourcebridge.clock import queries as clock
from sourcebridge.demo import people
from sourcebridge.demo.seed import seed
from sourcebridge.demo.town import SIZES
from sourcebridge.parties import queries as parties
from sourcebridge.parties.models import User


class Command(BaseCommand):
    """Seed the demo."""

    help = "Make the demo's companies, goods and orders (once), and print the logins."

    def add_arguments(self, parser: CommandParser) -> None:
        """How much, and the form of the answer."""
        parser.add_argument("--size", choices=sorted(SIZES), default="small", help="how many suppliers and goods")
        parser.add_argument("--json", action="store_true", help="print the logins as one JSON list")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed and print."""
        if not (settings.DEMO or settings.TESTING):
            raise CommandError("This is a live system; demo data belongs into a demo.")
        seed(now=clock.now(), size=options["size"], tell=self._tell)
        rows = [self._row(who) for who in people.LOGINS]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write("  ".join(row.values()))

    def _tell(self, done: int, total: int, what: str) -> None:
        self.stdout.write(f"@progress {done}/{total} {what}")

    def _row(self, who: people.Person) -> dict[str, str]:
        rows = parties.companies_of(user_id=User.objects.get(email=who.email).id)
        return {
            "role": who.role,
            "company": rows[0].company.name,
            "email": who.email,
            "password": people.PASSWORD,
        }

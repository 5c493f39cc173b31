"""`manage found_platform`: the first operator and the company that runs this platform."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from sourcebridge.clock import queries as clock
from sourcebridge.kit.errors import Refusal
from sourcebridge.parties import services


class Command(BaseCommand):
    """Run once on a new system; further operators are invited on the members page."""

    help = "Make the first operator and the company that runs this platform. The password is asked, or read from stdin."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who and what."""
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True, help="name of the person")
        parser.add_argument("--company", required=True, help="registered name of the company")

    def handle(self, *args: Any, **options: Any) -> None:
        """Found it, or say why not."""
        password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        now = clock.now()
        try:
            with transaction.atomic():
                user = services.register_user(
                    email=options["email"], password=password, name=options["name"], verified=True, now=now
                )
                services.found_platform(by=user, name=options["company"], now=now)
        except Refusal as refusal:
            raise CommandError(refusal.text) from None
        self.stdout.write(f"{options['company']}: {user.email}")

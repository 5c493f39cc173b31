"""Recompute the books: `manage ledger_verify`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sourcebridge.ledger import services
from sourcebridge.ledger.models import Entry, Seal
from sourcebridge.ledger.verify import verify


class Command(BaseCommand):
    """Exit 0 only when chain, sums, balances and head file agree."""

    help = "Recompute the whole ledger and compare."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument(
            "--restart-head", action="store_true", help="after restoring an older backup: begin a new head file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every finding, one per line."""
        if options["restart_head"]:
            aside = services.restart_head()
            self.stdout.write(f"The old head file is kept as {aside}." if aside else "There was no head file.")
        findings = verify()
        for finding in findings:
            self.stdout.write(f"{finding.kind}: {finding.subject}: {finding.detail}")
        if findings:
            raise CommandError(f"{len(findings)} findings: the books do not agree.")
        self.stdout.write(f"{Entry.objects.count()} entries, {Seal.objects.count()} sealed: the books agree.")

"""`sourcebridge manage reindex`: build the search anew from the catalogue, with progress."""

from typing import Any

from django.core.management.base import BaseCommand

from sourcebridge.catalog.models import Product
from sourcebridge.catalog.states import ProductState
from sourcebridge.clock import queries as clock
from sourcebridge.discovery import services


class Command(BaseCommand):
    """Index every published product anew; safe while the site runs."""

    help = "Build the search anew from the catalogue."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and tell how far it is."""
        everything = Product.objects.filter(state=ProductState.PUBLISHED).count()
        done = 0

        def tell(more: int) -> None:
            nonlocal done
            done += more
            self.stdout.write(f"\r{done} / {everything}", ending="")
            self.stdout.flush()

        listed = services.rebuild(now=clock.now(), progress=tell)
        self.stdout.write(f"\r{listed} goods are listed.")

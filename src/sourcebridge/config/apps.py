"""Loads every domain's handlers and tasks, so that events and deadlines find their functions."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

DOMAINS = (
    "audit", "clock", "parameters", "parties", "messaging", "ledger", "catalog", "places", "inventory",
    "freight", "customs", "loading", "fx", "landedcost",
    "discovery", "payments", "deals",
    "logistics", "domestic", "privacy", "console",
)  # fmt: skip


class ConfigApp(AppConfig):
    """The assembly."""

    name = "sourcebridge.config"
    label = "config"

    def ready(self) -> None:
        """Import the reacting rooms of each domain."""
        for domain in DOMAINS:
            for room in ("states", "events", "handlers", "deadlines", "tasks"):
                path = f"sourcebridge.{domain}.{room}"
                if find_spec(f"sourcebridge.{domain}") and find_spec(path):
                    import_module(path)
        import_module("sourcebridge.config.wiring").connect()

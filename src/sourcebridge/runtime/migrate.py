"""`python -m sourcebridge.runtime.migrate`: bring the schema up to date as its owner, then set the roles' rights.

Runs in a process of its own with SB_OWNER_DATABASE_URL set, which the settings then take as the default connection.
"""

from __future__ import annotations

import os
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from sourcebridge.runtime import env, roles


def main() -> None:
    """Migrate and grant; prints one progress line per migration."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", env.SETTINGS)
    os.environ["SB_AS_OWNER"] = "1"
    import django

    django.setup()
    from django.core.management import call_command
    from django.core.management.commands.migrate import Command
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    total = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))

    class Migrate(Command):
        done = 0

        def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
            if action == "apply_success":
                self.done += 1
                print(f"@progress {self.done}/{total} {migration}", flush=True)

    call_command(Migrate(), interactive=False, verbosity=0)
    names = {
        role: str(conninfo_to_dict(os.environ[variable])["user"])
        for role, variable in (("app", "SB_DATABASE_URL"), ("readonly", "SB_READONLY_DATABASE_URL"))
    }
    with transaction.atomic(), connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        rights = [(table, kept) for table, kept in roles.declared_rights() if table in present]
        roles.apply_grants(cursor, **names, rights=rights)


if __name__ == "__main__":
    main()

"""`python -m sourcebridge.runtime.migrate`: bring the schema up to date as its owner, then set the roles' rights.

Runs in a process of its own with SB_OWNER_DATABASE_URL set, which the settings then take as the default connection.
"""

from __future__ import annotations

import os
import sys

from psycopg.conninfo import conninfo_to_dict

from sourcebridge.runtime import env, roles


def main() -> None:
    """Migrate and grant; the output is Django's, one line per migration."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", env.SETTINGS)
    os.environ["SB_AS_OWNER"] = "1"
    import django
    from django.core.management import call_command
    from django.db import connection, transaction

    django.setup()
    call_command("migrate", interactive=False, verbosity=int("-q" not in sys.argv))
    names = {
        role: str(conninfo_to_dict(os.environ[variable])["user"])
        for role, variable in (("app", "SB_DATABASE_URL"), ("readonly", "SB_READONLY_DATABASE_URL"))
    }
    with transaction.atomic(), connection.cursor() as cursor:
        roles.apply_grants(cursor, **names, rights=roles.declared_rights())


if __name__ == "__main__":
    main()

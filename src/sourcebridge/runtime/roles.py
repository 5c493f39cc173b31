"""Three database roles: the owner migrates, the app works without DDL, readonly looks.

What the app may do with a table is said by its model's `app_rights`; history that is written once gets no update and
no delete, whatever the code above tries.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from sourcebridge.runtime import vault
from sourcebridge.runtime.errors import RuntimeRefusal
from sourcebridge.runtime.paths import Data

DATABASE = "sourcebridge"
OLDEST_SERVER = 160000
ALL_RIGHTS = frozenset({"select", "insert", "update", "delete"})
LOOK = frozenset({"select"})


class Executes(Protocol):
    """A connection or cursor of psycopg, or a cursor of Django."""

    def execute(self, query: Any, params: Any = None, /) -> Any: ...


@dataclass(frozen=True)
class Access:
    """Connection strings of one database, by role."""

    owner: str
    app: str
    readonly: str

    def on(self, database: str) -> Access:
        """The same roles on another database of the same server."""
        return Access(*(make_conninfo(dsn, dbname=database) for dsn in (self.owner, self.app, self.readonly)))

    @property
    def app_role(self) -> str:
        return str(conninfo_to_dict(self.app)["user"])

    @property
    def readonly_role(self) -> str:
        return str(conninfo_to_dict(self.readonly)["user"])


def provision(admin: str, data: Data, *, database: str = DATABASE) -> Access:
    """Make roles and database on our own engine, as its superuser; idempotent. Passwords: secrets/database.json."""
    words = vault.ensure(data.secrets / "database.json", "sb_owner", "sb_app", "sb_readonly")
    with psycopg.connect(admin, autocommit=True) as connection:
        for role in ("sb_owner", "sb_app", "sb_readonly"):
            _role(connection, role, words[role])
        create_database(connection, database, owner="sb_owner")
    access = {role: make_conninfo(admin, user=role, password=words[role], dbname=database) for role in words}
    return Access(access["sb_owner"], access["sb_app"], access["sb_readonly"])


def provision_elsewhere(url: str, data: Data, *, app: str = "", readonly: str = "") -> Access:
    """Use a PostgreSQL that others run: `url` is the owner's connection; `app` and `readonly` when roles exist already.

    Raises RuntimeRefusal when the server is older than 16 or the owner may not create roles (the SQL to run is named).
    """
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise RuntimeRefusal(f"DATABASE_URL cannot be reached: {str(error).strip()}") from error
    with connection:
        if connection.info.server_version < OLDEST_SERVER:
            shown = connection.info.server_version // 10000
            raise RuntimeRefusal(f"DATABASE_URL leads to PostgreSQL {shown}; Sourcebridge needs 16 or newer.")
        if app:
            return Access(url, app, readonly or app)
        base = connection.info.dbname
        names = {f"{base}_app": "app", f"{base}_readonly": "readonly"}
        words = vault.ensure(data.secrets / "database.json", *names)
        try:
            for role in names:
                _role(connection, role, words[role])
        except psycopg.errors.InsufficientPrivilege as error:
            statements = " ".join(f"CREATE ROLE \"{role}\" LOGIN PASSWORD '...';" for role in names)
            raise RuntimeRefusal(
                f"{connection.info.user} may not create roles. Run as an administrator: {statements} "
                "then set DATABASE_APP_URL and DATABASE_READONLY_URL."
            ) from error
        given = [make_conninfo(url, user=role, password=words[role]) for role in names]
    return Access(url, *given)


def _role(connection: psycopg.Connection[Any], role: str, word: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = sql.SQL("ALTER" if known else "CREATE")
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN NOCREATEDB NOCREATEROLE PASSWORD {}").format(verb, sql.Identifier(role), word)
    )


def create_database(
    connection: psycopg.Connection[Any],
    name: str,
    *,
    owner: str,
    template: str = "template0",
    strategy: str = "wal_log",
) -> None:
    """Create the database unless it exists; nobody but its owner may create anything in it."""
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    database = sql.Identifier(name)
    connection.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY {}").format(
            database, sql.Identifier(template), sql.Identifier(owner), sql.Identifier(strategy)
        )
    )
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO PUBLIC").format(database))


def apply_grants(cursor: Executes, *, app: str, readonly: str, rights: Iterable[tuple[str, frozenset[str]]]) -> None:
    """Set what both roles may do in schema public; runs as owner, in the caller's transaction, idempotent.

    `rights` names the tables that differ from "everything"; the app role never gets TRUNCATE, REFERENCES or DDL.
    """
    roles = {"app": sql.Identifier(app), "readonly": sql.Identifier(readonly)}
    for statement in (
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {app}, {readonly}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {app}, {readonly}",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {readonly}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}",
        "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {app}",
    ):
        cursor.execute(sql.SQL(statement).format(**roles))
    for table, kept in rights:
        for right in sorted(ALL_RIGHTS - kept):
            cursor.execute(
                sql.SQL("REVOKE {} ON {} FROM {}").format(sql.SQL(right.upper()), sql.Identifier(table), roles["app"])
            )


def declared_rights() -> list[tuple[str, frozenset[str]]]:
    """The tables whose model declares `app_rights` other than all four (Django must be set up)."""
    from django.apps import apps  # the supervisor itself runs without Django

    models = apps.get_models(include_auto_created=True)
    pairs = [(model._meta.db_table, frozenset(getattr(model, "app_rights", ALL_RIGHTS))) for model in models]
    return sorted((table, rights) for table, rights in pairs if rights != ALL_RIGHTS)

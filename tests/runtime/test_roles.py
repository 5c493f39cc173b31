"""The app role works with rows and nothing else."""

from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from sourcebridge.runtime import roles
from sourcebridge.runtime.errors import RuntimeRefusal
from sourcebridge.runtime.paths import Data
from sourcebridge.runtime.testing import TestServer

REFUSED = psycopg.errors.InsufficientPrivilege


class TestAppRole:
    @pytest.mark.parametrize(
        "statement",
        [
            "CREATE TABLE mine (id int)",
            "CREATE TEMPORARY TABLE mine (id int)",
            "DROP TABLE audit_auditentry",
            "CREATE SCHEMA mine",
            "UPDATE django_migrations SET name = ''",
            "TRUNCATE django_session",
        ],
    )
    def test_is_refused_what_is_not_work_with_rows(self, app_dsn: str, statement: str) -> None:
        with psycopg.connect(app_dsn) as connection, pytest.raises(REFUSED):
            connection.execute(statement)

    @pytest.mark.parametrize("right", sorted(roles.ALL_RIGHTS))
    def test_has_exactly_the_declared_rights(self, app_dsn: str, right: str) -> None:
        declared = dict(roles.declared_rights())
        with psycopg.connect(app_dsn) as connection:
            found = connection.execute(
                "SELECT tablename, has_table_privilege(quote_ident(tablename), %s) FROM pg_tables "
                "WHERE schemaname = 'public' AND tablename <> 'django_migrations'",
                [right],
            ).fetchall()
        assert declared
        assert {table for table, may in found if not may} == {
            table for table, rights in declared.items() if right not in rights
        }


class TestProvisionElsewhere:
    def test_makes_app_and_readonly_roles_for_a_foreign_owner(self, server: TestServer, folder: Path) -> None:
        with psycopg.connect(server.admin, autocommit=True) as admin:
            admin.execute("CREATE ROLE firm LOGIN CREATEDB CREATEROLE PASSWORD 'word'")
            roles.create_database(admin, "firm", owner="firm")
        try:
            url = make_conninfo(server.admin, user="firm", password="word", dbname="firm")
            access = roles.provision_elsewhere(url, Data.at(folder))
            again = roles.provision_elsewhere(url, Data.at(folder))
            assert access == again
            assert access.app_role == "firm_app"
            with psycopg.connect(access.app) as connection, pytest.raises(REFUSED):
                connection.execute("CREATE TABLE mine (id int)")
        finally:
            with psycopg.connect(server.admin, autocommit=True) as admin:
                admin.execute("DROP DATABASE firm WITH (FORCE)")
                admin.execute("DROP ROLE firm_app, firm_readonly, firm")

    def test_says_the_sql_when_the_owner_may_not_make_roles(self, server: TestServer, folder: Path) -> None:
        with pytest.raises(RuntimeRefusal, match="CREATE ROLE"):
            roles.provision_elsewhere(server.access.on("postgres").owner, Data.at(folder))

"""The app role works with rows and nothing else."""

import psycopg
import pytest

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

"""A template somebody clones from is not dropped by runs on other states of the code."""

from __future__ import annotations

import psycopg

from sourcebridge.runtime.testing import TestServer

OLD = "template_00000000000000aa"


def test_a_template_in_use_is_kept(server: TestServer) -> None:
    other = TestServer()
    other.open()
    with psycopg.connect(server.admin, autocommit=True) as connection:

        def there() -> bool:
            return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [OLD]).fetchone() is not None

        connection.execute(f"CREATE DATABASE {OLD}")
        try:
            other.hold(OLD)
            server.drop_unused(connection, OLD)
            assert there()
            other.close()
            server.drop_unused(connection, OLD)
            assert not there()
            assert not (server.home / f"{OLD}.users").exists()
        finally:
            other.close()
            connection.execute(f"DROP DATABASE IF EXISTS {OLD}")

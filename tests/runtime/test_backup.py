"""A backup comes back whole, or not at all."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from sourcebridge.runtime import backup
from sourcebridge.runtime.engine import Engine
from sourcebridge.runtime.errors import RuntimeRefusal
from sourcebridge.runtime.paths import Data
from sourcebridge.runtime.roles import Access
from sourcebridge.runtime.testing import TestServer

ROWS = "SELECT name, app FROM django_migrations ORDER BY id"


@pytest.fixture
def data(folder: Path) -> Iterator[Data]:
    """A data folder with one uploaded file."""
    data = Data.at(folder / "data")
    data.create()
    (data.media / "pictures").mkdir()
    (data.media / "pictures" / "cloth.webp").write_bytes(b"cloth")
    yield data
    connections["default"].close()


@pytest.fixture
def engine(server: TestServer) -> Engine:
    """The programs that dump and restore."""
    return server.engine


def ask(access: Access, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(access.owner) as connection:
        return connection.execute(question).fetchall()  # type: ignore[arg-type]


def change(access: Access, statement: str) -> None:
    with psycopg.connect(access.owner) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


class TestRestore:
    def test_brings_rows_and_files_back(self, committed_db: Access, data: Data, engine: Engine, folder: Path) -> None:
        before = ask(committed_db, ROWS)
        backup.write(folder / "one.tar", data, engine, committed_db)
        change(committed_db, "DELETE FROM django_migrations")
        (data.media / "pictures" / "cloth.webp").write_bytes(b"other")
        (data.media / "later").write_bytes(b"later")
        backup.restore(folder / "one.tar", data, engine, committed_db, replace=True)
        assert ask(committed_db, ROWS) == before
        assert (data.media / "pictures" / "cloth.webp").read_bytes() == b"cloth"
        assert not (data.media / "later").exists()
        assert ask(committed_db, "SELECT to_regnamespace('before_restore')") == [(None,)]

    def test_refuses_a_database_that_holds_something(
        self, committed_db: Access, data: Data, engine: Engine, folder: Path
    ) -> None:
        backup.write(folder / "one.tar", data, engine, committed_db)
        before = ask(committed_db, ROWS)
        with pytest.raises(RuntimeRefusal, match="not empty"):
            backup.restore(folder / "one.tar", data, engine, committed_db, replace=False)
        assert ask(committed_db, ROWS) == before

    def test_refuses_a_damaged_backup(self, committed_db: Access, data: Data, engine: Engine, folder: Path) -> None:
        backup.write(folder / "one.tar", data, engine, committed_db)
        with tarfile.open(folder / "one.tar") as tar:
            offset = tar.getmember("media/pictures/cloth.webp").offset_data
        with (folder / "one.tar").open("r+b") as file:
            file.seek(offset)
            file.write(b"moths")
        before = ask(committed_db, ROWS)
        with pytest.raises(RuntimeRefusal, match="cloth"):
            backup.restore(folder / "one.tar", data, engine, committed_db, replace=True)
        assert ask(committed_db, ROWS) == before
        assert (data.media / "pictures" / "cloth.webp").read_bytes() == b"cloth"

    def test_puts_the_former_tables_back_when_loading_fails(
        self, committed_db: Access, data: Data, engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        backup.write(folder / "one.tar", data, engine, committed_db)
        before = ask(committed_db, ROWS)

        def fail(*_arguments: object) -> None:
            raise RuntimeRefusal("the disk is full")

        monkeypatch.setattr(backup, "_load", fail)
        with pytest.raises(RuntimeRefusal, match="disk is full"):
            backup.restore(folder / "one.tar", data, engine, committed_db, replace=True)
        assert ask(committed_db, ROWS) == before
        assert (data.media / "pictures" / "cloth.webp").read_bytes() == b"cloth"

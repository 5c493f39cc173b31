"""Environment, secrets and stamps."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.support import Translations
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

from sourcebridge.config.settings import database
from sourcebridge.runtime import env, prepare, vault
from sourcebridge.runtime.errors import RuntimeRefusal
from sourcebridge.runtime.paths import Data
from sourcebridge.runtime.roles import Access
from sourcebridge.runtime.system import System

DSN = "host=/tmp/a-b port=5432 user=o'neil password='p@ss/ w%rd' dbname=goods"


class TestUrl:
    def test_says_the_same_as_the_connection_string(self) -> None:
        assert conninfo_to_dict(env.url(DSN)) == conninfo_to_dict(DSN)

    def test_is_understood_by_the_settings(self) -> None:
        entry = database(env.url(DSN))
        assert [entry[key] for key in ("HOST", "PORT", "USER", "PASSWORD", "NAME")] == [
            "/tmp/a-b",
            "5432",
            "o'neil",
            "p@ss/ w%rd",
            "goods",
        ]


class TestChildren:
    def test_never_carry_the_owners_connection(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://owner:secret@host/name")
        access = Access("user=owner password=secret dbname=a", "user=app dbname=a", "user=look dbname=a")
        given = env.children(Data.at(folder), access, port=8000, demo=True)
        assert "secret" not in str(given)
        assert env.as_owner(given, access)["SB_OWNER_DATABASE_URL"].startswith("postgresql://owner:secret@")


class TestVault:
    def test_keeps_what_was_made_and_hides_it(self, folder: Path) -> None:
        first = vault.ensure(folder / "secrets" / "one.json", "word")
        assert vault.ensure(folder / "secrets" / "one.json", "word", "other")["word"] == first["word"]
        assert (folder / "secrets" / "one.json").stat().st_mode & 0o077 == 0


class TestMode:
    def test_a_demo_is_never_served_for_real(self, folder: Path) -> None:
        data = Data.at(folder)
        vault.write(data.secrets / "mode.json", {"mode": "demo"})
        with pytest.raises(RuntimeRefusal, match="holds a demo system"):
            System(data, demo=False).serve()
        assert not (data.engine / "cluster").exists()


class TestMessages:
    def test_every_catalogue_compiles(self) -> None:
        prepare.messages()
        for source in prepare.PACKAGE.rglob("locale/*/LC_MESSAGES/django.po"):
            with source.with_suffix(".mo").open("rb") as file:
                assert Translations(file).info()["content-type"] == "text/plain; charset=utf-8"
        assert settings.LANGUAGE_CODE == "zh-hans"

"""A system that begins as a copy of another one, which must stand still and lie whole in its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from sourcebridge.runtime import supervisor, vault
from sourcebridge.runtime.errors import RuntimeRefusal
from sourcebridge.runtime.paths import Data
from sourcebridge.runtime.system import PASSING, System


class TestBeginAs:
    def test_files_and_secrets_are_copied(self, tmp_path: Path) -> None:
        source, fresh = Data.at(tmp_path / "one"), System(Data.at(tmp_path / "other"))
        source.create()
        vault.write(source.secrets / "site.json", {"secret_key": "one"})
        (source.stamps / "schema").write_text("known")
        fresh.begin_as(source)
        assert vault.read(fresh.data.secrets / "site.json") == {"secret_key": "one"}
        assert (fresh.data.stamps / "schema").read_text() == "known"
        assert fresh.data.secrets.stat().st_mode & 0o777 == 0o700

    def test_refused_while_it_runs(self, tmp_path: Path) -> None:
        source, fresh = Data.at(tmp_path / "one"), System(Data.at(tmp_path / "other"))
        with supervisor.sole(source), pytest.raises(RuntimeRefusal, match="Another Sourcebridge runs"):
            fresh.begin_as(source)
        assert not fresh.data.root.exists()

    def test_refused_while_its_engine_runs(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        source, fresh = Data.at(tmp_path / "one"), System(Data.at(tmp_path / "other"))
        monkeypatch.setattr("sourcebridge.runtime.engine.Engine.answers", lambda _engine: True)
        with pytest.raises(RuntimeRefusal, match="db stop"):
            fresh.begin_as(source)
        assert not fresh.data.root.exists()

    def test_refused_when_its_engine_lies_elsewhere(self, tmp_path: Path) -> None:
        source, fresh = Data.at(tmp_path / "one"), System(Data.at(tmp_path / "other"))
        vault.write(source.secrets / "engine.json", {"home": str(tmp_path / "far")})
        with pytest.raises(RuntimeRefusal, match="lies in"):
            fresh.begin_as(source)
        assert not fresh.data.root.exists()


class TestKept:
    def test_only_a_passing_system_does_without_the_disk(self, tmp_path: Path) -> None:
        assert System(Data.at(tmp_path)).engine.extra == {}
        assert System(Data.at(tmp_path), kept=False).engine.extra == PASSING

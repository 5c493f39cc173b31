"""The jobs of the catalogue."""

from __future__ import annotations

import io
from typing import Any
from unittest.mock import Mock

import pytest
from PIL import Image

from sourcebridge.catalog import services, tasks
from sourcebridge.catalog.models import ImportRun, Picture, Product
from sourcebridge.kit import outgoing
from sourcebridge.kit.errors import ProviderError
from sourcebridge.parties.models import Company
from tests.catalog.conftest import NOW, supplier_by
from tests.catalog.shopify_files import LOOK_ALIKE, shirt, written
from tests.catalog.test_imports import answered, applied

pytestmark = pytest.mark.django_db


@pytest.fixture
def sea(factory: Company) -> Picture:
    applied(factory, written([shirt()]))
    return Picture.objects.get()


class TestFetchPicture:
    def png(self) -> bytes:
        out = io.BytesIO()
        Image.new("RGB", (30, 30), "#3a66a3").save(out, "PNG")
        return out.getvalue()

    def test_stores_what_came(self, sea: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(outgoing, "send", lambda **_call: outgoing.Answer(200, {}, self.png()))
        tasks.fetch_picture(picture_id=str(sea.id))
        sea.refresh_from_db()
        assert (sea.state, sea.media_type) == ("STORED", "image/jpeg")

    @pytest.mark.parametrize(
        ("outcome", "problem"),
        [
            (outgoing.OutgoingRefused("inward"), "refused"),
            (ProviderError("gone", permanent=False), "unreachable"),
            (outgoing.Answer(404, {}, b"no"), "not_there"),
            (outgoing.Answer(302, {}, b""), "not_there"),
            (outgoing.Answer(200, {}, b"<html>"), "not_a_picture"),
        ],
    )
    def test_notes_why_nothing_came(
        self, sea: Picture, monkeypatch: pytest.MonkeyPatch, outcome: Any, problem: str
    ) -> None:
        send = Mock(side_effect=[outcome])
        monkeypatch.setattr(outgoing, "send", send)
        tasks.fetch_picture(picture_id=str(sea.id))
        sea.refresh_from_db()
        assert (sea.state, sea.problem) == ("UNREACHABLE", problem)
        tasks.fetch_picture(picture_id=str(sea.id))
        assert send.call_count == 1

    def test_addresses_inside_are_never_called(self, sea: Picture) -> None:
        Picture.objects.filter(pk=sea.id).update(source_url="http://127.0.0.1:5432/x.jpg")
        tasks.fetch_picture(picture_id=str(sea.id))
        sea.refresh_from_db()
        assert sea.problem == "refused"


class TestApplyImport:
    def start(self, factory: Company) -> ImportRun:
        run = answered(factory, LOOK_ALIKE)
        return services.start(company_id=factory.id, run_id=run.id, by=supplier_by(factory), now=NOW)

    def test_runs_to_the_end_and_a_second_time_does_nothing(self, factory: Company) -> None:
        run = self.start(factory)
        for _turn in range(2):
            tasks.apply_import(Mock(job=Mock(attempts=0)), run_id=str(run.id))
        run.refresh_from_db()
        assert (run.state, Product.objects.count()) == ("DONE", 2)

    @pytest.mark.parametrize(("attempts", "state"), [(0, "APPLYING"), (4, "FAILED")])
    def test_the_last_failure_is_told(
        self, factory: Company, monkeypatch: pytest.MonkeyPatch, attempts: int, state: str
    ) -> None:
        run = self.start(factory)
        monkeypatch.setattr(services, "apply_chunk", Mock(side_effect=RuntimeError("engine gone")))
        with pytest.raises(RuntimeError):
            tasks.apply_import(Mock(job=Mock(attempts=attempts)), run_id=str(run.id))
        run.refresh_from_db()
        assert run.state == state

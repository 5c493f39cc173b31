"""Rows of duty are written once and superseded; the nomenclature is loaded once; goods get codes."""

from __future__ import annotations

import time
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sourcebridge.audit.models import AuditEntry
from sourcebridge.customs import models, nomenclature, queries, services
from sourcebridge.customs.errors import (
    CodeUnknown,
    DutyEndedAlready,
    EndsBeforeStart,
    NomenclatureUnreadable,
    NothingToPublish,
    NotNewest,
    RowsBroken,
)
from sourcebridge.customs.rules import Kind, Status
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotAllowed, NotFound
from sourcebridge.kit.ids import uuid7
from tests.customs.conftest import DAY, NOW, duty

pytestmark = pytest.mark.django_db


class TestPublish:
    def test_what_is_published_is_found_as_it_was_said(self, operator: By) -> None:
        rows = [
            duty(), duty(Kind.SECTION_301, rate="0.075", origin="CN"),
            duty(Kind.MPF, prefix="", rate="0.003464", least=Decimal("33.58"), most=Decimal("651.50"), currency="USD",
                 regime="FORMAL"),
            duty(Kind.SECTION_122, prefix="", rate="0", status=Status.RANGE, low=Decimal(0), high=Decimal("0.15"),
                 not_on=frozenset({Kind.SECTION_232}), taxed=None),
        ]  # fmt: skip
        done = services.publish_duties(rows=rows, by=operator, now=NOW)
        assert done == services.Published(4, 0, 0)
        found = queries.rules(country="US", on=DAY)
        assert {(row.kind, row.low, row.high, row.least, row.most, row.not_on, row.taxed) for row in found.rows} == {
            (row.kind, row.low, row.high, row.least, row.most, row.not_on, row.taxed) for row in rows
        }
        told = found.find(Kind.MFN, code="392690").row
        assert told is not None
        assert told.told.ref.startswith("customs.duty:")
        assert AuditEntry.objects.filter(verb="customs.duties.published").count() == 1

    def test_the_same_again_is_no_version_and_another_figure_is_the_next(self, operator: By) -> None:
        services.publish_duties(rows=[duty()], by=operator, now=NOW)
        token = queries.token()
        assert services.publish_duties(rows=[duty()], by=operator, now=NOW) == services.Published(0, 0, 1)
        assert queries.token() == token
        assert services.publish_duties(rows=[duty(rate="0.06")], by=operator, now=NOW) == services.Published(0, 1, 0)
        row = queries.rules(country="US", on=DAY).find(Kind.MFN, code="392690").row
        assert row is not None
        assert row.low == Decimal("0.06")
        assert models.DutyRow.objects.count() == 2

    def test_a_union_s_rows_hold_for_its_members(self, operator: By) -> None:
        services.publish_duties(
            rows=[duty(country="EU", rate="0.065"), duty(Kind.VAT, "DE", "0.19", prefix="")], by=operator, now=NOW
        )
        found = queries.rules(country="DE", on=DAY)
        assert {row.country for row in found.rows} == {"EU", "DE"}
        assert [row.country for row in queries.rules(country="FR", on=DAY).rows] == ["EU"]

    def test_rules_cost_one_statement_once_known(self, operator: By) -> None:
        services.publish_duties(rows=[duty()], by=operator, now=NOW)
        queries.rules(country="US", on=DAY)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            queries.rules(country="US", on=DAY)
        assert len(asked) == 1

    def test_refuses_strangers_nothing_and_broken_rows(self, operator: By) -> None:
        stranger = By(Actor.SUPPLIER, None, uuid7(), "x")
        with pytest.raises(NotAllowed):
            services.publish_duties(rows=[duty()], by=stranger, now=NOW)
        with pytest.raises(NothingToPublish):
            services.publish_duties(rows=[], by=operator, now=NOW)
        with pytest.raises(RowsBroken) as refused:
            services.publish_duties(rows=[duty(), duty(source=""), duty()], by=operator, now=NOW)
        assert set(refused.value.fields) == {"row 2", "row 3"}
        assert not models.DutyRow.objects.exists()
        assert queries.token() is None

    def test_rows_cannot_be_rewritten(self, operator: By) -> None:
        services.publish_duties(rows=[duty()], by=operator, now=NOW)
        with pytest.raises(DatabaseError), transaction.atomic():
            models.DutyRow.objects.update(low=0)


class TestEnd:
    def test_an_ended_row_refuses_and_says_when(self, operator: By) -> None:
        services.publish_duties(rows=[duty()], by=operator, now=NOW)
        row = models.DutyRow.objects.get()
        services.end_duty(row_id=row.id, last_day=DAY - timedelta(days=1), reason="repealed", by=operator, now=NOW)
        found = queries.rules(country="US", on=DAY).find(Kind.MFN, code="392690")
        assert found.row is None
        assert found.ended is not None
        assert found.ended.valid_until == DAY - timedelta(days=1)
        before = queries.rules(country="US", on=DAY - timedelta(days=1)).find(Kind.MFN, code="392690")
        assert before.row is not None

    def test_a_row_that_never_held_is_gone(self, operator: By) -> None:
        services.publish_duties(rows=[duty(), duty(prefix="3926", rate="0.04")], by=operator, now=NOW)
        row = models.DutyRow.objects.get(prefix="392690")
        services.end_duty(row_id=row.id, last_day=date(2025, 12, 31), reason="typed twice", by=operator, now=NOW)
        found = queries.rules(country="US", on=DAY).find(Kind.MFN, code="392690")
        assert found.row is not None
        assert found.row.prefix == "3926"

    def test_refusals_change_nothing(self, operator: By) -> None:
        services.publish_duties(rows=[duty()], by=operator, now=NOW)
        old = models.DutyRow.objects.get()
        services.publish_duties(rows=[duty(rate="0.06")], by=operator, now=NOW)
        new = models.DutyRow.objects.get(version=2)
        said: dict[str, Any] = {"reason": "x", "by": operator, "now": NOW}
        with pytest.raises(NotNewest):
            services.end_duty(row_id=old.id, last_day=DAY, **said)
        with pytest.raises(NotFound):
            services.end_duty(row_id=uuid7(), last_day=DAY, **said)
        with pytest.raises(EndsBeforeStart):
            services.end_duty(row_id=new.id, last_day=date(2025, 12, 30), **said)
        with pytest.raises(NotAllowed):
            services.end_duty(row_id=new.id, last_day=DAY, reason="x", by=By(Actor.BUYER, None, None, ""), now=NOW)
        assert not models.Ending.objects.exists()
        services.end_duty(row_id=new.id, last_day=DAY, **said)
        with pytest.raises(DutyEndedAlready):
            services.end_duty(row_id=new.id, last_day=DAY, **said)
        assert models.Ending.objects.count() == 1

    def test_an_ended_row_is_taken_up_again_by_the_next_version(self, operator: By) -> None:
        services.publish_duties(rows=[duty()], by=operator, now=NOW)
        services.end_duty(row_id=models.DutyRow.objects.get().id, last_day=DAY, reason="x", by=operator, now=NOW)
        assert services.publish_duties(rows=[duty()], by=operator, now=NOW).corrected == 1
        assert queries.rules(country="US", on=DAY + timedelta(days=9)).find(Kind.MFN, code="392690").row


class TestHeadings:
    def test_the_whole_file_in_good_time_and_once(self, operator: By) -> None:
        text = nomenclature.shipped(nomenclature.SYSTEM)
        began = time.process_time()
        assert services.load_headings(text=text, by=operator, now=NOW) == 6939
        assert time.process_time() - began < 4
        assert services.load_headings(text=text, by=operator, now=NOW) == 0
        assert models.Heading.objects.filter(level=2).count() == 97
        assert models.Heading.objects.get(pk="610910").parent_id == "6109"

    @pytest.mark.parametrize("line", ["I,01x,Horses,01,4", "I,0109,,01,4", "I,0209,Meat,02,4"])
    def test_a_wrong_file_loads_nothing(self, operator: By, line: str) -> None:
        text = f"section,hscode,description,parent,level\nI,01,Animals,TOTAL,2\n{line}\n"
        with pytest.raises(NomenclatureUnreadable) as refused:
            services.load_headings(text=text, by=operator, now=NOW)
        assert refused.value.facts["line"] == 3
        assert not models.Heading.objects.exists()

    def test_only_the_operator(self, db: None) -> None:
        with pytest.raises(NotAllowed):
            services.load_headings(text="", by=By(Actor.SUPPLIER, None, uuid7(), "x"), now=NOW)


class TestAssume:
    def test_by_category_and_back(self, operator: By, headings: int) -> None:
        said: dict[str, Any] = {"source": "test", "by": operator, "now": NOW}
        assert services.assume(codes={"phone-protect-cases": "3926.90"}, **said) == 1
        assert services.assume(codes={"phone-protect-cases": "392690"}, **said) == 0
        assert services.assume(codes={"phone-protect-cases": ""}, **said) == 1
        assert not models.CategoryHeading.objects.exists()

    def test_refusals_change_nothing(self, operator: By, headings: int) -> None:
        said: dict[str, Any] = {"source": "test", "by": operator, "now": NOW}
        with pytest.raises(NotFound):
            services.assume(codes={"no-such": "392690"}, **said)
        for code in ("3926", "999998", "abc"):
            with pytest.raises(CodeUnknown):
                services.assume(codes={"phone-protect-cases": "392690", "phone-protect-glass": code}, **said)
        assert not models.CategoryHeading.objects.exists()

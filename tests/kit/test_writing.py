"""New rows of several tables by one statement, the same rows as one by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sourcebridge.audit.models import Answer, AuditEntry, EventRecord
from sourcebridge.kit import writing
from sourcebridge.logistics.models import DeliveryAddress, FreightRate, FreightTemplate
from sourcebridge.parties.models import Company

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 4, 0, 0, 123456, tzinfo=UTC)


def rows() -> list[Any]:
    company = Company(name='O\'Brien "引号" \\ 公司', name_en="Quotes {} %s", region="绍兴\n柯桥")
    template = FreightTemplate(
        company=company, name="t", carrier="sf", created_at=NOON, retired_at=NOON + timedelta(days=1)
    )
    rate = FreightRate(
        template=template, regions=["44", "33"], first_unit=Decimal("1000.125"), first_fee=Decimal("8.05"),
        next_unit=Decimal(1), next_fee=Decimal(0), least_fee=Decimal("0.10"),
    )  # fmt: skip
    event = EventRecord(name="x.y", payload={"a": [1, "二", None, {"b": "c\u0001d"}]}, at=NOON)
    return [company, template, rate, event]


def stored(row: Any) -> dict[str, Any]:
    again = type(row).objects.get(pk=row.pk)
    return {f.attname: getattr(again, f.attname) for f in row._meta.concrete_fields if f.attname != "recorded_at"}


class TestTogether:
    def test_rows_are_those_that_were_given(self) -> None:
        with CaptureQueriesContext(connection) as asked, writing.together():
            writing.add(*(given := rows()))
        assert len(asked) == 1
        for row in given:
            assert stored(row) == {name: getattr(row, name) for name in stored(row)}
            assert not row._state.adding
        assert EventRecord.objects.get(pk=given[-1].pk).recorded_at is not None

    def test_one_by_one_is_the_same(self) -> None:
        together, singly = rows(), rows()
        singly[0].name_en += "2"
        with writing.together():
            writing.add(*together)
        for row in singly:
            row.save(force_insert=True)
        for one, other in zip(together[2:], singly[2:], strict=True):
            mine, theirs = stored(one), stored(other)
            assert {k: v for k, v in mine.items() if not k.endswith("id")} == {
                k: v for k, v in theirs.items() if not k.endswith("id")
            }

    def test_nothing_is_stored_after_an_exception(self) -> None:
        def broken() -> None:
            with transaction.atomic(), writing.together():
                writing.add(rows()[0])
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            broken()
        assert not Company.objects.filter(name__startswith="O'Brien").exists()
        writing.add(Company(name="later"))
        assert Company.objects.filter(name="later").exists()

    def test_a_constraint_refuses_all_of_it(self) -> None:
        company = Company.objects.create(name="x")
        audit = AuditEntry(verb="a.b", actor="SYSTEM", subject_type="x", subject_id="1", at=NOON)
        twice = [DeliveryAddress(company=company, province="44", is_default=True) for _turn in range(2)]
        with pytest.raises(IntegrityError), transaction.atomic():
            writing.add(audit, *twice)
        assert not AuditEntry.objects.filter(verb="a.b").exists()

    def test_defaults_of_the_columns_stay(self) -> None:
        writing.add(Answer(scope="s", route="r", key="k" * 8, request_hash="h", status=200, body=""))
        assert Answer.objects.get(scope="s").answered_at is not None

    def test_a_statement_beside_them_sees_the_state_before(self) -> None:
        old = Company.objects.create(name="old", region="x")
        with CaptureQueriesContext(connection) as asked, writing.together():
            writing.add(writing.Beside("DELETE FROM parties_company WHERE region = %s", ("x",)))
            writing.add(Company(name="new", region="x"))
            writing.add(writing.Beside("UPDATE parties_company SET name_en = %s WHERE name = %s", ("seen", "new")))
        assert len(asked) == 1
        assert list(Company.objects.filter(region="x").values_list("name", "name_en")) == [("new", "")]
        assert not Company.objects.filter(pk=old.pk).exists()
        writing.add(writing.Beside("DELETE FROM parties_company WHERE region = %s", ("x",)))
        assert not Company.objects.filter(region="x").exists()

    def test_outside_a_transaction_it_is_refused(self) -> None:
        connection.in_atomic_block = False
        try:
            with pytest.raises(RuntimeError), writing.together():
                pass
        finally:
            connection.in_atomic_block = True


class TestToTheEnd:
    def test_rows_go_with_those_that_follow_and_before_the_last_steps(self) -> None:
        seen: list[int] = []

        def there() -> None:
            seen.append(Company.objects.filter(region="end").count())

        with CaptureQueriesContext(connection) as asked, writing.closing():
            with writing.together(to_the_end=True):
                writing.add(Company(name="1", region="end"))
                writing.last(there)
            assert not asked.captured_queries
            writing.add(Company(name="2", region="end"))
        assert (len(asked), seen) == (2, [2])

    def test_without_a_closing_block_they_are_stored_at_their_own_end(self) -> None:
        with writing.together(to_the_end=True):
            writing.add(Company(name="1", region="end"))
        assert Company.objects.filter(region="end").count() == 1

    def test_others_are_stored_where_they_were_meant_to_be(self) -> None:
        with writing.closing():
            writing.add(Company(name="1", region="end"))
            assert Company.objects.filter(region="end").count() == 1
            with writing.together():
                writing.add(Company(name="2", region="end"))
            assert Company.objects.filter(region="end").count() == 2

    def test_nothing_is_kept_after_an_exception(self) -> None:
        def broken() -> None:
            with transaction.atomic(), writing.closing():
                with writing.together(to_the_end=True):
                    writing.add(Company(name="1", region="end"))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            broken()
        writing.add(Company(name="2", region="end"))
        assert list(Company.objects.filter(region="end").values_list("name", flat=True)) == ["2"]

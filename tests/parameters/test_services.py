"""Adjustable numbers: effective-dated, within their range, by the operator."""

from datetime import timedelta
from decimal import Decimal

import pytest

from sourcebridge.clock import queries as clock
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotAllowed, Refusal
from sourcebridge.parameters import queries, services
from sourcebridge.parameters.declared import DECLARED
from sourcebridge.parameters.models import Parameter

CODE = "order.auto_confirm_days"
OPERATOR = By(Actor.OPERATOR, name="operator")


def test_every_default_lies_in_its_own_range() -> None:
    assert [d.code for d in DECLARED.values() if not d.lowest <= d.default <= d.highest] == []


@pytest.mark.django_db
class TestChange:
    def test_holds_from_its_date_and_leaves_the_past(self) -> None:
        now = clock.now()
        start = now + timedelta(days=3)
        services.change(code=CODE, value=Decimal(7), effective_from=start, by=OPERATOR, now=now)
        assert queries.span(CODE, at=now) == timedelta(days=10)
        assert queries.span(CODE, at=start) == timedelta(days=7)

    @pytest.mark.parametrize(
        ("value", "days", "by", "refusal"),
        [
            ("0", 1, OPERATOR, services.OutOfRange),
            ("61", 1, OPERATOR, services.OutOfRange),
            ("7", -1, OPERATOR, services.PastIsClosed),
            ("7", 1, By(Actor.SUPPLIER), NotAllowed),
        ],
    )
    def test_refuses_and_changes_nothing(self, value: str, days: int, by: By, refusal: type[Refusal]) -> None:
        now = clock.now()
        with pytest.raises(refusal):
            services.change(code=CODE, value=Decimal(value), effective_from=now + timedelta(days=days), by=by, now=now)
        assert not Parameter.objects.exists()
        assert queries.value(CODE, at=now + timedelta(days=9)) == 10

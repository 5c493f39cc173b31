"""Statements planned once per connection: values find their places whatever the statement looks like."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError

from sourcebridge.kit import rows

pytestmark = pytest.mark.django_db

LONG = "/* " + "padding " * 700 + "*/"


class TestRun:
    @pytest.mark.parametrize("before", ["", LONG])
    def test_a_name_may_stand_twice_and_a_percent_sign_is_one(self, before: str) -> None:
        sql = before + "SELECT %(a)s::int - %(b)s::int, %(a)s::int, 'x' LIKE '%%', 7 %% 4"
        with rows.run(sql, {"b": 2, "a": 5, "unused": 1}) as cursor:
            assert cursor.fetchone() == (3, 5, True, 3)

    def test_values_without_names_go_by_their_order(self) -> None:
        one = uuid4()
        with rows.run(
            "SELECT %s::uuid, %s::numeric[], %s::text", [one, [Decimal("1.50"), Decimal(2)], "$1 %s"]
        ) as cursor:
            assert cursor.fetchone() == (one, [Decimal("1.50"), Decimal(2)], "$1 %s")

    def test_none_needs_nothing_but_its_cast(self) -> None:
        with rows.run("SELECT %(gone)s::uuid IS NULL, 1", {"gone": None}) as cursor:
            assert cursor.fetchone() == (True, 1)

    def test_nothing_to_bind(self) -> None:
        with rows.run("SELECT 1", {}) as cursor:
            assert cursor.fetchone() == (1,)

    def test_a_missing_value_is_an_error_and_sends_nothing(self) -> None:
        with pytest.raises(KeyError), rows.run("SELECT %(a)s::int", {"b": 1}):
            pass
        with pytest.raises(DatabaseError), rows.run("SELECT %s::int, %s::int", [1]):
            pass


class TestPlanned:
    def test_numbers_of_a_json_value_stay_exact(self) -> None:
        assert rows.planned("SELECT '{\"price\": 0.10}'::json::text", {}) == {"price": Decimal("0.10")}
        assert rows.planned("SELECT NULL::text", {}) is None

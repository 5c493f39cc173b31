"""Belts of companies, stalls of companies, and how near they are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import NotFound
from sourcebridge.parties.models import Company
from sourcebridge.places import queries, services
from sourcebridge.places.models import Belt, Hall, Stall
from tests.places.conftest import NOW, company

pytestmark = pytest.mark.django_db


def keqiao() -> Belt:
    return Belt.objects.get(pk="keqiao-fabrics")


class TestProximity:
    def test_is_whole_in_the_same_province(self) -> None:
        assert queries.proximity(keqiao(), "33") == Decimal("1.0000")

    def test_falls_with_distance(self) -> None:
        near, far = queries.proximity(keqiao(), "31"), queries.proximity(keqiao(), "44")
        assert Decimal(1) > near > far > queries.proximity(keqiao(), "65") >= 0

    def test_is_one_minus_kilometres_over_three_thousand(self) -> None:
        distance = queries.distance_km(keqiao(), "11")
        assert 1100 < distance < 1180
        assert queries.proximity(keqiao(), "11") == (1 - Decimal(distance) / 3000).quantize(Decimal("0.0001"))

    def test_is_nothing_without_a_belt_or_province(self) -> None:
        assert queries.proximity(None, "33") == 0
        assert queries.proximity(keqiao(), "") == 0

    def test_an_unknown_province_has_no_distance(self) -> None:
        with pytest.raises(NotFound):
            queries.distance_km(keqiao(), "99")


class TestBeltOf:
    def test_counts_confirmed_members_only(self, operator: By, owner: By, factory: Company) -> None:
        row = services.claim_belt(code="keqiao-fabrics", company_id=factory.id, by=owner, now=NOW)
        assert queries.belt_of([factory.id]) == {}
        assert queries.belt_of([factory.id], claimed=True) == {factory.id: keqiao()}
        services.confirm_member(member_id=row.id, by=operator, now=NOW)
        assert queries.belt_of([factory.id]) == {factory.id: keqiao()}
        assert queries.belt("keqiao-fabrics").supplier_count == 1

    def test_leaves_out_withdrawn_belts(self, operator: By, factory: Company) -> None:
        services.join_belt(code="keqiao-fabrics", company_id=factory.id, by=operator, now=NOW)
        services.withdraw_belt(code="keqiao-fabrics", by=operator, now=NOW)
        assert queries.belt_of([factory.id]) == {}
        with pytest.raises(NotFound):
            queries.belt("keqiao-fabrics")


class TestPlacesOf:
    def test_says_the_stall_else_the_belt(self, operator: By, factory: Company, stall: Stall) -> None:
        services.join_belt(code="keqiao-fabrics", company_id=factory.id, by=operator, now=NOW)
        assert queries.places_of([factory.id], language="zh-hans") == {factory.id: "柯桥面料产业带"}
        services.assign_stall(stall_id=stall.id, company_id=factory.id, by=operator, now=NOW)
        assert queries.places_of([factory.id], language="zh-hans") == {factory.id: "中国轻纺城 北市场 3-128"}
        assert queries.places_of([factory.id], language="en") == {factory.id: "China Textile City North Market 3-128"}

    @pytest.mark.parametrize("rows", [1, 3])
    def test_takes_two_statements_for_any_number(
        self, operator: By, north: Hall, rows: int, django_assert_num_queries: object
    ) -> None:
        firms = [company() for _ in range(rows)]
        stalls = services.open_stalls(hall_id=north.id, numbers=[f"1-{n}" for n in range(rows)], by=operator, now=NOW)
        for firm, stall in zip(firms, stalls, strict=True):
            services.assign_stall(stall_id=stall.id, company_id=firm.id, by=operator, now=NOW)
        with django_assert_num_queries(2):  # type: ignore[operator]
            assert len(queries.places_of([firm.id for firm in firms], language="en")) == rows


class TestMembersOf:
    def test_confirmed_ones_stand_first(self, operator: By, owner: By, factory: Company) -> None:
        services.claim_belt(code="keqiao-fabrics", company_id=factory.id, evidence="厂房在滨海", by=owner, now=NOW)
        other = company("祥云印染")
        services.join_belt(code="keqiao-fabrics", company_id=other.id, by=operator, now=NOW)
        found = queries.members_of("keqiao-fabrics")
        assert [(m.company.name, m.verified_at is not None) for m in found] == [("祥云印染", True), ("锦纶织造", False)]
        assert found[1].evidence == "厂房在滨海"
        assert found[0].shop is not None


class TestMarkets:
    def test_counts_halls_and_stalls(self, operator: By, factory: Company, stall: Stall) -> None:
        services.open_stalls(hall_id=stall.hall_id, numbers=["3-129", "3-130"], by=operator, now=NOW)
        services.assign_stall(stall_id=stall.id, company_id=factory.id, by=operator, now=NOW)
        found = queries.market("china-textile-city")
        assert (found.hall_count, found.stall_count, found.taken_count) == (5, 3, 1)
        hall = queries.hall("china-textile-city", "north")
        assert (hall.stall_count, hall.taken_count) == (3, 1)
        rows = queries.stalls_in([hall.id])[hall.id]
        assert [row.number for row in rows] == ["3-128", "3-129", "3-130"]

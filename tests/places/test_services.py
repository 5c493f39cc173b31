"""The verbs: who may, what changes, what is refused and leaves everything as it was."""

from __future__ import annotations

import dataclasses
import uuid
from decimal import Decimal
from typing import Any

import pytest

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import IllegalMove, NotAllowed, NotFound, Refusal
from sourcebridge.parties.models import Company
from sourcebridge.places import queries, services
from sourcebridge.places.errors import (
    CategoryUnknown,
    CodeTaken,
    CodeUnreadable,
    InAnotherBelt,
    NameMissing,
    NotASeller,
    NumbersUnreadable,
    OutsideMap,
    PlaceWithdrawn,
    ProvinceUnknown,
    ReasonMissing,
    StallEmpty,
    StallTaken,
)
from sourcebridge.places.models import Belt, BeltMember, Hall, Stall
from sourcebridge.places.services import BeltFacts, HallFacts, MarketFacts
from sourcebridge.places.services.stalls import numbers_of
from sourcebridge.places.states import BELT_MEMBER, MemberState
from tests.places.conftest import NOW, by_of, company, everything, person

pytestmark = pytest.mark.django_db
PEARLS = BeltFacts(
    name_zh="山下湖珍珠产业带", name_en="Shanxiahu pearls", province="33", city_zh="诸暨", city_en="Zhuji",
    lon=Decimal("120.37"), lat=Decimal("29.83"), categories=("jewelry",),
)  # fmt: skip
TOWN = MarketFacts(
    name_zh="海宁皮革城", name_en="Haining Leather City", province="33", city_zh="海宁", city_en="Haining",
    lon=Decimal("120.69"), lat=Decimal("30.53"), address_zh="海州西路",
)  # fmt: skip
HALL = HallFacts(name_zh="A座", name_en="Hall A", floor="F1-F3")


def refused(kind: type[Refusal], act: Any, **given: Any) -> None:
    before = everything()
    with pytest.raises(kind):
        act(now=NOW, **given)
    assert everything() == before


def facts_told() -> list[str]:
    return list(EventRecord.objects.order_by("id").values_list("name", flat=True))


class TestCreateBelt:
    def test_puts_it_on_the_map(self, operator: By) -> None:
        services.create_belt(code="shanxiahu-pearls", facts=PEARLS, by=operator, now=NOW)
        row = queries.belt("shanxiahu-pearls")
        assert (row.name("zh-hans"), row.name("en"), row.categories) == (
            "山下湖珍珠产业带",
            "Shanxiahu pearls",
            ["jewelry"],
        )
        assert AuditEntry.objects.get().verb == "places.belt.created"
        assert facts_told() == ["places.place.changed"]

    def test_is_the_operators(self, owner: By) -> None:
        refused(NotAllowed, services.create_belt, code="x", facts=PEARLS, by=owner)

    @pytest.mark.parametrize(
        ("kind", "code", "changes"),
        [
            (CodeTaken, "keqiao-fabrics", {}),
            (CodeUnreadable, "柯 桥", {}),
            (NameMissing, "x", {"name_en": " "}),
            (ProvinceUnknown, "x", {"province": "99"}),
            (OutsideMap, "x", {"lon": Decimal("12.5")}),
            (CategoryUnknown, "x", {"categories": ("no-such",)}),
        ],
    )
    def test_refuses_what_cannot_be(
        self, operator: By, kind: type[Refusal], code: str, changes: dict[str, Any]
    ) -> None:
        refused(kind, services.create_belt, code=code, facts=dataclasses.replace(PEARLS, **changes), by=operator)


class TestEditBelt:
    def test_tells_what_changed(self, operator: By) -> None:
        services.create_belt(code="pearls", facts=PEARLS, by=operator, now=NOW)
        services.edit_belt(
            code="pearls", facts=dataclasses.replace(PEARLS, city_en="Zhuji, Shaoxing"), by=operator, now=NOW
        )
        entry = AuditEntry.objects.get(verb="places.belt.edited")
        assert entry.facts["changes"] == {"city_en": {"from": "Zhuji", "to": "Zhuji, Shaoxing"}}

    def test_writes_nothing_for_the_same(self, operator: By) -> None:
        services.create_belt(code="pearls", facts=PEARLS, by=operator, now=NOW)
        before = everything()
        services.edit_belt(code="pearls", facts=PEARLS, by=operator, now=NOW)
        assert everything() == before

    def test_refuses_others_and_the_unknown(self, operator: By, owner: By) -> None:
        refused(NotAllowed, services.edit_belt, code="keqiao-fabrics", facts=PEARLS, by=owner)
        refused(NotFound, services.edit_belt, code="nowhere", facts=PEARLS, by=operator)


class TestWithdrawBelt:
    def test_hides_and_restores(self, operator: By) -> None:
        services.withdraw_belt(code="keqiao-fabrics", by=operator, now=NOW)
        assert not queries.belts().filter(pk="keqiao-fabrics").exists()
        services.restore_belt(code="keqiao-fabrics", by=operator, now=NOW)
        assert queries.belt("keqiao-fabrics").active

    def test_is_the_operators(self, owner: By) -> None:
        refused(NotAllowed, services.withdraw_belt, code="keqiao-fabrics", by=owner)


class TestClaimBelt:
    def claim(self, factory: Company, owner: By, code: str = "keqiao-fabrics") -> BeltMember:
        return services.claim_belt(code=code, company_id=factory.id, evidence="滨海厂房", by=owner, now=NOW)

    def test_waits_for_the_operator(self, factory: Company, owner: By) -> None:
        row = self.claim(factory, owner)
        assert (row.state, row.evidence, row.claimed_at) == (MemberState.CLAIMED, "滨海厂房", NOW)
        assert list(queries.claims()) == [row]
        assert facts_told() == ["places.belt.claimed"]

    def test_keeps_an_open_claim(self, factory: Company, owner: By) -> None:
        self.claim(factory, owner)
        before = everything()
        self.claim(factory, owner)
        assert everything() == before

    def test_begins_again_after_a_refusal(self, factory: Company, owner: By, operator: By) -> None:
        row = self.claim(factory, owner)
        services.refuse_member(member_id=row.id, reason="地址不符", by=operator, now=NOW)
        again = self.claim(factory, owner)
        assert (again.id, again.state, again.reason) == (row.id, MemberState.CLAIMED, "")

    def test_refuses_a_second_belt(self, factory: Company, owner: By) -> None:
        self.claim(factory, owner)
        refused(InAnotherBelt, services.claim_belt, code="shengze-fabrics", company_id=factory.id, by=owner)

    def test_refuses_strangers_and_the_impossible(self, factory: Company, owner: By, operator: By) -> None:
        buyer = company("采购", sells=False)
        theirs = by_of(person(buyer), buyer)
        services.withdraw_belt(code="shengze-fabrics", by=operator, now=NOW)
        claim = services.claim_belt
        refused(NotAllowed, claim, code="keqiao-fabrics", company_id=factory.id, by=theirs)
        refused(NotASeller, claim, code="keqiao-fabrics", company_id=buyer.id, by=theirs)
        refused(NotFound, claim, code="nowhere", company_id=factory.id, by=owner)
        refused(PlaceWithdrawn, claim, code="shengze-fabrics", company_id=factory.id, by=owner)


class TestConfirmMember:
    def test_says_who_and_when(self, factory: Company, owner: By, operator: By) -> None:
        row = services.claim_belt(code="keqiao-fabrics", company_id=factory.id, by=owner, now=NOW)
        row = services.confirm_member(member_id=row.id, by=operator, now=NOW)
        assert (row.state, row.verified_by_id, row.verified_at) == (MemberState.CONFIRMED, operator.user_id, NOW)
        assert facts_told()[-1] == "places.belt.joined"
        assert EventRecord.objects.order_by("id").last().payload["company_id"] == str(factory.id)  # type: ignore[union-attr]

    def test_refuses_the_supplier_and_a_second_time(self, factory: Company, owner: By, operator: By) -> None:
        row = services.claim_belt(code="keqiao-fabrics", company_id=factory.id, by=owner, now=NOW)
        refused(NotAllowed, services.confirm_member, member_id=row.id, by=owner)
        services.confirm_member(member_id=row.id, by=operator, now=NOW)
        refused(IllegalMove, services.confirm_member, member_id=row.id, by=operator)
        refused(NotFound, services.confirm_member, member_id=uuid.uuid4(), by=operator)


class TestJoinBelt:
    def test_claims_and_confirms_once(self, factory: Company, operator: By) -> None:
        row = services.join_belt(code="keqiao-fabrics", company_id=factory.id, by=operator, now=NOW)
        assert row.state == MemberState.CONFIRMED
        before = everything()
        services.join_belt(code="keqiao-fabrics", company_id=factory.id, by=operator, now=NOW)
        assert everything() == before

    def test_is_the_operators(self, factory: Company, owner: By) -> None:
        refused(NotAllowed, services.join_belt, code="keqiao-fabrics", company_id=factory.id, by=owner)


class TestRefuseMember:
    def test_needs_a_reason(self, factory: Company, owner: By, operator: By) -> None:
        row = services.claim_belt(code="keqiao-fabrics", company_id=factory.id, by=owner, now=NOW)
        refused(ReasonMissing, services.refuse_member, member_id=row.id, reason=" ", by=operator)
        refused(NotAllowed, services.refuse_member, member_id=row.id, reason="x", by=owner)
        row = services.refuse_member(member_id=row.id, reason="地址在别处", by=operator, now=NOW)
        assert (row.state, row.reason, row.closed_at) == (MemberState.REFUSED, "地址在别处", NOW)


class TestLeaveBelt:
    def test_frees_the_company_for_another(self, factory: Company, owner: By, operator: By) -> None:
        row = services.join_belt(code="keqiao-fabrics", company_id=factory.id, by=operator, now=NOW)
        services.leave_belt(member_id=row.id, by=owner, now=NOW)
        assert facts_told()[-1] == "places.belt.left"
        services.claim_belt(code="shengze-fabrics", company_id=factory.id, by=owner, now=NOW)
        assert [m.state for m in queries.memberships_of(factory.id)] == [MemberState.CLAIMED, MemberState.LEFT]

    def test_hides_other_companies(self, factory: Company, operator: By) -> None:
        row = services.join_belt(code="keqiao-fabrics", company_id=factory.id, by=operator, now=NOW)
        other = company()
        refused(NotFound, services.leave_belt, member_id=row.id, by=by_of(person(other), other))


class TestTheTable:
    def test_is_obeyed_from_every_state(self) -> None:
        for state, move, actor, allowed in BELT_MEMBER.grid():
            if allowed:
                BELT_MEMBER.check(state, move.name, actor)
            else:
                with pytest.raises((IllegalMove, NotAllowed)):
                    BELT_MEMBER.check(state, move.name, actor)


class TestMarkets:
    def test_are_created_edited_and_withdrawn(self, operator: By) -> None:
        services.create_market(code="haining", facts=TOWN, by=operator, now=NOW)
        hall = services.add_hall(market="haining", code="a", facts=HALL, by=operator, now=NOW)
        services.edit_market(
            code="haining", facts=dataclasses.replace(TOWN, address_en="Haizhou"), by=operator, now=NOW
        )
        services.edit_hall(hall_id=hall.id, facts=dataclasses.replace(HALL, floor="F1-F4"), by=operator, now=NOW)
        assert queries.market("haining").address("en") == "Haizhou"
        assert queries.hall("haining", "a").floor == "F1-F4"
        services.withdraw_hall(hall_id=hall.id, by=operator, now=NOW)
        assert not queries.halls_of("haining").exists()
        services.restore_hall(hall_id=hall.id, by=operator, now=NOW)
        services.withdraw_market(code="haining", by=operator, now=NOW)
        with pytest.raises(NotFound):
            queries.hall("haining", "a")
        services.restore_market(code="haining", by=operator, now=NOW)
        assert queries.hall("haining", "a").market.active

    def test_are_the_operators(self, owner: By, north: Hall) -> None:
        refused(NotAllowed, services.create_market, code="haining", facts=TOWN, by=owner)
        refused(NotAllowed, services.edit_market, code="china-textile-city", facts=TOWN, by=owner)
        refused(NotAllowed, services.withdraw_market, code="china-textile-city", by=owner)
        refused(NotAllowed, services.add_hall, market="china-textile-city", code="z", facts=HALL, by=owner)
        refused(NotAllowed, services.edit_hall, hall_id=north.id, facts=HALL, by=owner)
        refused(NotAllowed, services.withdraw_hall, hall_id=north.id, by=owner)

    def test_refuse_what_cannot_be(self, operator: By) -> None:
        refused(CodeTaken, services.create_market, code="china-textile-city", facts=TOWN, by=operator)
        lost = dataclasses.replace(TOWN, operator_company_id=uuid.uuid4())
        refused(NotFound, services.create_market, code="haining", facts=lost, by=operator)
        refused(CodeTaken, services.add_hall, market="china-textile-city", code="north", facts=HALL, by=operator)
        nameless = dataclasses.replace(HALL, name_en="")
        refused(NameMissing, services.add_hall, market="china-textile-city", code="z", facts=nameless, by=operator)


class TestOpenStalls:
    def test_writes_ranges_out(self) -> None:
        assert numbers_of("F3-1201..1203, A-7\nB 9") == ["F3-1201", "F3-1202", "F3-1203", "A-7", "B 9"]
        assert numbers_of("1-098..101") == ["1-098", "1-099", "1-100", "1-101"]
        with pytest.raises(NumbersUnreadable):
            numbers_of("9..1")

    def test_keeps_those_that_exist_and_reopens_closed_ones(self, operator: By, stall: Stall) -> None:
        services.close_stall(stall_id=stall.id, by=operator, now=NOW)
        rows = services.open_stalls(hall_id=stall.hall_id, numbers=["3-129", "3-128"], by=operator, now=NOW)
        assert [(row.number, row.active) for row in rows] == [("3-129", True), ("3-128", True)]
        assert rows[1].id == stall.id

    def test_refuses_nothing_too_long_and_others(self, operator: By, owner: By, north: Hall) -> None:
        refused(NumbersUnreadable, services.open_stalls, hall_id=north.id, numbers=[], by=operator)
        refused(NumbersUnreadable, services.open_stalls, hall_id=north.id, numbers=["x" * 25], by=operator)
        refused(NotAllowed, services.open_stalls, hall_id=north.id, numbers=["1"], by=owner)


class TestAssignStall:
    def test_gives_it_to_a_seller(self, operator: By, factory: Company, stall: Stall) -> None:
        row = services.assign_stall(stall_id=stall.id, company_id=factory.id, by=operator, now=NOW)
        assert (row.company_id, row.since) == (factory.id, NOW)
        assert facts_told() == ["places.stall.assigned"]
        assert queries.stalls_of([factory.id])[factory.id][0].text("zh-hans") == "中国轻纺城 北市场 3-128"

    def test_the_same_again_changes_nothing(self, operator: By, factory: Company, stall: Stall) -> None:
        services.assign_stall(stall_id=stall.id, company_id=factory.id, by=operator, now=NOW)
        before = everything()
        services.assign_stall(stall_id=stall.id, company_id=factory.id, by=operator, now=NOW)
        assert everything() == before

    def test_refuses(self, operator: By, owner: By, factory: Company, stall: Stall, north: Hall) -> None:
        assign, buyer = services.assign_stall, company("采购", sells=False)
        refused(NotAllowed, assign, stall_id=stall.id, company_id=factory.id, by=owner)
        refused(NotASeller, assign, stall_id=stall.id, company_id=buyer.id, by=operator)
        refused(NotFound, assign, stall_id=uuid.uuid4(), company_id=factory.id, by=operator)
        services.withdraw_hall(hall_id=north.id, by=operator, now=NOW)
        refused(PlaceWithdrawn, assign, stall_id=stall.id, company_id=factory.id, by=operator)
        services.restore_hall(hall_id=north.id, by=operator, now=NOW)
        assign(stall_id=stall.id, company_id=factory.id, by=operator, now=NOW)
        refused(StallTaken, assign, stall_id=stall.id, company_id=company().id, by=operator)
        refused(StallTaken, services.close_stall, stall_id=stall.id, by=operator)


class TestFreeStall:
    def test_by_the_company_itself(self, operator: By, owner: By, factory: Company, stall: Stall) -> None:
        services.assign_stall(stall_id=stall.id, company_id=factory.id, by=operator, now=NOW)
        row = services.free_stall(stall_id=stall.id, by=owner, now=NOW)
        assert (row.company_id, row.since) == (None, None)
        assert facts_told()[-1] == "places.stall.freed"
        refused(StallEmpty, services.free_stall, stall_id=stall.id, by=operator)

    def test_hides_other_companies(self, operator: By, factory: Company, stall: Stall) -> None:
        services.assign_stall(stall_id=stall.id, company_id=factory.id, by=operator, now=NOW)
        other = company()
        refused(NotFound, services.free_stall, stall_id=stall.id, by=by_of(person(other), other))
        refused(NotFound, services.free_stall, stall_id=stall.id, by=By(Actor.PERSON))


class TestRenumberStall:
    def test_moves_the_painted_number(self, operator: By, owner: By, stall: Stall) -> None:
        services.open_stalls(hall_id=stall.hall_id, numbers=["3-129"], by=operator, now=NOW)
        refused(CodeTaken, services.renumber_stall, stall_id=stall.id, number="3-129", by=operator)
        refused(NumbersUnreadable, services.renumber_stall, stall_id=stall.id, number=" ", by=operator)
        refused(NotAllowed, services.renumber_stall, stall_id=stall.id, number="9", by=owner)
        assert services.renumber_stall(stall_id=stall.id, number="3-127", by=operator, now=NOW).number == "3-127"


def test_a_withdrawn_belt_keeps_its_members(operator: By, factory: Company) -> None:
    services.join_belt(code="keqiao-fabrics", company_id=factory.id, by=operator, now=NOW)
    services.withdraw_belt(code="keqiao-fabrics", by=operator, now=NOW)
    assert Belt.objects.get(pk="keqiao-fabrics").members.count() == 1

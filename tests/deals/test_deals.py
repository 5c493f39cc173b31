"""The anchor of every door: numbers, terms in versions, who sees it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from sourcebridge.deals import queries, services
from sourcebridge.deals.models import Deal, Door, TermsVersion
from sourcebridge.domestic import services as domestic
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.ids import drawn, is_readable_number
from sourcebridge.parties.member import Member
from sourcebridge.parties.models import Company
from sourcebridge.parties.permissions import Permission
from tests.domestic.conftest import NOON, Scene, supplier_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db: None) -> Scene:
    return Scene()


def member(company: Company | None, *permissions: Permission, platform: bool = False) -> Member:
    return Member(
        user_id=uuid4(), name="x", email="x@example.com", company_id=company.id if company else None,
        is_platform=platform, permissions=frozenset(permissions),
    )  # fmt: skip


class TestNumbers:
    def test_can_be_read_out_and_are_never_given_twice(self, scene: Scene) -> None:
        numbers = [scene.place("10").deal.number for _turn in range(5)]
        assert len(set(numbers)) == 5
        assert all(is_readable_number(number) for number in numbers)
        assert services.number_of(Door.DOMESTIC, *drawn(services.NUMBERS)) not in numbers


class TestTerms:
    def test_hash_is_over_the_canonical_form(self) -> None:
        one = queries.terms_hash({"b": "2", "a": {"y": "面料", "x": "1"}})
        assert one == queries.terms_hash({"a": {"x": "1", "y": "面料"}, "b": "2"})
        assert one != queries.terms_hash({"a": {"x": "1", "y": "面料 "}, "b": "2"})
        assert queries.terms_hash({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"

    def test_a_new_price_adds_a_version_and_leaves_the_old_one(self, scene: Scene) -> None:
        order = scene.place("200")
        first = order.deal.terms_hash
        by = supplier_by(scene.factory)
        domestic.reprice(deal_id=order.deal_id, prices={}, freight="30", by=by, now=NOON)
        newest, oldest = queries.versions(deal_id=order.deal_id)
        assert (newest.version, oldest.version, oldest.hash) == (2, 1, first)
        assert newest.terms["total"] == {"amount": "1990.00", "currency": "CNY"}
        assert queries.fits(newest)
        assert queries.fits(oldest)
        assert Deal.objects.get(pk=order.deal_id).terms_hash == newest.hash != first

    def test_a_version_is_never_rewritten(self, scene: Scene) -> None:
        order = scene.place("200")
        for rewrite in (
            lambda: TermsVersion.objects.filter(deal=order.deal_id).update(hash="0" * 64),
            lambda: TermsVersion.objects.filter(deal=order.deal_id).delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                rewrite()
        assert queries.fits(TermsVersion.objects.get(deal=order.deal_id))

    def test_changed_terms_do_not_fit_their_hash(self, scene: Scene) -> None:
        order = scene.place("200")
        version = TermsVersion.objects.get(deal=order.deal_id)
        version.terms["total"]["amount"] = "1.00"
        assert not queries.fits(version)


class TestVisibleTo:
    def test_parties_and_the_desk_see_it_nobody_else(self, scene: Scene) -> None:
        deal = scene.place("200").deal
        outsider = Company.objects.create(name="路人")
        sees = Permission.ORDER_VIEW
        assert queries.visible_to(member(scene.stall, sees)).get() == deal
        assert queries.visible_to(member(scene.factory, sees)).get() == deal
        assert queries.visible_to(member(outsider, Permission.ORDER_OVERSEE, platform=True)).get() == deal
        for stranger in (
            member(outsider, sees),
            member(None, sees),
            member(scene.stall),
            member(outsider, platform=True),
        ):
            assert not queries.visible_to(stranger).exists()

    def test_the_side_follows_the_company(self, scene: Scene) -> None:
        deal = scene.place("200").deal
        outsider = Company.objects.create(name="路人")
        assert queries.side(deal, member(scene.stall)) == Actor.BUYER
        assert queries.side(deal, member(scene.factory)) == Actor.SUPPLIER
        assert queries.side(deal, member(outsider, platform=True)) == Actor.OPERATOR
        assert queries.side(deal, member(outsider)) == Actor.PERSON

"""Buyers who ask to see guarded prices."""

from __future__ import annotations

from typing import Any

import pytest

from sourcebridge.audit import services as audit
from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog import services
from sourcebridge.catalog.errors import AlreadyAsked, NotASeller, PricesOpen
from sourcebridge.catalog.models import ApprovedBuyer, Product
from sourcebridge.catalog.states import APPROVAL, ApprovalState
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import IllegalMove, NotAllowed, NotFound
from sourcebridge.messaging.models import Mail
from sourcebridge.parties.models import Company, Membership, User
from tests.catalog.conftest import NOW, supplier_by

pytestmark = pytest.mark.django_db
VERBS = {"approve": services.approve_buyer, "refuse": services.refuse_buyer, "end": services.end_buyer}


def everything() -> Any:
    return [list(table.objects.order_by("pk").values()) for table in (ApprovedBuyer, AuditEntry, EventRecord)]


def ask(product: Product, buyer: Company, **more: Any) -> ApprovedBuyer:
    return services.ask_prices(
        shop_id=product.shop_id,
        buyer_company_id=buyer.id,
        **{"by": By(Actor.BUYER, None, buyer.id, "Buyer"), "now": NOW, "note": "月采 3 吨", **more},
    )


class TestAskPrices:
    def test_waits_for_the_shop(self, twill: Product, stall: Company) -> None:
        row = ask(twill, stall)
        assert (row.state, row.note) == ("ASKED", "月采 3 吨")
        assert EventRecord.objects.order_by("id").last().name == "catalog.approval.asked"  # type: ignore[union-attr]

    def test_refuses_a_second_wish_the_own_shop_and_other_companies(
        self, twill: Product, stall: Company, factory: Company
    ) -> None:
        ask(twill, stall)
        before = everything()
        with pytest.raises(AlreadyAsked):
            ask(twill, stall)
        with pytest.raises(PricesOpen):
            ask(twill, factory)
        with pytest.raises(NotAllowed):
            ask(twill, stall, by=By(Actor.BUYER, None, factory.id, "x"))
        with pytest.raises(NotAllowed):
            ask(twill, stall, by=supplier_by(stall))
        assert everything() == before

    def test_may_be_said_again_after_a_refusal(self, twill: Product, stall: Company, factory: Company) -> None:
        row = ask(twill, stall)
        services.refuse_buyer(company_id=factory.id, approval_id=row.id, by=supplier_by(factory), now=NOW)
        assert ask(twill, stall, note="again").state == "ASKED"
        services.approve_buyer(company_id=factory.id, approval_id=row.id, by=supplier_by(factory), now=NOW)
        before = everything()
        with pytest.raises(PricesOpen):
            ask(twill, stall)
        assert everything() == before


class TestDeciding:
    @pytest.mark.parametrize("state", ApprovalState.values)
    @pytest.mark.parametrize("actor", list(Actor))
    @pytest.mark.parametrize("name", list(VERBS))
    def test_follows_the_table(
        self, twill: Product, stall: Company, factory: Company, state: str, actor: Actor, name: str
    ) -> None:
        row = ask(twill, stall)
        ApprovedBuyer.objects.update(state=state)
        move, by = APPROVAL.named(name), By(actor, None, factory.id, "x")
        if state in move.sources and actor in move.by:
            row = VERBS[name](company_id=factory.id, approval_id=row.id, by=by, now=NOW)
            assert row.state == move.target
            assert EventRecord.objects.order_by("id").last().name == move.event  # type: ignore[union-attr]
            return
        before = everything()
        with pytest.raises((IllegalMove, NotAllowed)):
            VERBS[name](company_id=factory.id, approval_id=row.id, by=by, now=NOW)
        assert everything() == before

    def test_of_another_shop_is_not_found(self, twill: Product, stall: Company, rival: Company) -> None:
        row = ask(twill, stall)
        before = everything()
        for verb in VERBS.values():
            with pytest.raises(NotFound):
                verb(company_id=rival.id, approval_id=row.id, by=supplier_by(rival), now=NOW)
        assert everything() == before


class TestInviteBuyer:
    def test_shows_prices_without_being_asked(self, twill: Product, stall: Company, factory: Company) -> None:
        row = services.invite_buyer(company_id=factory.id, buyer_company_id=stall.id, by=supplier_by(factory), now=NOW)
        assert row.state == "APPROVED"

    def test_refuses_and_writes_nothing(self, twill: Product, stall: Company, factory: Company, rival: Company) -> None:
        before = everything()
        with pytest.raises(PricesOpen):
            services.invite_buyer(company_id=factory.id, buyer_company_id=factory.id, by=supplier_by(factory), now=NOW)
        with pytest.raises(NotASeller):
            services.invite_buyer(company_id=rival.id, buyer_company_id=stall.id, by=supplier_by(rival), now=NOW)
        with pytest.raises(NotAllowed):
            services.invite_buyer(
                company_id=factory.id, buyer_company_id=stall.id, by=By(Actor.BUYER, None, factory.id, "x"), now=NOW
            )
        assert everything() == before


class TestMails:
    def test_both_sides_are_told(self, twill: Product, stall: Company, factory: Company) -> None:
        for company, name in ((stall, "buyer"), (factory, "seller")):
            user = User.objects.create_user(f"{name}@example.test", name=name, language="zh-hans")
            Membership.objects.create(user=user, company=company, roles=["OWNER"])
        row = ask(twill, stall)
        services.approve_buyer(company_id=factory.id, approval_id=row.id, by=supplier_by(factory), now=NOW)
        for event in EventRecord.objects.filter(name__startswith="catalog.approval").order_by("id"):
            audit.deliver(event_id=event.id)
        mails = list(Mail.objects.order_by("id").values_list("to", "subject"))
        assert [to for to, _subject in mails] == ["seller@example.test", "buyer@example.test"]
        assert stall.name in mails[0][1]

"""Who is mailed about a claim, and what the mail says."""

from __future__ import annotations

import pytest
from django.conf import settings

from sourcebridge.audit import services as audit
from sourcebridge.audit.models import EventRecord
from sourcebridge.kit.actors import By
from sourcebridge.messaging.models import Mail
from sourcebridge.parties.models import Company
from sourcebridge.places import services
from tests.places.conftest import NOW

pytestmark = pytest.mark.django_db


def deliver() -> list[Mail]:
    for fact in EventRecord.objects.filter(name__startswith="places.").order_by("id"):
        audit.deliver(event_id=fact.id)
    return list(Mail.objects.order_by("id"))


class TestMails:
    def test_the_operator_hears_of_a_claim_once(self, factory: Company, owner: By, operator: By) -> None:
        services.claim_belt(code="keqiao-fabrics", company_id=factory.id, evidence="滨海厂房", by=owner, now=NOW)
        mails = deliver()
        assert [mail.to for mail in mails] == [operator.name]
        assert "锦纶织造" in mails[0].body
        assert "滨海厂房" in mails[0].body
        assert f"{settings.PUBLIC_URL}/operator/places/claims/" in mails[0].body
        assert len(deliver()) == 1

    def test_the_company_hears_the_answer(self, factory: Company, owner: By, operator: By) -> None:
        row = services.claim_belt(code="keqiao-fabrics", company_id=factory.id, by=owner, now=NOW)
        services.refuse_member(member_id=row.id, reason="地址在别处", by=operator, now=NOW)
        mails = deliver()
        assert [mail.to for mail in mails] == [owner.name]
        assert "地址在别处" in mails[0].body

    def test_nobody_is_asked_what_the_operator_entered(self, factory: Company, owner: By, operator: By) -> None:
        services.join_belt(code="keqiao-fabrics", company_id=factory.id, by=operator, now=NOW)
        mails = deliver()
        assert [mail.to for mail in mails] == [owner.name]
        assert "柯桥面料产业带" in mails[0].body

"""Mails: whom, in which language, and how they leave."""

from __future__ import annotations

import smtplib
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail as outgoing
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from sourcebridge.messaging import services
from sourcebridge.messaging.models import Mail, MailState
from sourcebridge.parties import services as parties
from sourcebridge.parties.models import Company, Membership, User
from sourcebridge.parties.permissions import Permission

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def lin() -> User:
    return parties.register_user(
        email="lin@example.cn", password=None, name="Lin", language="zh-hans", verified=True, now=NOW
    )


@pytest.fixture
def company(lin: User) -> Company:
    return parties.found_company(by=lin, name="柯桥 & <源色>", now=NOW)


def write(company: Company, permission: Permission = Permission.LICENCE_SUBMIT) -> list[Mail]:
    return services.notify(
        company_id=company.id,
        permission=permission,
        subject=_("Invitation to %(company)s"),
        template="licence_submitted",
        context={"company": company.name, "licence": {"company": company, "id": company.id}},
        now=NOW,
    )


class TestNotify:
    def test_writes_to_each_in_their_language(self, company: Company) -> None:
        mei = parties.register_user(email="mei@example.cn", password=None, name="Mei", language="en", now=NOW)
        Membership.objects.create(user=mei, company=company, roles=["OWNER"])
        written = {row.to: row for row in write(company)}
        assert written["mei@example.cn"].subject == "Invitation to 柯桥 & <源色>"
        assert written["lin@example.cn"].subject == "邀请您加入 柯桥 & <源色>"
        assert "柯桥 & <源色>" in written["mei@example.cn"].body
        assert written["mei@example.cn"].at == NOW

    def test_writes_only_to_those_with_the_right(self, company: Company) -> None:
        mei = parties.register_user(email="mei@example.cn", password=None, name="Mei", now=NOW)
        Membership.objects.create(user=mei, company=company, roles=["FINANCE"])
        gone = parties.register_user(email="gone@example.cn", password=None, name="Gone", now=NOW)
        Membership.objects.create(user=gone, company=company, roles=["OWNER"], left_at=NOW)
        User.objects.filter(email="lin@example.cn").update(is_active=False)
        assert write(company) == []
        assert [row.to for row in write(company, Permission.PAYOUT_ASK)] == ["mei@example.cn"]

    def test_stays_in_the_mailbox_without_a_server(self, company: Company) -> None:
        assert {row.state for row in write(company)} == {MailState.KEPT}
        assert not ProcrastinateJob.objects.filter(task_name=services.SEND).exists()


class TestSend:
    @pytest.fixture
    def queued(self, settings: Any) -> Mail:
        settings.EMAIL_HOST = "smtp.example.cn"
        return services.queue(to="Lin@example.cn", subject="a\nb", body="key", confidential=True, at=NOW)

    def test_is_queued_with_its_job(self, queued: Mail) -> None:
        assert (queued.state, queued.to, queued.subject) == (MailState.QUEUED, "lin@example.cn", "a b")
        assert ProcrastinateJob.objects.filter(task_name=services.SEND).count() == 1

    def test_sends_once_and_forgets_the_key(self, queued: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(services, "SMTP", "django.core.mail.backends.locmem.EmailBackend")
        services.send(mail_id=queued.id)
        services.send(mail_id=queued.id)
        queued.refresh_from_db()
        assert (queued.state, queued.body) == (MailState.SENT, "")
        assert [row.body for row in outgoing.outbox] == ["key"]

    def test_stays_queued_when_the_server_fails(self, queued: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*args: Any, **kwargs: Any) -> None:
            raise smtplib.SMTPServerDisconnected("gone")

        monkeypatch.setattr(smtplib.SMTP, "__init__", refuse)
        with pytest.raises(OSError, match="gone"):
            services.send(mail_id=queued.id)
        queued.refresh_from_db()
        assert (queued.state, queued.body) == (MailState.QUEUED, "key")
        assert "gone" in queued.error
        services.give_up(mail_id=queued.id)
        queued.refresh_from_db()
        assert queued.state == MailState.FAILED

"""Write mails in the reader's language; send them by a job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, models, transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.functional import Promise
from procrastinate.contrib.django import app as jobs

from sourcebridge.clock import queries as clock
from sourcebridge.messaging.models import Mail, MailState, Signal
from sourcebridge.parties import queries as parties
from sourcebridge.parties.permissions import Permission

SEND = "messaging.send"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def notify(
    *,
    company_id: UUID,
    permission: Permission,
    subject: str | Promise,
    template: str,
    context: Mapping[str, Any],
    now: datetime,
) -> list[Mail]:
    """Mail every active member of a company who has a permission, each in their language.

    `subject` is lazy gettext; its `%(name)s` places are filled from the context. `template` is the name of
    `messaging/mail/<name>.txt` in the calling domain's templates; it also gets `reader` and `site` (the public
    address, no final slash).
    """
    readers = parties.members_with(company_id, permission)
    return [
        write(
            to=reader.email, language=reader.language, subject=subject, template=template,
            context={**context, "reader": reader}, company_id=company_id, now=now,
        )
        for reader in readers
    ]  # fmt: skip


def write(
    *,
    to: str,
    language: str,
    subject: str | Promise,
    template: str,
    context: Mapping[str, Any],
    now: datetime,
    company_id: UUID | None = None,
    confidential: bool = False,
) -> Mail:
    """Mail one address in a language; template and subject as in `notify`."""
    path = template if template.endswith(".txt") else f"messaging/mail/{template}.txt"
    with translation.override(language):
        title = str(subject)
        title = title % dict(context) if "%(" in title else title
        loaded: Any = get_template(path)
        given = {"site": settings.PUBLIC_URL.rstrip("/"), "language": language, "business_now": now, **context}
        body = loaded.template.render(Context(given, autoescape=False)).strip() + "\n"
    return queue(
        to=to, subject=title, body=body, company_id=company_id, template=path, confidential=confidential, at=now
    )


_NUMBER = """
INSERT INTO messaging_signalhead AS head (company_id, seq) VALUES (%s, 1)
ON CONFLICT (company_id) DO UPDATE SET seq = head.seq + 1 RETURNING seq
"""


@transaction.atomic
def signal(
    *, company_id: UUID, name: str, path: str, text: str | Promise, facts: Mapping[str, str], now: datetime
) -> Signal:
    """Tell whoever of a company has a page open, at the commit; the line in every language.

    Numbers of one company follow the order of commits: each is given under the lock of the company's head row.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, [company_id])
        row = cursor.fetchone()
    assert row is not None
    texts = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts[language] = str(text) % dict(facts)
    told = Signal.objects.create(company_id=company_id, seq=row[0], name=name, path=path, texts=texts, at=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('sb_signal', %s)", [str(company_id)])
    return told


def forget_signals(*, before: datetime) -> int:
    """Delete signals told before an instant (UTC): nobody comes back for them. The newest of a company stays."""
    newest = Signal.objects.filter(company_id=models.OuterRef("company_id")).order_by("-seq").values("seq")[:1]
    old = Signal.objects.filter(at__lt=before).exclude(seq=models.Subquery(newest))
    return old.delete()[0]


@transaction.atomic
def queue(
    *,
    to: str,
    subject: str,
    body: str,
    company_id: UUID | None = None,
    template: str = "",
    confidential: bool = False,
    at: datetime | None = None,
) -> Mail:
    """Store a mail and defer the job that sends it; without an SMTP server it stays in the local mailbox."""
    mail = Mail.objects.create(
        to=to.strip().lower(),
        subject=" ".join(subject.split())[:300],
        body=body,
        company_id=company_id,
        template=template,
        confidential=confidential,
        state=MailState.QUEUED if settings.EMAIL_HOST else MailState.KEPT,
        at=at or clock.now(),
    )
    if mail.state == MailState.QUEUED:
        jobs.configure_task(SEND, queue="mail").defer(mail_id=str(mail.id))
    return mail


def send(*, mail_id: UUID) -> None:
    """Send one queued mail over SMTP, outside any transaction; one that was sent is left alone.

    A crash between the server's yes and our note of it sends a mail twice, never not at all.
    """
    mail = Mail.objects.filter(pk=mail_id, state=MailState.QUEUED).first()
    if mail is None:
        return
    try:
        EmailMessage(mail.subject, mail.body, to=[mail.to], connection=get_connection(SMTP)).send()
    except OSError as error:
        Mail.objects.filter(pk=mail.pk).update(error=f"{type(error).__name__}: {error}"[:500])
        raise
    mail.state, mail.sent_at, mail.error = MailState.SENT, timezone.now(), ""
    if mail.confidential:
        mail.body = ""
    mail.save(update_fields=["state", "sent_at", "error", "body"])


def give_up(*, mail_id: UUID) -> None:
    """Mark a mail that could not be sent after all attempts."""
    Mail.objects.filter(pk=mail_id, state=MailState.QUEUED).update(state=MailState.FAILED)

"""Read mails."""

from uuid import UUID

from django.db import models

from sourcebridge.kit.errors import NotFound
from sourcebridge.messaging.models import Mail


def mailbox(*, to: str = "") -> models.QuerySet[Mail]:
    """Mails, newest first; of one address when given."""
    rows = Mail.objects.order_by("-id")
    return rows.filter(to=to.strip().lower()) if to else rows


def mail(mail_id: UUID) -> Mail:
    """One mail; raises NotFound."""
    found = Mail.objects.filter(pk=mail_id).first()
    if found is None:
        raise NotFound
    return found

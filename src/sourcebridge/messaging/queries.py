"""Read mails."""

from django.db import models

from sourcebridge.messaging.models import Mail


def mailbox(*, to: str = "") -> models.QuerySet[Mail]:
    """Mails, newest first; of one address when given."""
    rows = Mail.objects.order_by("-id")
    return rows.filter(to=to.strip().lower()) if to else rows

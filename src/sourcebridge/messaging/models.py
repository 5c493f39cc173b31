"""Mails that were written; in demo they are read on the mailbox page."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.models import Stored


class MailState(models.TextChoices):
    """KEPT mails stay in the local mailbox; QUEUED ones wait for their job."""

    QUEUED = "QUEUED", _("Queued")
    SENT = "SENT", _("Sent")
    KEPT = "KEPT", _("In the local mailbox")
    FAILED = "FAILED", _("Failed")


class Mail(Stored):
    """One mail to one address. `confidential` bodies (links that sign in) are erased once sent over SMTP."""

    to = models.EmailField(db_index=True)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    company_id = models.UUIDField(null=True, blank=True)
    template = models.CharField(max_length=120, blank=True)
    confidential = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=MailState, default=MailState.QUEUED)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=sorted(MailState.values)), name="mail_state")
        ]
        indexes = [models.Index(fields=["-at", "-id"], name="mail_newest_first")]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"

"""Mails that were written, in demo read on the mailbox page; signals to pages that are open."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.models import ALL_RIGHTS, Stored


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


class Signal(Stored):
    """One short line told at once to whoever of a company has a page open, `seq` its number among that company's.

    `texts` holds it in each language, `path` leads to what it is about. Kept as long as a reader may come back for it.
    """

    company_id = models.UUIDField()
    seq = models.BigIntegerField()
    name = models.CharField(max_length=80)
    path = models.CharField(max_length=200)
    texts = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company_id", "seq"], name="one_signal_a_number")]

    def __str__(self) -> str:
        return f"{self.name} {self.seq}"


class SignalHead(models.Model):
    """The last number given to a company's signals; its row is the lock under which numbers are given."""

    app_rights = ALL_RIGHTS

    company_id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.company_id} {self.seq}"

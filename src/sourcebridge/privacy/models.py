"""Nouns: a file of all of one's data, a wish to be forgotten, a reason to keep."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.models import Stored
from sourcebridge.parties.models import User

ERASE = "privacy.erase"
EXPORT_ENDS = "privacy.export_ends"


class ExportState(models.TextChoices):
    """A job gathers it; it lies ready for a while."""

    ASKED = "ASKED", _("Being gathered")
    READY = "READY", _("Ready")
    GONE = "GONE", _("Removed")


class Export(Stored):
    """All data of one person as one ZIP file under MEDIA_ROOT, removed at `ends_at`."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=ExportState, default=ExportState.ASKED)
    asked_at = models.DateTimeField()
    path = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=sorted(ExportState.values)), name="export_state"),
            models.UniqueConstraint(fields=["user"], condition=models.Q(state="ASKED"), name="one_export_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state}"


class ErasureState(models.TextChoices):
    """HELD: something of the person is under legal hold, the rest is erased. RUNNING lasts one transaction."""

    ASKED = "ASKED", _("Waiting")
    WITHDRAWN = "WITHDRAWN", _("Taken back")
    RUNNING = "RUNNING", _("Running")
    HELD = "HELD", _("Under legal hold")
    DONE = "DONE", _("Erased")


class Erasure(Stored):
    """A person's wish to be forgotten; runs at `due_at` (UTC, business time) and can be taken back until then."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    pseudonym = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=ErasureState, default=ErasureState.ASKED)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=sorted(ErasureState.values)), name="erasure_state"),
            models.UniqueConstraint(
                fields=["user"], condition=~models.Q(state__in=["WITHDRAWN", "DONE"]), name="one_erasure_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pseudonym} {self.state}"


class Hold(Stored):
    """An order of a court or an authority: while it stands, the person's rows in `tables` stay (empty: all)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    tables = ArrayField(models.CharField(max_length=60), default=list)
    reason = models.CharField(_("reason"), max_length=500)
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    release_reason = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.placed_at:%Y-%m-%d}"

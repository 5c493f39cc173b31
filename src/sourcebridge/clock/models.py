"""The clock's offset and the deadlines that wait for it."""

from django.db import models

from sourcebridge.kit.models import Stored


class ClockOffset(models.Model):
    """One row: business time = database time + offset; `target_at` is where a running tick is heading (UTC)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    offset = models.DurationField()
    target_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_clock")]

    def __str__(self) -> str:
        return str(self.offset)


class DeadlineState(models.TextChoices):
    """A deadline waits, then is executed or withdrawn, once."""

    WAITING = "WAITING"
    EXECUTED = "EXECUTED"
    WITHDRAWN = "WITHDRAWN"
    PARKED = "PARKED"


class Deadline(Stored):
    """Something that happens at `due_at` (UTC) unless withdrawn; `zone` is the IANA zone that defined it."""

    kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    due_at = models.DateTimeField()
    zone = models.CharField(max_length=40, default="Asia/Shanghai")
    state = models.CharField(max_length=10, choices=DeadlineState, default=DeadlineState.WAITING)
    executed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="WAITING"), name="deadline_waiting"),
            models.Index(fields=["subject_id", "kind"], name="deadline_by_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"], condition=models.Q(state="WAITING"), name="one_waiting_deadline"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["EXECUTED", "PARKED", "WAITING", "WITHDRAWN"]), name="deadline_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d %H:%M}"

"""Append-only rows: who did what when, which facts were announced, which answers were given."""

from django.db import models

from sourcebridge.kit.models import WrittenOnce


class AuditEntry(WrittenOnce):
    """One row per verb: dotted name, actor, subject, deal, business time, real time, facts."""

    verb = models.CharField(max_length=80)
    actor = models.CharField(max_length=12)
    user_id = models.UUIDField(null=True)
    company_id = models.UUIDField(null=True, db_index=True)
    actor_name = models.CharField(max_length=200, blank=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64)
    deal_id = models.UUIDField(null=True, db_index=True)
    state_before = models.CharField(max_length=30, blank=True)
    state_after = models.CharField(max_length=30, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id", "at"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_id}"


class EventRecord(WrittenOnce):
    """One announced fact, stored in the verb's transaction; a job delivers it to each handler."""

    name = models.CharField(max_length=80, db_index=True)
    payload = models.JSONField()
    deal_id = models.UUIDField(null=True, db_index=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"


class Handled(WrittenOnce):
    """One handler's receipt for one event, written in the handler's own transaction."""

    event = models.ForeignKey(EventRecord, on_delete=models.PROTECT, related_name="+")
    handler = models.CharField(max_length=160)
    handled_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="handled_once")]

    def __str__(self) -> str:
        return f"{self.handler} {self.event_id}"


class Answer(WrittenOnce):
    """The answer given to an idempotency key, kept for ever. Scope is the company or person, and the route."""

    scope = models.CharField(max_length=80)
    route = models.CharField(max_length=160)
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    answered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "route", "key"], name="answered_once")]

    def __str__(self) -> str:
        return f"{self.scope} {self.route} {self.key}"

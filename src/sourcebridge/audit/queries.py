"""Read what happened."""

from uuid import UUID

from django.db import models

from sourcebridge.audit.models import AuditEntry, EventRecord


def of_deal(*, deal_id: UUID) -> models.QuerySet[AuditEntry]:
    """The audit rows of one deal, oldest first."""
    return AuditEntry.objects.filter(deal_id=deal_id).order_by("at", "id")


def of_subject(*, subject: models.Model) -> models.QuerySet[AuditEntry]:
    """The audit rows of one object, oldest first."""
    return AuditEntry.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk)).order_by(
        "at", "id"
    )


def events_of_deal(*, deal_id: UUID) -> models.QuerySet[EventRecord]:
    """The facts announced about one deal, oldest first."""
    return EventRecord.objects.filter(deal_id=deal_id).order_by("at", "id")

"""What goods were and what they shall become: versions, and edits that wait for a second look."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sourcebridge.catalog.models.product import Product
from sourcebridge.catalog.states import CHANGE, ChangeState
from sourcebridge.kit.models import Stored, WrittenOnce


class ProductVersion(WrittenOnce):
    """A product as it stood at a revision; `changes` is what differs from the one before."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="versions")
    revision = models.PositiveIntegerField()
    facts = models.JSONField()
    changes = models.JSONField(default=list)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "revision"], name="one_version_per_revision")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.revision}"


class ProductChange(Stored):
    """An edit of goods on sale that the platform looks at before buyers see it; `draft` is the whole wish."""

    app_rights: ClassVar[frozenset[str]] = frozenset({"select", "insert", "update"})

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="asked_changes")
    base_revision = models.PositiveIntegerField()
    draft = models.JSONField()
    changes = models.JSONField()
    state = models.CharField(max_length=10, choices=ChangeState, default=ChangeState.WAITING)
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField(null=True)
    asked_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "asked_at"], name="change_queue")]
        constraints = [
            models.UniqueConstraint(fields=["product"], condition=models.Q(state="WAITING"), name="one_waiting_change"),
            CHANGE.constraint("change_state"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.state}"

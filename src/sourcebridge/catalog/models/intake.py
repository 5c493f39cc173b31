"""Files on their way into a shop."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sourcebridge.catalog.models.product import Product
from sourcebridge.catalog.models.shop import Shop
from sourcebridge.catalog.states import IMPORT_RUN, ImportState
from sourcebridge.kit.models import Stored


class ImportRun(Stored):
    """One file on its way into a shop; `answers` is what the file could not say."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    encoding = models.CharField(max_length=20)
    rows = models.PositiveIntegerField()
    notes = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    uploaded_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    started_by_id = models.UUIDField(null=True)
    started_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [IMPORT_RUN.constraint("import_state")]

    def __str__(self) -> str:
        return self.file_name


class Verdict(models.TextChoices):
    """What a product of the file means for the shop."""

    UNKNOWN = "UNKNOWN"
    CREATED = "CREATED", _("new")
    CHANGED = "CHANGED", _("changed")
    UNCHANGED = "UNCHANGED", _("unchanged")
    FAILED = "FAILED", _("failed")


class ImportItem(Stored):
    """One product of an imported file (all rows of a handle).

    `said` is what the rows say, `changes` [{field, before, after}], `problems` [{row, field, value, reason}].
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="items")
    first_row = models.PositiveIntegerField()
    handle = models.CharField(max_length=255)
    said = models.JSONField()
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.UNKNOWN)
    changes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    product = models.ForeignKey(Product, null=True, on_delete=models.SET_NULL, related_name="+")
    applied = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["run", "first_row"], name="import_item_order")]
        constraints = [
            models.UniqueConstraint(fields=["run", "handle"], name="one_item_per_handle"),
            models.CheckConstraint(condition=Q(verdict__in=sorted(Verdict.values)), name="import_verdict"),
        ]

    def __str__(self) -> str:
        return self.handle

"""Files on their way into a shop."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sourcebridge.catalog.models.product import Product
from sourcebridge.catalog.models.shop import Shop
from sourcebridge.catalog.states import IMPORT_RUN, ImportState
from sourcebridge.kit.models import Stored


class FileKind(models.TextChoices):
    """Whose columns a file has: ours, Shopify's, or any."""

    TEMPLATE = "TEMPLATE", _("our template")
    SHOPIFY = "SHOPIFY", "Shopify"
    FOREIGN = "FOREIGN", _("a file of another system")


class FileFormat(models.TextChoices):
    """How a file is written."""

    CSV = "CSV", "CSV"
    XLSX = "XLSX", "Excel"


class ImportRun(Stored):
    """One file on its way into a shop; `answers` is what the file could not say, `columns` what its columns mean.

    `path` lies below the media folder until the file is read; `rows` counts what was read, `read_bytes` of `size`.
    `phase` is the state the run was last at work in, `phase_at` since when, `step` how far the preview is
    (RESET, GROUP, JUDGE). `problem` is a code of reasons.FILE. Goods stand from `data_row` on.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=FileKind, default=FileKind.SHOPIFY)
    format = models.CharField(max_length=4, choices=FileFormat, default=FileFormat.CSV)
    path = models.CharField(max_length=200, blank=True)
    size = models.BigIntegerField(default=0)
    read_bytes = models.BigIntegerField(default=0)
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=1, default=",")
    sheet = models.CharField(max_length=80, blank=True)
    rows = models.PositiveIntegerField(default=0)
    header = models.JSONField(default=list)
    header_row = models.PositiveIntegerField(default=1)
    data_row = models.PositiveIntegerField(default=2)
    signature = models.CharField(max_length=64, blank=True)
    columns = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    phase = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    step = models.CharField(max_length=10, blank=True)
    phase_at = models.DateTimeField(null=True)
    uploaded_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    problem_facts = models.JSONField(default=dict)
    started_by_id = models.UUIDField(null=True)
    started_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["shop", "-id"], name="import_of_shop")]
        constraints = [
            IMPORT_RUN.constraint("import_state"),
            models.CheckConstraint(condition=Q(phase__in=sorted(ImportState.values)), name="import_phase"),
            models.CheckConstraint(condition=Q(kind__in=sorted(FileKind.values)), name="import_kind"),
            models.CheckConstraint(condition=Q(format__in=sorted(FileFormat.values)), name="import_format"),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(Stored):
    """One row of a file as it stands there, kept while its product may still fail; `key` is its product's handle."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    key = models.CharField(max_length=255, null=True)

    class Meta:
        indexes = [models.Index(fields=["run", "key", "number"], name="import_row_by_key")]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="one_row_per_number")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number}"


class ImportMapping(Stored):
    """What a shop said the columns of such a file mean, offered again when one with the same header comes."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    signature = models.CharField(max_length=64)
    columns = models.JSONField()
    answers = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "signature"], name="one_mapping_per_header")]

    def __str__(self) -> str:
        return self.signature


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
        indexes = [
            models.Index(fields=["run", "first_row"], name="import_item_order"),
            models.Index(fields=["run", "first_row"], condition=Q(applied=False), name="import_item_waiting"),
            models.Index(fields=["run", "verdict"], name="import_item_verdict"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["run", "handle"], name="one_item_per_handle"),
            models.CheckConstraint(condition=Q(verdict__in=sorted(Verdict.values)), name="import_verdict"),
        ]

    def __str__(self) -> str:
        return self.handle

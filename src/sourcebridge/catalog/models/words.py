"""Texts of goods and shops in the languages we speak."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sourcebridge.kit.models import Stored


class Language(models.TextChoices):
    """The languages goods are described in."""

    ZH = "zh-hans", "中文"
    EN = "en", "English"


class TextStatus(models.TextChoices):
    """How a text came about."""

    ORIGINAL = "ORIGINAL"
    MACHINE = "MACHINE"
    REVIEWED = "REVIEWED"


class Translation(Stored):
    """One text of one field in one language; `source_hash` is the SHA-256 of the original it was translated from."""

    object_type = models.CharField(max_length=30)
    object_id = models.UUIDField()
    field = models.CharField(max_length=30)
    language = models.CharField(max_length=10, choices=Language)
    text = models.TextField()
    status = models.CharField(max_length=10, choices=TextStatus)
    source_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["object_id", "object_type", "field", "language"], name="one_text_per_language"
            ),
            models.UniqueConstraint(
                fields=["object_id", "object_type", "field"], condition=Q(status="ORIGINAL"), name="one_original"
            ),
            models.CheckConstraint(condition=Q(status__in=sorted(TextStatus.values)), name="text_status"),
            models.CheckConstraint(condition=Q(language__in=sorted(Language.values)), name="text_language"),
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.language}"

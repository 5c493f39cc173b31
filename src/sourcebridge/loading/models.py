"""Nouns: kinds of containers and cartons, and what goods of a category weigh and take when nobody has measured."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sourcebridge.kit.models import WrittenOnce


class _Dated(WrittenOnce):
    """Of the rows of a code the newest day counts, of a day the row recorded last (a correction)."""

    code = models.CharField(max_length=60)
    valid_from = models.DateField()
    source = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True


class ContainerKind(_Dated):
    """A container from a day on: inner sides and door in mm, payload in g, usable volume in mm3."""

    length_mm = models.PositiveIntegerField()
    width_mm = models.PositiveIntegerField()
    height_mm = models.PositiveIntegerField()
    door_width_mm = models.PositiveIntegerField()
    door_height_mm = models.PositiveIntegerField()
    payload_g = models.PositiveIntegerField()
    usable_mm3 = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from", "recorded_at"], name="loading_container_once"),
        ]

    def __str__(self) -> str:
        return self.code


class CartonKind(_Dated):
    """An empty carton from a day on: outer sides in mm, own weight and most weight in g."""

    length_mm = models.PositiveIntegerField()
    width_mm = models.PositiveIntegerField()
    height_mm = models.PositiveIntegerField()
    tare_g = models.PositiveIntegerField()
    most_g = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from", "recorded_at"], name="loading_carton_once"),
            models.CheckConstraint(condition=Q(most_g__gt=F("tare_g")), name="loading_carton_holds"),
        ]

    def __str__(self) -> str:
        return self.code


class CategoryEstimate(_Dated):
    """What one base unit of a category (`code`; empty is any) weighs in g and takes in mm3, from low to high.

    It counts for goods sold in `unit` (UNECE Rec 20; empty is any) and for the categories below its own.
    """

    unit = models.CharField(max_length=3, blank=True, default="")
    low_g = models.PositiveIntegerField()
    high_g = models.PositiveIntegerField()
    low_mm3 = models.PositiveBigIntegerField()
    high_mm3 = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "unit", "valid_from", "recorded_at"], name="loading_estimate_once"),
            models.CheckConstraint(
                condition=Q(low_g__gt=0, low_mm3__gt=0, high_g__gte=F("low_g"), high_mm3__gte=F("low_mm3")),
                name="loading_estimate_runs_upwards",
            ),
        ]

    def __str__(self) -> str:
        return self.code

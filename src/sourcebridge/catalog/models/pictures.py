"""Photographs of goods."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sourcebridge.catalog.models.product import Product, Sku
from sourcebridge.kit.models import Stored


class PictureState(models.TextChoices):
    """A picture is stored here, still to be fetched from its address, was not found there, or was taken off the page.

    A removed picture keeps its address, since orders show it.
    """

    STORED = "STORED"
    WAITING = "WAITING"
    UNREACHABLE = "UNREACHABLE"
    REMOVED = "REMOVED"


class Picture(Stored):
    """A picture of a product, or of one of its SKUs. `path` lies below the media folder."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="pictures")
    sku = models.ForeignKey(Sku, null=True, on_delete=models.SET_NULL, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)
    alt = models.CharField(max_length=300, blank=True)
    path = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=40, blank=True)
    size = models.PositiveIntegerField(default=0)
    source_url = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=12, choices=PictureState, default=PictureState.STORED)
    problem = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=sorted(PictureState.values)), name="picture_state"),
            models.CheckConstraint(condition=~Q(state="STORED") | ~Q(sha256=""), name="stored_picture_has_hash"),
        ]

    def __str__(self) -> str:
        return self.path or self.source_url

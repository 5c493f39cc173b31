"""Quotes kept for good, and calculations people come back to."""

from __future__ import annotations

from django.db import models

from sourcebridge.kit.models import Stored, WrittenOnce
from sourcebridge.parties.models import Company, User


class FrozenQuote(WrittenOnce):
    """A sheet as it stood, in both languages, with what was asked; nothing in it is ever reckoned again.

    `digest` is the SHA-256 of `asked` and `told` as canonical JSON. Amounts in `currency`, `on` the day of its rates.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    total_low = models.DecimalField(max_digits=18, decimal_places=4)
    total_high = models.DecimalField(max_digits=18, decimal_places=4)
    card = models.CharField(max_length=60)
    asked = models.JSONField()
    told = models.JSONField()
    digest = models.CharField(max_length=64)
    on = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["company", "-made_at"])]

    def __str__(self) -> str:
        return self.number

    @property
    def pair(self) -> list[str]:
        """The total from its lowest to its highest, as text."""
        return [str(self.total_low.normalize()), str(self.total_high.normalize())]


class Scenario(Stored):
    """A calculation under a name: what was asked, reckoned with the day's rates each time it is opened."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    asked = models.JSONField()
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "name"], name="landed_scenario_name_once")]

    def __str__(self) -> str:
        return self.name

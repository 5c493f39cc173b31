"""What a unit of goods costs at a door, kept for lists: sorted and filtered by it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sourcebridge.catalog.models import Product
from sourcebridge.kit.models import Stored


class Estimate(Stored):
    """The cheapest service for the least order of goods to a country, per unit in the country's currency.

    `gaps` counts the lines nobody knows; an amount without them is still shown, marked. `on` is the day of its rates.
    `quantity` is the goods' least order.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    quantity = models.DecimalField(max_digits=18, decimal_places=3)
    low = models.DecimalField(max_digits=20, decimal_places=4)
    high = models.DecimalField(max_digits=20, decimal_places=4)
    days = models.PositiveSmallIntegerField()
    card = models.CharField(max_length=60)
    gaps = models.PositiveSmallIntegerField(default=0)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "country"], name="landed_estimate_once"),
            models.CheckConstraint(condition=Q(low__gte=0, high__gte=F("low")), name="landed_estimate_runs_upwards"),
        ]
        indexes = [models.Index(fields=["country", "high"])]

    @property
    def pair(self) -> list[str]:
        """The cost of a unit from its lowest to its highest, as text."""
        return [str(self.low), str(self.high)]

    def __str__(self) -> str:
        return f"{self.country} {self.high} {self.currency}"

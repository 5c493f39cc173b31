"""How suppliers stand: their counted figures, the shares shrunk to each category's mean, each category's prices."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sourcebridge.kit.models import Stored
from sourcebridge.parties.models import Company


class SupplierFacts(models.Model):
    """A supplier's counts, each share as its two numbers, so that pages can show the formula; `as_of` UTC.

    Null means not counted yet. Shares: shipped_in_time / ship_due, within_48h / paid_orders, repeat_buyers / buyers,
    disputed / paid, refunded / paid, answered / asked.
    """

    company = models.OneToOneField(Company, primary_key=True, on_delete=models.CASCADE, related_name="+")
    ship_due = models.PositiveIntegerField(default=0)
    shipped_in_time = models.PositiveIntegerField(default=0)
    paid_orders = models.PositiveIntegerField(default=0)
    within_48h = models.PositiveIntegerField(default=0)
    buyers = models.PositiveIntegerField(default=0)
    repeat_buyers = models.PositiveIntegerField(default=0)
    completed = models.PositiveIntegerField(default=0)
    disputed = models.PositiveIntegerField(default=0)
    paid = models.PositiveIntegerField(default=0)
    refunded = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(null=True)
    answered = models.PositiveIntegerField(null=True)
    goods = models.PositiveIntegerField(default=0)
    as_of = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.company_id)


class Standing(Stored):
    """One supplier in one category: shares in ten-thousandths, drawn towards the category's mean by a prior weight."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    category = models.CharField(max_length=60)
    ship48h = models.PositiveSmallIntegerField()
    repeat = models.PositiveSmallIntegerField()
    dispute = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["category", "company"], name="one_standing_per_category")]

    def __str__(self) -> str:
        return f"{self.company_id} {self.category}"


class Scale(Stored):
    """The public prices of a category's goods of one unit, as rising marks: a price's place among them is its share."""

    category = models.CharField(max_length=60)
    unit = models.CharField(max_length=3)
    currency = models.CharField(max_length=3)
    marks = ArrayField(models.DecimalField(max_digits=20, decimal_places=6))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["category", "unit", "currency"], name="one_scale_per_unit")]

    def __str__(self) -> str:
        return f"{self.category} {self.unit}"

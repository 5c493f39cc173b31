"""Nouns: reference rates, the number of their collection, locked quotes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sourcebridge.kit.ids import uuid7
from sourcebridge.kit.models import Stored, WrittenOnce
from sourcebridge.parties.models import Company


class Reference(WrittenOnce):
    """Units of a currency for one euro on a day; the highest `version` of a day counts."""

    currency = models.CharField(max_length=3)
    on = models.DateField()
    rate = models.DecimalField(max_digits=20, decimal_places=8)
    source = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "on", "version"], name="fx_reference_once"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="fx_reference_above_zero"),
            models.CheckConstraint(condition=~Q(currency="EUR"), name="fx_reference_not_euro"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.on} {self.rate}"


class Edition(models.Model):
    """One row that changes with every load, so that what is kept in memory knows when it is old.

    Memory goes by `token`: a load that is undone gives its number back, never its token.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveIntegerField(default=0)
    token = models.UUIDField(default=uuid7)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="fx_one_edition")]

    def __str__(self) -> str:
        return str(self.number)


class Quote(Stored):
    """A rate held for a company until `expires_at`: one of `base` is `rate` of `quote`, `charged` with the margin."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=28, decimal_places=16)
    margin = models.DecimalField(max_digits=6, decimal_places=4)
    charged = models.DecimalField(max_digits=28, decimal_places=16)
    base_reference = models.ForeignKey(Reference, null=True, on_delete=models.PROTECT, related_name="+")
    quote_reference = models.ForeignKey(Reference, null=True, on_delete=models.PROTECT, related_name="+")
    locked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rate__gt=0, charged__gt=0), name="fx_quote_above_zero"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("locked_at")), name="fx_quote_ends"),
            models.CheckConstraint(condition=~Q(base=F("quote")), name="fx_quote_two_currencies"),
        ]

    def __str__(self) -> str:
        return f"{self.base}/{self.quote} {self.charged}"

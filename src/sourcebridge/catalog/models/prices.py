"""What goods cost: public ladders, and what one buyer was promised."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sourcebridge.catalog.models.product import Product, Sku
from sourcebridge.kit.models import Stored
from sourcebridge.parties.models import Company


class PriceTier(Stored):
    """From `min_quantity` on, `unit_price` per unit. Tiers of a SKU replace those of its product."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="tiers")
    sku = models.ForeignKey(Sku, null=True, on_delete=models.CASCADE, related_name="tiers")
    min_quantity = models.DecimalField(max_digits=18, decimal_places=3)
    unit_price = models.DecimalField(max_digits=20, decimal_places=6)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "sku", "min_quantity"], nulls_distinct=False, name="one_price_per_step"
            ),
            models.CheckConstraint(condition=Q(unit_price__gt=0, min_quantity__gt=0), name="tier_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.min_quantity}: {self.unit_price}"


class AgreedPrice(Stored):
    """A price one buyer company was promised, in force from `valid_from` until before `valid_until` (UTC)."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="agreed_prices")
    sku = models.ForeignKey(Sku, null=True, on_delete=models.PROTECT, related_name="+")
    buyer_company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    min_quantity = models.DecimalField(max_digits=18, decimal_places=3)
    unit_price = models.DecimalField(max_digits=20, decimal_places=6)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["buyer_company", "product"], name="agreed_by_buyer")]
        constraints = [
            models.CheckConstraint(condition=Q(unit_price__gt=0, min_quantity__gt=0), name="agreed_positive"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")), name="agreed_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.buyer_company_id}: {self.unit_price}"

"""What goods cost abroad: the listing of the international channel, one edition after another."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sourcebridge.catalog.models.product import Product
from sourcebridge.kit.models import Stored


class ExportRule(models.TextChoices):
    """The Incoterms 2020 under which a price can be listed without knowing the buyer's door (domain.md C8)."""

    EXW = "EXW", _("EXW, at the seller's door")
    FCA = "FCA", _("FCA, handed to the carrier")
    FAS = "FAS", _("FAS, alongside the ship")
    FOB = "FOB", _("FOB, on board")


class ExportListing(Stored):
    """Terms of a product for buyers abroad from `edition` on, until `ended_at`; the row without an end stands.

    `place` is the UN/LOCODE after the rule, `moq` in the product's unit, lead time in days from the deposit, both ends
    of the validity are days in China and included. Prices are those of its tiers in `currency` per unit.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="export_listings")
    edition = models.PositiveIntegerField()
    rule = models.CharField(max_length=3, choices=ExportRule)
    place = models.CharField(max_length=5)
    currency = models.CharField(max_length=3)
    moq = models.DecimalField(max_digits=18, decimal_places=3)
    lead_from = models.PositiveSmallIntegerField()
    lead_until = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    listed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "edition"], name="export_edition_once"),
            models.UniqueConstraint(fields=["product"], condition=Q(ended_at=None), name="export_one_stands"),
            models.CheckConstraint(condition=Q(rule__in=ExportRule.values), name="export_rule_known"),
            models.CheckConstraint(condition=Q(place__regex=r"^[A-Z]{2}[A-Z2-9]{3}$"), name="export_place_locode"),
            models.CheckConstraint(condition=Q(moq__gt=0), name="export_moq_positive"),
            models.CheckConstraint(condition=Q(lead_until__gte=F("lead_from")), name="export_lead_runs"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="export_period_runs"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.place} #{self.edition}"


class ExportTier(Stored):
    """From `from_quantity` on, `unit_price` per unit of the product in the listing's currency."""

    listing = models.ForeignKey(ExportListing, on_delete=models.CASCADE, related_name="tiers")
    from_quantity = models.DecimalField(max_digits=18, decimal_places=3)
    unit_price = models.DecimalField(max_digits=20, decimal_places=6)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listing", "from_quantity"], name="export_one_price_per_step"),
            models.CheckConstraint(condition=Q(unit_price__gt=0, from_quantity__gt=0), name="export_tier_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.from_quantity}: {self.unit_price}"

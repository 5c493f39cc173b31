"""What an export price may not go below: rebate rates of the state, a supplier's own costs, alarms."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sourcebridge.catalog.models import Product
from sourcebridge.kit.models import Stored, WrittenOnce
from sourcebridge.kit.money import UnitPrice
from sourcebridge.landedcost.floor import BELOW_FLOOR, UNDERCUT, plain
from sourcebridge.parties.models import Company

ONE = "C62"


class Treatment(models.TextChoices):
    """What an export does to VAT; 0 % of rebate is one of two different things (domain.md C10)."""

    REFUND = "REFUND", _("refunded")
    EXEMPT = "EXEMPT", _("exempt, nothing refunded")
    TAXED = "TAXED", _("taxed as a sale at home")


class RebateRate(WrittenOnce):
    """China's VAT and export rebate for goods whose HS code begins with `prefix`, as shares, from a day on.

    The row of the same prefix that began last counts; the longest prefix counts first.
    """

    prefix = models.CharField(_("HS prefix"), max_length=10)
    levy = models.DecimalField(_("VAT"), max_digits=6, decimal_places=4)
    rebate = models.DecimalField(_("export rebate"), max_digits=6, decimal_places=4)
    treatment = models.CharField(_("VAT of exports"), max_length=8, choices=Treatment, default=Treatment.REFUND)
    source = models.CharField(_("source"), max_length=300)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["prefix", "-valid_from"], name="rebate_of_prefix")]
        constraints = [
            models.CheckConstraint(condition=Q(prefix__regex=r"^[0-9]{2,10}$"), name="rebate_prefix_digits"),
            models.CheckConstraint(
                condition=Q(rebate__gte=0, levy__lt=1) & Q(levy__gte=F("rebate")), name="rebate_within_levy"
            ),
            models.CheckConstraint(condition=Q(treatment__in=Treatment.values), name="rebate_treatment_known"),
            models.CheckConstraint(condition=Q(treatment="REFUND") | Q(rebate=0), name="rebate_only_refunded"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="rebate_period_runs"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}: {self.rebate}"


class InlandBasis(models.TextChoices):
    """What a supplier's carriage to the port is counted by."""

    UNIT = "UNIT", _("per unit")
    SHIPMENT = "SHIPMENT", _("per shipment")


class FloorTerms(Stored):
    """A supplier's own costs of exporting, in CNY; those of a product replace those of the company.

    `margin` is a share put on the floor; `vat_included` says whether the domestic prices hold VAT.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, null=True, on_delete=models.CASCADE, related_name="+")
    inland = models.DecimalField(max_digits=18, decimal_places=6)
    inland_basis = models.CharField(max_length=8, choices=InlandBasis)
    documents = models.DecimalField(max_digits=18, decimal_places=2)
    margin = models.DecimalField(max_digits=6, decimal_places=4)
    vat_included = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "product"], nulls_distinct=False, name="floor_terms_once"),
            models.CheckConstraint(
                condition=Q(inland__gte=0, documents__gte=0, margin__gte=0), name="floor_terms_not_negative"
            ),
            models.CheckConstraint(condition=Q(inland_basis__in=InlandBasis.values), name="floor_terms_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.product_id or ''}"


class AlarmKind(models.TextChoices):
    """What is wrong with an export tier."""

    BELOW_FLOOR = BELOW_FLOOR, _("below the floor")
    UNDERCUT = UNDERCUT, _("undercut by the domestic price")


class FloorAlarm(Stored):
    """An export price that is below its floor or undercut at a quantity, until `cleared_at`.

    `asked` is the export price of a unit in `currency`; `against` the floor, or what a unit costs that is bought at the
    domestic price and carried to the port.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=AlarmKind)
    from_quantity = models.DecimalField(max_digits=18, decimal_places=3)
    currency = models.CharField(max_length=3)
    asked = models.DecimalField(max_digits=20, decimal_places=6)
    against = models.DecimalField(max_digits=20, decimal_places=6)
    raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["product", "raised_at"], name="floor_alarms_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "kind", "from_quantity"], condition=Q(cleared_at=None), name="floor_alarm_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=AlarmKind.values), name="floor_alarm_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.from_quantity}"

    def figures(self) -> dict[str, str]:
        """What a mail or a table says of it, figures as text."""
        prices = {name: UnitPrice(getattr(self, name), self.currency, ONE).text for name in ("asked", "against")}
        return {"kind": self.kind, "currency": self.currency, "from_quantity": plain(self.from_quantity), **prices}

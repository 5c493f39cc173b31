"""Fees of the way as dated rows, and where goods are handed over."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sourcebridge.freight.cards import Mode
from sourcebridge.kit.ids import uuid7
from sourcebridge.kit.models import WrittenOnce
from sourcebridge.landedcost.incoterms import STEP_NAMES, Step

STEPS = [(step.value, STEP_NAMES[step]) for step in Step]
MODES = [("", _("every way")), *((mode.value, mode.value) for mode in Mode)]


class Basis(models.TextChoices):
    """What a fee counts."""

    SHIPMENT = "SHIPMENT", _("per shipment")
    CBM = "CBM", _("per m³")
    TONNE = "TONNE", _("per tonne")
    WM = "WM", _("per m³ or tonne, the greater, at least one")
    LINE = "LINE", _("per HS heading")
    VALUE = "VALUE", _("share of the goods' value")


class FeeRow(WrittenOnce):
    """A fee from a day on, in `currency`; the row of the same code, country and mode that began last counts.

    Empty `country` and `mode` hold everywhere. `low` to `high` is per unit of the basis; a share for VALUE.
    """

    code = models.CharField(_("code"), max_length=40)
    step = models.CharField(_("step"), max_length=20, choices=STEPS)
    country = models.CharField(_("country"), max_length=2, blank=True)
    mode = models.CharField(_("way"), max_length=16, choices=MODES, blank=True)
    basis = models.CharField(_("counted"), max_length=10, choices=Basis)
    low = models.DecimalField(_("from"), max_digits=18, decimal_places=6)
    high = models.DecimalField(_("to"), max_digits=18, decimal_places=6)
    least = models.DecimalField(_("at least"), max_digits=18, decimal_places=6, default=0)
    currency = models.CharField(_("currency"), max_length=3)
    name = models.CharField(_("name in English"), max_length=100)
    name_zh = models.CharField(_("name in Chinese"), max_length=100)
    source = models.CharField(_("source"), max_length=300)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["code", "country", "mode", "-valid_from"], name="landed_fee_of")]
        constraints = [
            models.CheckConstraint(condition=Q(step__in=[step.value for step in Step]), name="landed_fee_step"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="landed_fee_basis"),
            models.CheckConstraint(condition=Q(mode__in=[value for value, _name in MODES]), name="landed_fee_mode"),
            models.CheckConstraint(condition=Q(low__gte=0, high__gte=F("low"), least__gte=0),
                                   name="landed_fee_runs_upwards"),
            models.CheckConstraint(condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                                   name="landed_fee_runs"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code


class Edition(models.Model):
    """One row that changes with every fee, so that what is kept in memory knows when it is old."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token = models.UUIDField(default=uuid7)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="landed_one_edition")]

    def __str__(self) -> str:
        return str(self.token)


class Gateway(models.Model):
    """A port, airport or inland terminal in China by its UN/LOCODE; the postcode finds the zone of a home card."""

    code = models.CharField(primary_key=True, max_length=5)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    postcode = models.CharField(max_length=6)

    def __str__(self) -> str:
        return self.code

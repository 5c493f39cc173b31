"""Shops: name, terms that hold for all their goods, holidays, who sees guarded prices."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sourcebridge.catalog.states import APPROVAL, ApprovalState
from sourcebridge.kit.models import Stored
from sourcebridge.parties.models import Company


class MixRule(models.TextChoices):
    """Whether a mixed batch needs the amount or the number, or both of them."""

    EITHER = "EITHER", _("amount or number")
    BOTH = "BOTH", _("amount and number")


class Shop(Stored):
    """The one shop of a selling company; `slug` stands in addresses.

    Mixed batch 混批 (domain.md A2): an order that reaches `mix_amount` (CNY) or `mix_number` (units of any goods of
    the shop) need not reach each MOQ; empty = not offered. The figures of the factory are what the supplier claims.
    """

    company = models.OneToOneField(Company, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("shop name"), max_length=120)
    name_en = models.CharField(_("shop name in English"), max_length=120, blank=True)
    slug = models.SlugField(max_length=60, unique=True)
    freight_note = models.CharField(_("note on freight"), max_length=200, blank=True)
    opened_at = models.DateTimeField()
    mix_amount = models.DecimalField(_("mixed batch from this amount"), max_digits=18, decimal_places=2, null=True)
    mix_number = models.DecimalField(_("mixed batch from this number"), max_digits=18, decimal_places=3, null=True)
    mix_rule = models.CharField(max_length=6, choices=MixRule, default=MixRule.EITHER)
    founded_year = models.PositiveSmallIntegerField(_("founded in"), null=True)
    employees = models.PositiveIntegerField(_("employees"), null=True)
    floor_area_m2 = models.PositiveIntegerField(_("floor area in m²"), null=True)
    lines = models.PositiveSmallIntegerField(_("production lines"), null=True)
    monthly_output = models.CharField(_("monthly output"), max_length=120, blank=True)
    makes_to_order = models.BooleanField(_("makes to order"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(mix_rule__in=sorted(MixRule.values)), name="shop_mix_rule"),
            models.CheckConstraint(
                condition=(Q(mix_amount=None) | Q(mix_amount__gt=0)) & (Q(mix_number=None) | Q(mix_number__gt=0)),
                name="shop_mix_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Closure(Stored):
    """Holidays: from `starts_at` until before `ends_at` (UTC) the shop ships nothing; promises begin afterwards."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="closures")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(_("note to buyers"), max_length=200, blank=True)
    ended_early_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["shop", "ends_at"], name="closure_of_shop")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="closure_period"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at} - {self.ends_at}"


class ApprovedBuyer(Stored):
    """A buyer company that asked to see a shop's guarded prices, and the shop's answer."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="approved_buyers")
    buyer_company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ApprovalState, default=ApprovalState.ASKED)
    note = models.CharField(_("what the buyer says"), max_length=300, blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["buyer_company", "state"], name="approved_of_buyer")]
        constraints = [
            models.UniqueConstraint(fields=["shop", "buyer_company"], name="one_approval_per_buyer"),
            APPROVAL.constraint("approval_state"),
        ]

    def __str__(self) -> str:
        return f"{self.buyer_company_id} {self.state}"

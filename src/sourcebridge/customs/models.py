"""Nouns: rows of duty with their versions and endings, the nomenclature, which code goods have; the edition."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sourcebridge.catalog.models import Category, Product
from sourcebridge.customs import rules
from sourcebridge.kit.ids import uuid7
from sourcebridge.kit.models import Stored, WrittenOnce


def _one_of(choices: Any, *, empty: bool = False) -> list[str]:
    return ([""] if empty else []) + [one.value for one in choices]


class DutyRow(WrittenOnce):
    """A rate, fee or limit of a country from a day on; the highest `version` of the same rate and first day counts.

    Shares are of one (0.065 is 6.5 %), amounts per `unit` in `currency`; the fields are those of rules.Duty.
    """

    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=16, choices=[(one.value, one.value) for one in rules.Kind])
    prefix = models.CharField(max_length=12, blank=True)
    origin = models.CharField(max_length=2, blank=True)
    regime = models.CharField(max_length=10, blank=True, choices=[(one.value, one.value) for one in rules.Regime])
    mode = models.CharField(max_length=10, blank=True, choices=[(one.value, one.value) for one in rules.Mode])
    valid_from = models.DateField()
    version = models.PositiveIntegerField(default=1)
    low = models.DecimalField(max_digits=20, decimal_places=10, default=0)
    high = models.DecimalField(max_digits=20, decimal_places=10, default=0)
    per_low = models.DecimalField(max_digits=18, decimal_places=8, default=0)
    per_high = models.DecimalField(max_digits=18, decimal_places=8, default=0)
    unit = models.CharField(max_length=10, blank=True)
    join = models.CharField(max_length=8, default=rules.Join.SUM.value)
    least = models.DecimalField(max_digits=18, decimal_places=8, null=True)
    most = models.DecimalField(max_digits=18, decimal_places=8, null=True)
    currency = models.CharField(max_length=3, blank=True)
    not_on = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    taxed = models.BooleanField(null=True, default=True)
    status = models.CharField(max_length=12, default=rules.Status.ESTABLISHED.value)
    valid_until = models.DateField(null=True)
    source = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    source_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["country", "kind", "prefix", "origin", "regime", "mode", "valid_from", "version"],
                name="customs_duty_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=_one_of(rules.Kind)), name="customs_duty_kind"),
            models.CheckConstraint(
                condition=Q(regime__in=_one_of(rules.Regime, empty=True)), name="customs_duty_regime"
            ),
            models.CheckConstraint(condition=Q(mode__in=_one_of(rules.Mode, empty=True)), name="customs_duty_mode"),
            models.CheckConstraint(condition=Q(join__in=_one_of(rules.Join)), name="customs_duty_join"),
            models.CheckConstraint(condition=Q(status__in=_one_of(rules.Status)), name="customs_duty_status"),
            models.CheckConstraint(condition=Q(prefix__regex=r"^(\d{2,12})?$"), name="customs_duty_prefix"),
            models.CheckConstraint(
                condition=Q(low__gte=0, high__gte=F("low"), per_low__gte=0, per_high__gte=F("per_low")),
                name="customs_duty_not_below_zero",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="customs_duty_runs"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="customs_duty_sourced"),
            models.CheckConstraint(
                condition=~Q(status=rules.Status.UNKNOWN.value) | Q(high=0, per_high=0), name="customs_duty_unknown"
            ),
        ]
        indexes = [models.Index(fields=["country", "kind", "prefix"], name="customs_duty_of")]

    def __str__(self) -> str:
        return f"{self.country} {self.kind} {self.prefix or '*'} {self.valid_from}"


class Ending(WrittenOnce):
    """The operator ends a row: `last_day` is the last on which it holds."""

    row = models.OneToOneField(DutyRow, on_delete=models.PROTECT, related_name="ending")
    last_day = models.DateField()
    reason = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.row_id} {self.last_day}"


class NameStatus(models.TextChoices):
    """Where the Chinese name of a heading comes from."""

    NONE = "NONE", _("no Chinese name yet")
    DRAFT = "DRAFT", _("translated, not reviewed")
    REVIEWED = "REVIEWED", _("reviewed")


class Heading(models.Model):
    """A chapter (2 digits), heading (4) or subheading (6) of the Harmonized System; `words` are what traders say."""

    code = models.CharField(max_length=6, primary_key=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    level = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=6)
    name_en = models.TextField()
    name_zh = models.CharField(max_length=300, blank=True)
    words = models.CharField(max_length=300, blank=True)
    zh_status = models.CharField(max_length=10, choices=NameStatus, default=NameStatus.NONE)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__in=[2, 4, 6]), name="customs_heading_level"),
            models.CheckConstraint(condition=Q(code__regex=r"^\d{2}(\d{2}){0,2}$"), name="customs_heading_code"),
            models.CheckConstraint(
                condition=Q(level=2, parent=None) | Q(level__gt=2, parent__isnull=False), name="customs_heading_root"
            ),
            models.CheckConstraint(condition=Q(zh_status__in=NameStatus.values), name="customs_heading_zh"),
            models.CheckConstraint(
                condition=Q(zh_status=NameStatus.NONE, name_zh="") | (~Q(zh_status=NameStatus.NONE) & ~Q(name_zh="")),
                name="customs_heading_zh_said",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CategoryHeading(Stored):
    """The subheading goods of a category most often fall under: an assumption, until somebody looks at the goods."""

    category = models.OneToOneField(Category, on_delete=models.PROTECT, related_name="+")
    heading = models.ForeignKey(Heading, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=200)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.category_id} {self.heading_id}"


class Said(models.TextChoices):
    """How sure a code is; ASSUMED comes from the category and is never stored."""

    SUGGESTED = "SUGGESTED", _("suggested")
    CONFIRMED = "CONFIRMED", _("confirmed")


class Classification(Stored):
    """The subheading of a product, its origin, and longer national codes by country where somebody gave them."""

    product = models.OneToOneField(Product, on_delete=models.PROTECT, related_name="+")
    heading = models.ForeignKey(Heading, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=2, default="CN")
    national = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=10, choices=Said, default=Said.SUGGESTED)
    said_by = models.CharField(max_length=150)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Said.values), name="customs_classification_status"),
            models.CheckConstraint(condition=Q(origin__regex=r"^[A-Z]{2}$"), name="customs_classification_origin"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.heading_id}"


class Edition(Stored):
    """One row that changes with every write to the tariff, so that what is kept in memory knows when it is old.

    Memory goes by `token` for rows of duty and by `words` for the nomenclature and what categories are assumed to be:
    a write that is undone gives its number back, never its token.
    """

    only = models.BooleanField(default=True, unique=True)
    number = models.PositiveIntegerField(default=0)
    token = models.UUIDField(default=uuid7)
    words = models.UUIDField(default=uuid7)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="customs_one_edition")]

    def __str__(self) -> str:
        return str(self.number)

"""Nouns: versions of rate cards with their zones, rates, surcharges and blocks, all written once; their edition."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sourcebridge.freight import cards
from sourcebridge.kit.ids import uuid7
from sourcebridge.kit.models import Stored, WrittenOnce


class Card(WrittenOnce):
    """One version of one carrier's prices; weights in g, amounts of its rows in `currency`."""

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    carrier = models.CharField(max_length=100)
    carrier_en = models.CharField(max_length=100, blank=True)
    service = models.CharField(max_length=100, blank=True)
    service_en = models.CharField(max_length=100, blank=True)
    mode = models.CharField(max_length=16, choices=[(one.value, one.value) for one in cards.Mode])
    currency = models.CharField(max_length=3)
    model = models.CharField(max_length=20, choices=[(one.value, one.value) for one in cards.Model])
    divisor = models.PositiveIntegerField(null=True)
    step_g = models.PositiveIntegerField()
    least_g = models.PositiveIntegerField(default=0)
    most_g = models.PositiveBigIntegerField(null=True)
    least_charge = models.DecimalField(max_digits=18, decimal_places=6, default=0)
    may_round_up = models.BooleanField(default=False)
    duty_included = models.BooleanField(default=False)
    from_places = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    transit_least = models.PositiveSmallIntegerField()
    transit_most = models.PositiveSmallIntegerField()
    cut_off = models.TimeField(null=True)
    zone_name = models.CharField(max_length=40)
    calendar = models.CharField(max_length=2)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    source = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="freight_card_once"),
            models.CheckConstraint(condition=Q(mode__in=[one.value for one in cards.Mode]), name="freight_card_mode"),
            models.CheckConstraint(
                condition=Q(model__in=[one.value for one in cards.Model]), name="freight_card_model"
            ),
            models.CheckConstraint(condition=Q(version__gte=1, step_g__gt=0), name="freight_card_counts"),
            models.CheckConstraint(condition=Q(divisor__isnull=True) | Q(divisor__gt=0), name="freight_card_divisor"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="freight_card_runs"
            ),
            models.CheckConstraint(condition=Q(transit_most__gte=F("transit_least")), name="freight_card_transit"),
            models.CheckConstraint(condition=Q(least_charge__gte=0), name="freight_card_least"),
        ]

    def __str__(self) -> str:
        return f"{self.code}@{self.version}"


class Part(WrittenOnce):
    """A row of a card; `position` keeps the order the operator gave."""

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        abstract = True


class Zone(Part):
    """Part of a country that costs the same."""

    code = models.CharField(max_length=20)
    country = models.CharField(max_length=2)
    prefixes = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    transit_least = models.PositiveSmallIntegerField(null=True)
    transit_most = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "code"], name="freight_zone_once"),
            models.CheckConstraint(
                condition=Q(transit_least__isnull=True, transit_most__isnull=True)
                | Q(transit_most__gte=F("transit_least")),
                name="freight_zone_transit",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Rate(Part):
    """Prices of a zone for weights above `from_g` up to and including `to_g` (null is open)."""

    zone = models.CharField(max_length=20)
    from_g = models.PositiveBigIntegerField()
    to_g = models.PositiveBigIntegerField(null=True)
    first_g = models.PositiveBigIntegerField(default=0)
    first_fee = models.DecimalField(max_digits=18, decimal_places=6, default=0)
    next_g = models.PositiveBigIntegerField(default=0)
    next_fee = models.DecimalField(max_digits=18, decimal_places=6, default=0)
    unit_price = models.DecimalField(max_digits=18, decimal_places=6, default=0)
    total = models.DecimalField(max_digits=18, decimal_places=6, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "zone", "from_g"], name="freight_rate_once"),
            models.CheckConstraint(condition=Q(to_g__isnull=True) | Q(to_g__gt=F("from_g")), name="freight_rate_runs"),
            models.CheckConstraint(
                condition=Q(first_fee__gte=0, next_fee__gte=0, unit_price__gte=0, total__gte=0),
                name="freight_rate_not_below_zero",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zone} {self.from_g}-{self.to_g}"


class Surcharge(Part):
    """On top of the main carriage."""

    code = models.CharField(max_length=40)
    per = models.CharField(max_length=8)
    amount = models.DecimalField(max_digits=18, decimal_places=6)
    group = models.CharField(max_length=40, blank=True)
    flag = models.CharField(max_length=40, blank=True)
    prefixes = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    side_above_mm = models.PositiveIntegerField(null=True)
    box_above_g = models.PositiveBigIntegerField(null=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(per__in=[one.value for one in cards.Per]), name="freight_surcharge_per"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="freight_surcharge_above_zero"),
        ]

    def __str__(self) -> str:
        return self.code


class Block(Part):
    """Goods the line does not take, and what to send them by instead."""

    code = models.CharField(max_length=40)
    instead = models.CharField(max_length=200)
    flag = models.CharField(max_length=40, blank=True)
    side_above_mm = models.PositiveIntegerField(null=True)
    box_above_g = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(flag="") | Q(side_above_mm__isnull=False) | Q(box_above_g__isnull=False),
                name="freight_block_says_what",
            )
        ]

    def __str__(self) -> str:
        return self.code


class Ending(WrittenOnce):
    """The operator takes a whole card out of service; `last_day` is the last on which it prices."""

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    last_day = models.DateField()
    reason = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="freight_ending_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.last_day}"


class Edition(Stored):
    """One row that changes with every card, so that what is kept in memory knows when it is old.

    Memory goes by `token`: a write that is undone gives its number back, never its token.
    """

    only = models.BooleanField(default=True, unique=True)
    number = models.PositiveIntegerField(default=0)
    token = models.UUIDField(default=uuid7)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="freight_one_edition")]

    def __str__(self) -> str:
        return str(self.number)


class Calendar(WrittenOnce):
    """One version of a country's working days; `zones` are "prefix=IANA zone" for postcodes away from `zone_name`."""

    country = models.CharField(max_length=2)
    version = models.PositiveIntegerField()
    zone_name = models.CharField(max_length=40)
    zones = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    covers_from = models.DateField()
    covers_until = models.DateField()
    weekend = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    holidays = ArrayField(models.DateField(), default=list, blank=True)
    workdays = ArrayField(models.DateField(), default=list, blank=True)
    source = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["country", "version"], name="freight_calendar_once"),
            models.CheckConstraint(condition=Q(covers_until__gte=F("covers_from")), name="freight_calendar_runs"),
        ]

    def __str__(self) -> str:
        return f"{self.country}@{self.version}"


class Promise(Stored):
    """What was promised for a subject (the text of an order's or a quote's number), and whether it was kept.

    `due_at` (UTC) ends `promised_day` in `zone_name`; `kept_at` is the delivery, before it `kept` is unknown.
    """

    app_rights = frozenset({"select", "insert", "update"})

    subject = models.CharField(max_length=60, unique=True)
    card = models.CharField(max_length=60)
    mode = models.CharField(max_length=16)
    origin = models.CharField(max_length=5, blank=True)
    country = models.CharField(max_length=2)
    zone = models.CharField(max_length=20)
    handed_over_at = models.DateTimeField()
    cut_off = models.TimeField(null=True)
    calendars = models.CharField(max_length=40)
    zone_name = models.CharField(max_length=40)
    promised_day = models.DateField()
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True)
    kept = models.BooleanField(null=True)

    class Meta:
        indexes = [models.Index(fields=["made_at"], name="freight_promise_made")]
        constraints = [
            models.CheckConstraint(
                condition=Q(mode__in=[one.value for one in cards.Mode]), name="freight_promise_mode"
            ),
            models.CheckConstraint(
                condition=Q(kept__isnull=True, kept_at__isnull=True)
                | Q(kept__isnull=False, kept=True, kept_at__lt=F("due_at"))
                | Q(kept__isnull=False, kept=False, kept_at__gte=F("due_at")),
                name="freight_promise_told_truly",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.promised_day}"

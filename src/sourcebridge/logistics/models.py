"""Nouns: where to, at what price, what is on its way, what the carrier said."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.models import Stored, WrittenOnce
from sourcebridge.logistics.states import SHIPMENT, ShipmentState


class DeliveryAddress(Stored):
    """A company's address for deliveries; `province` is a GB/T 2260 code."""

    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+")
    recipient = models.CharField(_("recipient"), max_length=60)
    phone = models.CharField(_("phone"), max_length=30)
    province = models.CharField(_("province"), max_length=2)
    city = models.CharField(_("city"), max_length=60)
    district = models.CharField(_("district"), max_length=60, blank=True)
    street = models.CharField(_("street and number"), max_length=200)
    is_default = models.BooleanField(_("use by default"), default=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company"], condition=models.Q(is_default=True, removed_at=None), name="one_default_address"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient} {self.city}{self.district}{self.street}"


class ChargeBy(models.TextChoices):
    """What a freight template counts (domain.md A9)."""

    WEIGHT = "WEIGHT", _("by weight (g)")
    PIECES = "PIECES", _("by piece")
    SUPPLIER_PAYS = "SUPPLIER_PAYS", _("supplier pays")


class FreightTemplate(Stored):
    """A supplier's price list of one carrier. A change makes a new version; the old one is retired, never edited."""

    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    carrier = models.CharField(_("carrier"), max_length=20)
    charge_by = models.CharField(_("charge"), max_length=14, choices=ChargeBy, default=ChargeBy.WEIGHT)
    currency = models.CharField(max_length=3, default="CNY")
    transit_days = models.PositiveSmallIntegerField(_("days on the way"), default=3)
    version = models.PositiveIntegerField(default=1)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "carrier"],
                condition=models.Q(retired_at=None),
                name="one_template_per_carrier",
            ),
            models.CheckConstraint(
                condition=models.Q(charge_by__in=["PIECES", "SUPPLIER_PAYS", "WEIGHT"]), name="freight_charge_by"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class FreightRate(Stored):
    """One row of a template: fee = max(least, first + ceil((w - first_unit) / next_unit) * next). Units: g or pieces.

    `regions` are province codes; the row with an empty list holds everywhere else.
    """

    template = models.ForeignKey(FreightTemplate, on_delete=models.PROTECT, related_name="rates")
    regions = models.JSONField(default=list)
    first_unit = models.DecimalField(max_digits=12, decimal_places=3)
    first_fee = models.DecimalField(max_digits=12, decimal_places=2)
    next_unit = models.DecimalField(max_digits=12, decimal_places=3)
    next_fee = models.DecimalField(max_digits=12, decimal_places=2)
    least_fee = models.DecimalField(max_digits=12, decimal_places=2, default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    first_unit__gt=0, next_unit__gt=0, first_fee__gte=0, next_fee__gte=0, least_fee__gte=0
                ),
                name="freight_rate_positive",
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_unit}/{self.first_fee} + {self.next_unit}/{self.next_fee}"


class Shipment(Stored):
    """Goods of one deal under one waybill."""

    deal_id = models.UUIDField(db_index=True)
    number = models.PositiveSmallIntegerField()
    supplier = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+")
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+")
    carrier = models.CharField(max_length=20)
    waybill = models.CharField(max_length=40)
    state = models.CharField(max_length=20, choices=ShipmentState, default=ShipmentState.CREATED)
    dispatched_at = models.DateTimeField()
    last_event_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            SHIPMENT.constraint("shipment_state"),
            models.UniqueConstraint(fields=["carrier", "waybill"], name="one_shipment_per_waybill"),
            models.UniqueConstraint(fields=["deal_id", "number"], name="shipment_number_in_deal"),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.waybill}"


class ShipmentLine(WrittenOnce):
    """How much of a deal's line is in a shipment."""

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="lines")
    deal_line_id = models.UUIDField(db_index=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=3)
    unit = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="shipment_line_positive"),
            models.UniqueConstraint(fields=["shipment", "deal_line_id"], name="deal_line_once_per_shipment"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.unit}"


class TrackingEvent(WrittenOnce):
    """What the carrier said happened, at the carrier's own time; kept even when it came too late to move anything."""

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="events")
    state = models.CharField(max_length=20, choices=ShipmentState)
    happened_at = models.DateTimeField()
    context = models.CharField(max_length=500)
    place = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shipment", "digest"], name="tracking_event_once")]

    def __str__(self) -> str:
        return f"{self.happened_at:%m-%d %H:%M} {self.context}"


class SubscriptionState(models.TextChoices):
    """How far the request to be told about a waybill has come."""

    WANTED = "WANTED", _("to be asked for")
    ACTIVE = "ACTIVE", _("active")
    ENDED = "ENDED", _("ended")
    ABORTED = "ABORTED", _("given up by the provider")
    FAILED = "FAILED", _("failed")


class Subscription(Stored):
    """Our request to kuaidi100 to push a waybill's events; `token` is the unguessable part of the callback address."""

    shipment = models.OneToOneField(Shipment, on_delete=models.PROTECT, related_name="subscription")
    token = models.CharField(max_length=43, unique=True)
    salt = models.CharField(max_length=32)
    state = models.CharField(max_length=10, choices=SubscriptionState, default=SubscriptionState.WANTED)
    attempts = models.PositiveSmallIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.shipment} {self.state}"

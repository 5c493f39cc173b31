"""Sites, pools of stock, the journal of movements, and reservations."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sourcebridge.inventory.states import RESERVATION, Klass, ReservationState
from sourcebridge.kit.models import Stored, WrittenOnce
from sourcebridge.kit.quantity import UNITS, Quantity


class Site(Stored):
    """A place where a company keeps goods."""

    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("site"), max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "name"], name="one_site_per_name")]

    def __str__(self) -> str:
        return self.name


class Pool(Stored):
    """The stock of one SKU at one site, in the product's unit. `version` counts changes of `on_hand`."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="pools")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    on_hand = models.DecimalField(max_digits=18, decimal_places=3, default=0)
    reserved = models.DecimalField(max_digits=18, decimal_places=3, default=0)
    unit = models.CharField(max_length=3)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "sku"], name="one_pool_per_site"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0) & Q(on_hand__gte=F("reserved")), name="pool_never_oversold"
            ),
            models.CheckConstraint(condition=Q(unit__in=sorted(UNITS)), name="pool_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.on_hand} {self.unit}"

    @property
    def available(self) -> Quantity:
        """What may still be promised."""
        return Quantity(self.on_hand - self.reserved, self.unit)


class LowMark(Stored):
    """From less than this much free of a SKU, in its product's unit, its supplier wants to be reminded."""

    sku = models.OneToOneField("catalog.Sku", on_delete=models.CASCADE, related_name="+")
    number = models.DecimalField(max_digits=18, decimal_places=3)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(number__gt=0), name="low_mark_positive")]

    def __str__(self) -> str:
        return f"{self.sku_id} < {self.number}"


class MovementKind(models.TextChoices):
    """Why goods came or went."""

    RECEIVED = "RECEIVED", _("received")
    SHIPPED = "SHIPPED", _("shipped")
    ADJUSTED = "ADJUSTED", _("corrected")
    RETURNED = "RETURNED", _("returned")
    IMPORTED = "IMPORTED", _("imported")


class Movement(WrittenOnce):
    """One change of a pool's stock; `delta` in the pool's unit, `at` business time (UTC), `ref` an opaque reference."""

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=8, choices=MovementKind)
    delta = models.DecimalField(max_digits=18, decimal_places=3)
    on_hand_after = models.DecimalField(max_digits=18, decimal_places=3)
    reason = models.CharField(max_length=200, blank=True)
    by_user_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    ref = models.CharField(max_length=80, blank=True, db_index=True)
    deal_id = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["pool", "-recorded_at"], name="movement_by_pool")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="ADJUSTED", delta__lt=0)
                | Q(kind="SHIPPED", delta__lt=0)
                | (~Q(kind="SHIPPED") & Q(delta__gt=0)),
                name="movement_direction",
            ),
            models.CheckConstraint(condition=Q(kind__in=sorted(MovementKind.values)), name="movement_kind"),
            models.CheckConstraint(condition=Q(on_hand_after__gte=0), name="movement_after"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.delta}"


class Reservation(Stored):
    """Goods of a pool promised to one line of a deal (`owner_ref`, e.g. "deal_line:<uuid>") of a buyer company."""

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="reservations")
    owner_ref = models.CharField(max_length=80)
    deal_id = models.UUIDField()
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=18, decimal_places=3)
    klass = models.CharField(max_length=4, choices=Klass)
    state = models.CharField(max_length=8, choices=ReservationState, default=ReservationState.LIVE)
    expires_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["deal_id"], name="reservation_by_deal"),
            models.Index(
                fields=["company", "pool"], condition=Q(state__in=["EXPIRED", "LIVE"]), name="reservation_caps"
            ),
        ]
        constraints = [
            RESERVATION.constraint("reservation_state"),
            models.UniqueConstraint(
                fields=["owner_ref", "pool"], condition=Q(state="LIVE"), name="one_live_reservation_per_line"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="reservation_positive"),
            models.CheckConstraint(condition=Q(klass__in=sorted(Klass.values)), name="reservation_klass"),
            models.CheckConstraint(condition=Q(klass="HARD") | Q(expires_at__isnull=False), name="soft_ones_expire"),
            models.CheckConstraint(
                condition=Q(state="LIVE", ended_at=None) | (~Q(state="LIVE") & Q(ended_at__isnull=False)),
                name="ended_ones_say_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner_ref} {self.quantity} {self.state}"

"""Nouns: the deal, its lines as agreed, its terms in every version, its plan of settlement."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.models import Stored, WrittenOnce
from sourcebridge.kit.money import Money, UnitPrice
from sourcebridge.kit.quantity import Quantity


class Door(models.TextChoices):
    """The way a buyer came in; its letter begins the deal's number."""

    DOMESTIC = "DOMESTIC", _("Domestic spot")


NUMBER_LETTER = {Door.DOMESTIC: "D"}


class Deal(Stored):
    """Two companies, one door, one currency, and the hash of what they agreed. Tenancy and ledger hang on it."""

    number = models.CharField(max_length=24, unique=True)
    door = models.CharField(max_length=12, choices=Door)
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    terms_version = models.PositiveIntegerField(default=1)
    terms_hash = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(door__in=["DOMESTIC"]), name="deal_door"),
            models.CheckConstraint(condition=~models.Q(buyer=models.F("supplier")), name="deal_needs_two_companies"),
        ]
        indexes = [
            models.Index(fields=["buyer", "-id"], name="deal_by_buyer"),
            models.Index(fields=["supplier", "-id"], name="deal_by_supplier"),
        ]

    def __str__(self) -> str:
        return self.number


class TermsVersion(WrittenOnce):
    """The whole of what was offered in one version, as canonical JSON, with its SHA-256."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    terms = models.JSONField()
    hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "version"], name="one_terms_version")]

    def __str__(self) -> str:
        return f"{self.deal} v{self.version}"


class DealLine(Stored):
    """One line as agreed: a copy, so that later edits of the goods change nothing here."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    sku_id = models.UUIDField(db_index=True)
    product_id = models.UUIDField(db_index=True)
    code = models.CharField(max_length=120, blank=True)
    title = models.JSONField()
    options = models.CharField(max_length=300, blank=True)
    page = models.CharField(max_length=300, blank=True)
    picture = models.CharField(max_length=300, blank=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=3)
    unit = models.CharField(max_length=3)
    unit_price = models.DecimalField(max_digits=20, decimal_places=6)
    amount = models.DecimalField(max_digits=20, decimal_places=3)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deal", "position"], name="deal_line_position"),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, unit_price__gte=0, amount__gte=0), name="deal_line_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deal} {self.position}"

    @property
    def owner_ref(self) -> str:
        """How stock names this line."""
        return f"deal_line:{self.id}"

    @property
    def ordered(self) -> Quantity:
        """How much was agreed."""
        return Quantity(self.quantity, self.unit)

    @property
    def price(self) -> UnitPrice:
        """At what price per unit."""
        return UnitPrice(self.unit_price, self.currency, self.unit)

    @property
    def money(self) -> Money:
        """The line's amount, rounded once."""
        return Money(self.amount, self.currency)


class MilestoneKind(models.TextChoices):
    """Which part of the price a milestone is; contracts add deposit and balance."""

    WHOLE = "WHOLE", _("whole amount")


class Milestone(Stored):
    """One step of the settlement plan: what is due, when it was paid, when it was released."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=MilestoneKind, default=MilestoneKind.WHOLE)
    amount = models.DecimalField(max_digits=20, decimal_places=3)
    currency = models.CharField(max_length=3)
    paid_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    refunded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deal", "position"], name="milestone_position"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="milestone_amount_above_zero"),
            models.CheckConstraint(condition=models.Q(kind__in=["WHOLE"]), name="milestone_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.deal} {self.kind}"

    @property
    def money(self) -> Money:
        """What is due."""
        return Money(self.amount, self.currency)

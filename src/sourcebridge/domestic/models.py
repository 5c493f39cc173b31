"""Nouns: what lies in a company's cart, and the spot order."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sourcebridge.domestic.states import ORDER, OrderState
from sourcebridge.kit.models import Stored
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity


class CartLine(Stored):
    """A quantity of one SKU a company means to order."""

    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=18, decimal_places=3)
    unit = models.CharField(max_length=3)
    added_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "sku"], name="one_cart_line_per_sku"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="cart_quantity_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} {self.quantity}"

    @property
    def wanted(self) -> Quantity:
        """How much."""
        return Quantity(self.quantity, self.unit)


class CloseReason(models.TextChoices):
    """Why an order was closed without being fulfilled (domain.md section 0)."""

    BUYER_CHANGED_MIND = "BUYER_CHANGED_MIND", _("The buyer no longer wants the goods")
    WRONG_ORDER = "WRONG_ORDER", _("Ordered by mistake, will order again")
    SUPPLIER_LACKS_GOODS = "SUPPLIER_LACKS_GOODS", _("The supplier has no goods")
    NOT_PAID = "NOT_PAID", _("Not paid in time")
    OUT_OF_STOCK = "OUT_OF_STOCK", _("Sold out before the payment arrived")
    LATE_DISPATCH = "LATE_DISPATCH", _("Not dispatched in time")
    OTHER = "OTHER", pgettext_lazy("reason", "Other")


class OrderKind(models.TextChoices):
    """What kind of purchase it is (domain.md A6: cn normal, yp sample)."""

    NORMAL = "NORMAL", _("spot order")
    SAMPLE = "SAMPLE", _("sample order")


class SpotOrder(Stored):
    """A deal of the domestic door. Amounts in the deal's currency; `commission_rate` is frozen at placing."""

    deal = models.OneToOneField("deals.Deal", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=OrderKind, default=OrderKind.NORMAL)
    state = models.CharField(max_length=20, choices=OrderState, default=OrderState.AWAITING_PAYMENT)
    goods_amount = models.DecimalField(max_digits=20, decimal_places=3)
    freight_amount = models.DecimalField(max_digits=20, decimal_places=3)
    currency = models.CharField(max_length=3)
    carrier = models.CharField(max_length=20)
    freight = models.JSONField(default=dict)
    address = models.JSONField()
    note = models.CharField(max_length=500, blank=True)
    commission_rate = models.DecimalField(max_digits=8, decimal_places=6)
    dispatch_hours = models.PositiveSmallIntegerField()
    placed_at = models.DateTimeField()
    payment_due_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    dispatch_due_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    confirm_by = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=12, blank=True)
    close_reason = models.CharField(max_length=24, choices=CloseReason, blank=True)
    refund_note = models.CharField(max_length=300, blank=True)
    refund_answer_by = models.DateTimeField(null=True)
    urged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            ORDER.constraint("spot_order_state"),
            models.CheckConstraint(condition=models.Q(kind__in=sorted(OrderKind.values)), name="spot_order_kind"),
            models.CheckConstraint(
                condition=models.Q(goods_amount__gte=0, freight_amount__gte=0), name="spot_order_amounts"
            ),
            models.CheckConstraint(
                condition=models.Q(close_reason__in=["", *sorted(CloseReason.values)]), name="spot_order_close_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deal} {self.state}"

    @property
    def goods(self) -> Money:
        """The sum of the lines."""
        return Money(self.goods_amount, self.currency)

    @property
    def freight_fee(self) -> Money:
        """What the carrier costs the buyer."""
        return Money(self.freight_amount, self.currency)

    @property
    def total(self) -> Money:
        """What the buyer pays: goods + freight (domain.md section 0)."""
        return self.goods + self.freight_fee

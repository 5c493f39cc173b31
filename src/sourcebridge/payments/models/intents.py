"""Payments we expect, the slips that announce them, and the calls made to providers."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.models import Stored, WrittenOnce
from sourcebridge.kit.money import Money
from sourcebridge.payments.states import CALL, OPEN_INTENT, PAYMENT, CallState, IntentState, Provider


def amount_field(**options: Any) -> "models.DecimalField[Any, Any]":
    """An amount at its currency's exponent (at most three decimals); the currency stands in the column beside it."""
    return models.DecimalField(max_digits=19, decimal_places=3, **options)


class Purpose(models.TextChoices):
    """What a payment is for."""

    DEAL = "DEAL", _("Order")
    TOP_UP = "TOP_UP", _("Top-up of the prepaid balance")


class PaymentIntent(Stored):
    """One payment we expect: for a deal's escrow, or to top up the payer's balance.

    The intent is not bound to one provider: `provider` is the way chosen last and, once SETTLED, the one it was paid
    with (`provider_number` is our number there, which differs when late money was matched). `online` is the provider
    that must be asked, and told when the intent closes. A deal has at most one open and at most one settled intent.
    """

    number = models.CharField(max_length=24, unique=True)
    purpose = models.CharField(max_length=6, choices=Purpose)
    deal_id = models.UUIDField(null=True)
    reference = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200)
    payer_company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+")
    payee_company = models.ForeignKey("parties.Company", null=True, on_delete=models.PROTECT, related_name="+")
    amount = amount_field()
    currency = models.CharField(max_length=3)
    provider = models.CharField(max_length=14, choices=Provider)
    online = models.CharField(max_length=14, choices=Provider, blank=True)
    provider_ref = models.CharField(max_length=80, blank=True)
    provider_number = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=8, choices=IntentState, default=IntentState.CREATED)
    why_closed = models.CharField(max_length=20, blank=True)
    return_path = models.CharField(max_length=200, blank=True)
    asked_times = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["deal_id"], name="intent_by_deal"),
            models.Index(fields=["payer_company", "-id"], name="intent_by_payer"),
        ]
        constraints = [
            PAYMENT.constraint("intent_state"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="intent_amount_above_zero"),
            models.CheckConstraint(condition=models.Q(provider__in=sorted(Provider.values)), name="intent_provider"),
            models.CheckConstraint(
                condition=models.Q(online="") | models.Q(online__in=sorted(Provider.values)), name="intent_online"
            ),
            models.CheckConstraint(
                condition=models.Q(purpose="DEAL", deal_id__isnull=False)
                | models.Q(purpose="TOP_UP", deal_id__isnull=True),
                name="intent_has_its_deal",
            ),
            models.UniqueConstraint(
                fields=["deal_id"], condition=models.Q(state__in=sorted(OPEN_INTENT)), name="one_open_intent_per_deal"
            ),
            models.UniqueConstraint(
                fields=["deal_id"], condition=models.Q(state="SETTLED"), name="one_settled_intent_per_deal"
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_ref"],
                condition=~models.Q(provider_ref=""),
                name="one_intent_per_received_payment",
            ),
        ]

    @property
    def money(self) -> Money:
        """What is to be paid."""
        return Money(self.amount, self.currency)

    @property
    def is_open(self) -> bool:
        """Whether money may still be booked to it."""
        return self.state in OPEN_INTENT

    @property
    def subject(self) -> str:
        """The opaque reference of ledger entries."""
        return f"deal:{self.deal_id}" if self.deal_id else f"topup:{self.payer_company_id}"

    def __str__(self) -> str:
        return self.number


class TransferSlip(WrittenOnce):
    """A payer's proof of a bank transfer: evidence for the person who matches, never a payment by itself."""

    intent = models.ForeignKey(PaymentIntent, on_delete=models.PROTECT, related_name="slips")
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    uploaded_by = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.intent_id} {self.sha256[:8]}"


class CallKind(models.TextChoices):
    """What a provider is asked to do or to tell."""

    QUERY = "QUERY", _("Ask about a payment")
    CLOSE = "CLOSE", _("Close a payment")
    REFUND = "REFUND", _("Refund")


class ProviderCall(Stored):
    """One intended call: written with its cause, sent by a job, answered or unknown. It is its own record."""

    kind = models.CharField(max_length=6, choices=CallKind)
    provider = models.CharField(max_length=14, choices=Provider)
    intent = models.ForeignKey(PaymentIntent, null=True, on_delete=models.PROTECT, related_name="calls")
    refund = models.ForeignKey("payments.Refund", null=True, on_delete=models.PROTECT, related_name="calls")
    key = models.CharField(max_length=80)
    state = models.CharField(max_length=7, choices=CallState, default=CallState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)
    error = models.CharField(max_length=300, blank=True)
    queued_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CALL.constraint("provider_call_state"),
            models.CheckConstraint(condition=models.Q(kind__in=sorted(CallKind.values)), name="provider_call_kind"),
            models.CheckConstraint(condition=models.Q(provider__in=sorted(Provider.values)), name="call_provider"),
            models.UniqueConstraint(
                fields=["intent", "kind"],
                condition=models.Q(state__in=["QUEUED", "SENT", "UNKNOWN"]),
                name="one_call_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

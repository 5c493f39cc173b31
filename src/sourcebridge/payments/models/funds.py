"""Money that arrived: notices as they came, bank statement lines, and what matches nothing."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.models import Stored, WrittenOnce
from sourcebridge.kit.money import Money
from sourcebridge.payments.models.intents import PaymentIntent, amount_field
from sourcebridge.payments.states import FUND, LINE, FundState, LineState, Provider


class InboundNotice(WrittenOnce):
    """One notice of a provider, kept without personal data; unique by the provider's own notice id.

    A forged one is kept under a digest of its body, so that it can never use up the id of a genuine notice.
    """

    provider = models.CharField(max_length=14, choices=Provider)
    notice_id = models.CharField(max_length=80)
    genuine = models.BooleanField()
    number = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=30, blank=True)
    fields = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "notice_id"], name="one_notice_each")]

    def __str__(self) -> str:
        return f"{self.provider} {self.notice_id}"


class Reason(models.TextChoices):
    """Why money matched nothing."""

    NO_PAYMENT = "NO_PAYMENT", _("No payment has this number")
    OTHER_AMOUNT = "OTHER_AMOUNT", _("Another amount than expected")
    OTHER_CURRENCY = "OTHER_CURRENCY", _("Another currency than expected")
    OTHER_PAYEE = "OTHER_PAYEE", _("Addressed to another payee")
    CLOSED = "CLOSED", _("The payment was closed or replaced")
    PAID_TWICE = "PAID_TWICE", _("The order was already paid")
    BOUNCED = "BOUNCED", _("A transfer we made came back")


class UnmatchedFund(Stored):
    """Money in custody that nobody expected; `booked` is false when it was addressed to another payee."""

    provider = models.CharField(max_length=14, choices=Provider)
    provider_ref = models.CharField(max_length=80)
    amount = amount_field()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=14, choices=Reason)
    booked = models.BooleanField(default=True)
    number = models.CharField(max_length=64, blank=True)
    intent = models.ForeignKey(PaymentIntent, null=True, on_delete=models.PROTECT, related_name="unmatched")
    payer_name = models.CharField(max_length=120, blank=True)
    payer_account = models.CharField(max_length=60, blank=True)
    payer_bank = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=9, choices=FundState, default=FundState.OPEN)
    received_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)
    matched_intent = models.ForeignKey(PaymentIntent, null=True, on_delete=models.PROTECT, related_name="+")
    credited_company = models.ForeignKey("parties.Company", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            FUND.constraint("fund_state"),
            models.CheckConstraint(condition=models.Q(reason__in=sorted(Reason.values)), name="fund_reason"),
            models.CheckConstraint(condition=models.Q(provider__in=sorted(Provider.values)), name="fund_provider"),
            models.UniqueConstraint(fields=["provider", "provider_ref"], name="one_fund_per_received_payment"),
        ]

    @property
    def money(self) -> Money:
        """What arrived."""
        return Money(self.amount, self.currency)

    def __str__(self) -> str:
        return f"{self.money} {self.reason}"


class BankLine(Stored):
    """One credit line of the custodian bank's statement, entered once by its bank reference."""

    bank_ref = models.CharField(max_length=60, unique=True)
    amount = amount_field()
    currency = models.CharField(max_length=3)
    payer_name = models.CharField(max_length=120)
    payer_account = models.CharField(max_length=60, blank=True)
    payer_bank = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=200, blank=True)
    value_date = models.DateField()
    state = models.CharField(max_length=9, choices=LineState, default=LineState.ENTERED)
    intent = models.ForeignKey(PaymentIntent, null=True, on_delete=models.PROTECT, related_name="bank_lines")
    fund = models.ForeignKey(UnmatchedFund, null=True, on_delete=models.PROTECT, related_name="bank_lines")
    entered_by = models.CharField(max_length=200)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            LINE.constraint("bank_line_state"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="bank_line_amount_above_zero"),
        ]

    @property
    def money(self) -> Money:
        """What the bank credited."""
        return Money(self.amount, self.currency)

    def __str__(self) -> str:
        return self.bank_ref

"""Money that leaves: refunds, payouts, the accounts they go to, and the bank files that carry them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.models import Stored
from sourcebridge.kit.money import Money
from sourcebridge.payments.models.funds import UnmatchedFund
from sourcebridge.payments.models.intents import PaymentIntent, amount_field
from sourcebridge.payments.states import (
    ACCOUNT,
    PAYOUT,
    REFUND,
    AccountState,
    PayoutState,
    Provider,
    RefundState,
)


class Refund(Stored):
    """Money on its way back to the source: of a settled intent, or of unmatched money (exactly one of the two)."""

    number = models.CharField(max_length=24, unique=True)
    intent = models.ForeignKey(PaymentIntent, null=True, on_delete=models.PROTECT, related_name="refunds")
    fund = models.OneToOneField(UnmatchedFund, null=True, on_delete=models.PROTECT, related_name="refund")
    deal_id = models.UUIDField(null=True, db_index=True)
    amount = amount_field()
    currency = models.CharField(max_length=3)
    provider = models.CharField(max_length=14, choices=Provider)
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=9, choices=RefundState, default=RefundState.REQUESTED)
    failure = models.CharField(max_length=300, blank=True)
    credited = models.BooleanField(default=False)
    asked_times = models.PositiveSmallIntegerField(default=0)
    requested_by = models.CharField(max_length=200)
    requested_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            REFUND.constraint("refund_state"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="refund_amount_above_zero"),
            models.CheckConstraint(condition=models.Q(provider__in=sorted(Provider.values)), name="refund_provider"),
            models.CheckConstraint(
                condition=models.Q(intent__isnull=False, fund__isnull=True)
                | models.Q(intent__isnull=True, fund__isnull=False),
                name="refund_has_one_source",
            ),
        ]

    @property
    def money(self) -> Money:
        """What goes back."""
        return Money(self.amount, self.currency)

    def __str__(self) -> str:
        return self.number


class PayoutAccount(Stored):
    """A company's bank account: claimed by the company, verified by the operator, usable from an instant on."""

    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+")
    holder = models.CharField(_("account holder"), max_length=120)
    bank = models.CharField(_("bank and branch"), max_length=120)
    number = models.CharField(_("account number"), max_length=40)
    state = models.CharField(max_length=8, choices=AccountState, default=AccountState.CLAIMED)
    claimed_by = models.CharField(max_length=200)
    claimed_at = models.DateTimeField()
    usable_from = models.DateTimeField()
    verified_by = models.CharField(max_length=200, blank=True)
    verified_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            ACCOUNT.constraint("payout_account_state"),
            models.UniqueConstraint(
                fields=["company"], condition=models.Q(state__in=["CLAIMED", "VERIFIED"]), name="one_payout_account"
            ),
        ]

    @property
    def masked(self) -> str:
        """The number with only its last four digits, for pages and logs."""
        return f"•••• {self.number[-4:]}"

    def __str__(self) -> str:
        return f"{self.bank} {self.masked}"


class PayoutBatch(Stored):
    """One bank file: CSV text fixed with its SHA-256 when the first person made it."""

    number = models.CharField(max_length=24, unique=True)
    currency = models.CharField(max_length=3)
    total = amount_field()
    rows = models.PositiveIntegerField()
    encoding = models.CharField(max_length=8, default="utf-8")
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_by = models.CharField(max_length=200)
    made_by_user = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    downloads = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(encoding__in=["gb18030", "utf-8"]), name="batch_encoding")
        ]

    @property
    def money(self) -> Money:
        """The sum of the file."""
        return Money(self.total, self.currency)

    def __str__(self) -> str:
        return self.number


class PayoutKind(models.TextChoices):
    """Why money leaves through the bank."""

    SUPPLIER = "SUPPLIER", _("Payout to a supplier")
    REFUND = "REFUND", _("Refund by bank transfer")


class Payout(Stored):
    """One transfer out of the custodian bank account, with the beneficiary frozen as it was asked."""

    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=8, choices=PayoutKind)
    company = models.ForeignKey("parties.Company", null=True, on_delete=models.PROTECT, related_name="+")
    refund = models.ForeignKey(Refund, null=True, on_delete=models.PROTECT, related_name="payouts")
    amount = amount_field()
    currency = models.CharField(max_length=3)
    holder = models.CharField(max_length=120)
    bank = models.CharField(max_length=120, blank=True)
    account_number = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=7, choices=PayoutState, default=PayoutState.ASKED)
    batch = models.ForeignKey(PayoutBatch, null=True, on_delete=models.PROTECT, related_name="payouts")
    asked_by = models.CharField(max_length=200)
    asked_by_user = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    settled_by = models.CharField(max_length=200, blank=True)
    settled_by_user = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True)
    bank_ref = models.CharField(max_length=60, blank=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            PAYOUT.constraint("payout_state"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payout_amount_above_zero"),
            models.CheckConstraint(condition=models.Q(kind__in=sorted(PayoutKind.values)), name="payout_kind"),
            models.CheckConstraint(
                condition=models.Q(state="ASKED") | models.Q(batch__isnull=False), name="filed_payout_has_its_batch"
            ),
        ]

    @property
    def money(self) -> Money:
        """What leaves."""
        return Money(self.amount, self.currency)

    @property
    def masked(self) -> str:
        """The beneficiary's account with only its last four digits."""
        return f"•••• {self.account_number[-4:]}" if self.account_number else ""

    def __str__(self) -> str:
        return self.number

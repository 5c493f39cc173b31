"""Accounts, entries, their legs, the balances the database keeps, and the seals over the whole."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.models import READ_ONLY, WRITE_ONCE, WrittenOnce


class Kind(models.TextChoices):
    """What an account is; a debit raises assets and expenses, a credit raises the others."""

    ASSET = "ASSET", _("Asset")
    LIABILITY = "LIABILITY", _("Liability")
    REVENUE = "REVENUE", _("Revenue")
    EXPENSE = "EXPENSE", _("Expense")
    EQUITY = "EQUITY", _("Equity")


class Why(models.TextChoices):
    """The reason of an entry, as statements and the money box show it."""

    PAYMENT = "PAYMENT", _("Payment received")
    TOP_UP = "TOP_UP", _("Balance topped up")
    UNMATCHED = "UNMATCHED", _("Received without a matching order")
    MATCHED = "MATCHED", _("Matched to its purpose")
    RETURNED = "RETURNED", _("Returned to the sender")
    RELEASE = "RELEASE", _("Released to the supplier")
    REFUND = "REFUND", _("Refund")
    REFUND_SENT = "REFUND_SENT", _("Refund sent")
    PAYOUT = "PAYOUT", _("Payout asked for")
    PAYOUT_SETTLED = "PAYOUT_SETTLED", _("Payout settled")
    PAYOUT_FAILED = "PAYOUT_FAILED", _("Payout came back")
    PROVIDER_FEE = "PROVIDER_FEE", _("Fee of the payment provider")
    OPENING = "OPENING", _("Opening balance")
    ADJUSTMENT = "ADJUSTMENT", _("Correction")
    REVERSAL = "REVERSAL", _("Reversal")


class Account(WrittenOnce):
    """One pot of one currency. The id follows from the code; `floored` accounts never go below zero."""

    code = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=9, choices=Kind)
    currency = models.CharField(max_length=3)
    owner = models.CharField(max_length=60)
    floored = models.BooleanField()
    opened_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["owner"], name="account_by_owner")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["ASSET", "EQUITY", "EXPENSE", "LIABILITY", "REVENUE"]), name="account_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="LIABILITY", floored=True)
                | (~models.Q(kind="LIABILITY") & models.Q(floored=False)),
                name="liabilities_are_floored",
            ),
            models.CheckConstraint(condition=models.Q(currency__regex="^[A-Z]{3}$"), name="account_currency"),
        ]

    def __str__(self) -> str:
        return self.code


class Entry(WrittenOnce):
    """One movement. `id` is the caller's key, `at` business time (UTC); `posted_at` and `txid` the database sets."""

    why = models.CharField(max_length=20, choices=Why)
    deal_id = models.UUIDField(null=True)
    subject = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    posted_at = models.DateTimeField(db_default=Now())
    txid = models.BigIntegerField(db_default=0)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["deal_id", "at"], condition=models.Q(deal_id__isnull=False), name="entry_by_deal"),
            models.Index(fields=["subject"], name="entry_by_subject"),
            models.Index(fields=["posted_at"], name="entry_by_posting"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(why__in=sorted(Why.values)), name="entry_why")]

    def __str__(self) -> str:
        return f"{self.why} {self.at:%Y-%m-%d %H:%M}"


class Leg(WrittenOnce):
    """One side of an entry in minor units of its currency: a debit is above zero, a credit below."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="legs")
    position = models.PositiveSmallIntegerField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="legs")
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "position"], name="leg_position"),
            models.CheckConstraint(condition=~models.Q(minor=0), name="leg_not_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.minor} {self.currency}"


class Balance(models.Model):
    """The present credit balance of a floored account in minor units, kept by a trigger; nobody else may write it."""

    app_rights: ClassVar[frozenset[str]] = READ_ONLY

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.PROTECT, related_name="kept_balance")
    minor = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(minor__gte=0), name="ledger_floor")]

    def __str__(self) -> str:
        return str(self.minor)


class Seal(models.Model):
    """The gap-free number of a committed entry and the hash over it and all before it."""

    app_rights: ClassVar[frozenset[str]] = WRITE_ONCE

    seq = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="seal")
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(seq__gte=1), name="seals_count_from_one")]

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"

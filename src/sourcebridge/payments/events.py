"""What this domain announces. Amounts are decimal text at the currency's exponent; `at` is business time in UTC."""

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from sourcebridge.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class PaymentFact(Event):
    """Base of the facts about one intent."""

    intent_id: uuid.UUID
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class PaymentOpened(PaymentFact):
    """A payment is expected."""

    name: ClassVar[str] = "payments.PaymentOpened"


@dataclass(frozen=True, kw_only=True)
class PaymentStarted(PaymentFact):
    """The payer went to the provider or was shown the transfer instructions."""

    name: ClassVar[str] = "payments.PaymentStarted"


@dataclass(frozen=True, kw_only=True)
class PaymentUnknown(PaymentFact):
    """The provider did not answer; it will be asked again."""

    name: ClassVar[str] = "payments.PaymentUnknown"


@dataclass(frozen=True, kw_only=True)
class PaymentFound(PaymentFact):
    """The provider answered: not paid yet."""

    name: ClassVar[str] = "payments.PaymentFound"


@dataclass(frozen=True, kw_only=True)
class PaymentSettled(PaymentFact):
    """The exact amount was received and booked (escrow of the deal, or the payer's balance when `deal_id` is None)."""

    name: ClassVar[str] = "payments.PaymentSettled"


@dataclass(frozen=True, kw_only=True)
class PaymentArriving(PaymentFact):
    """Never stored: a payment is about to be booked; listeners lock stock now, because the ledger is locked last."""

    name: ClassVar[str] = "payments.PaymentArriving"


@dataclass(frozen=True, kw_only=True)
class PaymentClosed(PaymentFact):
    """The payment is no longer expected: superseded or expired."""

    name: ClassVar[str] = "payments.PaymentClosed"


@dataclass(frozen=True, kw_only=True)
class PaymentFailed(PaymentFact):
    """The provider closed the trade without payment."""

    name: ClassVar[str] = "payments.PaymentFailed"


@dataclass(frozen=True, kw_only=True)
class BalanceToppedUp(PaymentFact):
    """A prepaid balance was topped up."""

    name: ClassVar[str] = "payments.BalanceToppedUp"


@dataclass(frozen=True, kw_only=True)
class BankLineRecorded(Event):
    """A line of the custodian bank's statement was entered and matched, or set aside."""

    name: ClassVar[str] = "payments.BankLineRecorded"

    line_id: uuid.UUID
    matched: bool


@dataclass(frozen=True, kw_only=True)
class FundsUnmatched(Event):
    """Money was received that matches no open payment; it waits for a decision."""

    name: ClassVar[str] = "payments.FundsUnmatched"

    fund_id: uuid.UUID
    amount: Decimal
    currency: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class FundsResolved(Event):
    """A person decided about unmatched money; `outcome` is the fund's new state."""

    name: ClassVar[str] = "payments.FundsResolved"

    fund_id: uuid.UUID
    amount: Decimal
    currency: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class RefundFact(Event):
    """Base of the facts about one refund."""

    refund_id: uuid.UUID
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class RefundRequested(RefundFact):
    """Money left escrow to go back to the payer."""

    name: ClassVar[str] = "payments.RefundRequested"


@dataclass(frozen=True, kw_only=True)
class RefundSent(RefundFact):
    """The refund was handed to the provider or to the bank file."""

    name: ClassVar[str] = "payments.RefundSent"


@dataclass(frozen=True, kw_only=True)
class RefundUnknown(RefundFact):
    """The provider did not answer the refund; it will be asked."""

    name: ClassVar[str] = "payments.RefundUnknown"


@dataclass(frozen=True, kw_only=True)
class RefundCompleted(RefundFact):
    """The payer has the money back."""

    name: ClassVar[str] = "payments.RefundCompleted"


@dataclass(frozen=True, kw_only=True)
class RefundFailed(RefundFact):
    """The provider refused the refund; an operator decides."""

    name: ClassVar[str] = "payments.RefundFailed"


@dataclass(frozen=True, kw_only=True)
class FundsReleased(Event):
    """Escrow was released to the supplier, less the commission."""

    name: ClassVar[str] = "payments.FundsReleased"

    supplier_company_id: uuid.UUID
    gross: Decimal
    commission: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class PayoutAccountClaimed(Event):
    """A company named a bank account for payouts."""

    name: ClassVar[str] = "payments.PayoutAccountClaimed"

    account_id: uuid.UUID
    company_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class PayoutAccountDecided(Event):
    """The operator verified or refused a payout account."""

    name: ClassVar[str] = "payments.PayoutAccountDecided"

    account_id: uuid.UUID
    company_id: uuid.UUID
    verified: bool


@dataclass(frozen=True, kw_only=True)
class PayoutFact(Event):
    """Base of the facts about one payout."""

    payout_id: uuid.UUID
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class PayoutAsked(PayoutFact):
    """Money is to leave through the bank."""

    name: ClassVar[str] = "payments.PayoutAsked"


@dataclass(frozen=True, kw_only=True)
class PayoutFiled(PayoutFact):
    """The payout is in a bank file."""

    name: ClassVar[str] = "payments.PayoutFiled"


@dataclass(frozen=True, kw_only=True)
class PayoutSettled(PayoutFact):
    """A second person confirmed that the bank paid it."""

    name: ClassVar[str] = "payments.PayoutSettled"


@dataclass(frozen=True, kw_only=True)
class PayoutFailed(PayoutFact):
    """The bank refused it or sent it back."""

    name: ClassVar[str] = "payments.PayoutFailed"

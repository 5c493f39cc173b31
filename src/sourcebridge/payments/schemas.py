"""Shapes of the money API."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Field, Schema

from sourcebridge.kit.schemas import Amount, Input


class IntentOut(Schema):
    """One expected payment."""

    id: UUID
    number: str
    purpose: str
    deal_id: UUID | None
    reference: str
    title: str
    amount: Amount
    provider: str
    state: str
    opened_at: datetime
    expires_at: datetime | None
    settled_at: datetime | None


class StartIn(Input):
    """The way of paying: BANK_TRANSFER or ALIPAY."""

    provider: str = Field(max_length=14)


class InstructionsOut(Schema):
    """Where to transfer to, and the text to write on the transfer."""

    holder: str
    bank: str
    account_number: str
    reference: str


class StartOut(Schema):
    """Go to `redirect_url`, or transfer by `instructions`."""

    payment: IntentOut
    redirect_url: str = ""
    instructions: InstructionsOut | None = None


class SlipOut(Schema):
    """A transfer slip as it was kept."""

    id: UUID
    sha256: str
    media_type: str
    size: int


class TopUpIn(Input):
    """How much to put on the balance, and how."""

    amount: Amount
    provider: str = Field(max_length=14)


class BalanceOut(Schema):
    """A buyer's money: free to use, and held for its orders."""

    balance: Amount
    held: Amount


class LineOut(Schema):
    """One movement of a statement."""

    at: datetime
    reason: str
    text: str
    reference: str
    change: Amount
    balance: Amount


class StatementOut(Schema):
    """A pot over a period (`start` included, `end` excluded): opening + changes = closing."""

    title: str
    start: datetime
    end: datetime
    opening: Amount
    closing: Amount
    lines: list[LineOut]


class RefundOut(Schema):
    """Money on its way back."""

    id: UUID
    number: str
    deal_id: UUID | None
    amount: Amount
    provider: str
    reason: str
    state: str
    failure: str
    requested_at: datetime
    completed_at: datetime | None


class AccountIn(Input):
    """A bank account for payouts."""

    holder: str = Field(max_length=120)
    bank: str = Field(max_length=120)
    number: str = Field(max_length=60)


class AccountOut(Schema):
    """A payout account; the number is masked for everyone but the platform."""

    id: UUID
    company_id: UUID
    holder: str
    bank: str
    number: str
    state: str
    usable_from: datetime
    verified_at: datetime | None
    note: str


class OwedOut(Schema):
    """What a supplier may ask to be paid out, and its payout account."""

    payable: Amount
    account: AccountOut | None


class PayoutIn(Input):
    """How much to be paid out."""

    amount: Amount


class PayoutOut(Schema):
    """One transfer out."""

    id: UUID
    number: str
    kind: str
    company_id: UUID | None
    amount: Amount
    holder: str
    bank: str
    account: str
    state: str
    batch: str
    asked_at: datetime
    settled_at: datetime | None
    failure: str


class BatchIn(Input):
    """Encoding of the bank file: utf-8 or gb18030."""

    encoding: str = Field(default="utf-8", max_length=8)
    currency: str = Field(default="CNY", max_length=3)


class BatchOut(Schema):
    """One bank file."""

    id: UUID
    number: str
    total: Amount
    rows: int
    encoding: str
    sha256: str
    made_by: str
    made_at: datetime


class FileOut(Schema):
    """The bank file's text and the hash of its encoded bytes."""

    number: str
    encoding: str
    sha256: str
    content: str


class SettledOut(Schema):
    """How many payouts were settled."""

    settled: int


class PaymentReasonIn(Input):
    """Why."""

    reason: str = Field(min_length=2, max_length=200)


class BankLineIn(Input):
    """One credit line of the custodian bank's statement."""

    bank_ref: str = Field(max_length=60)
    amount: Amount
    payer_name: str = Field(max_length=120)
    payer_account: str = Field(max_length=60)
    payer_bank: str = Field(default="", max_length=120)
    text: str = Field(default="", max_length=200)
    value_date: date


class FundOut(Schema):
    """Money that matched nothing."""

    id: UUID
    amount: Amount
    provider: str
    provider_ref: str
    reason: str
    booked: bool
    number: str
    payment_id: UUID | None
    payer_name: str
    state: str
    received_at: datetime
    note: str


class BankLineOut(Schema):
    """A statement line and what it did."""

    id: UUID
    bank_ref: str
    amount: Amount
    state: str
    payment: IntentOut | None
    fund: FundOut | None


class MatchIn(Input):
    """The payment to pay with unmatched money."""

    payment_id: UUID


class CreditIn(Input):
    """The company whose balance to credit."""

    company_id: UUID


class CheckOut(Schema):
    """One equation of the reconciliation."""

    name: str
    books: Amount
    items: Amount
    difference: Amount
    holds: bool


class TrialOut(Schema):
    """One account of the trial balance."""

    account: str
    kind: str
    debits: Amount
    credits: Amount
    balance: Amount


class BooksOut(Schema):
    """Reconciliation and trial balance at an instant."""

    at: datetime
    currency: str
    holds: bool
    checks: list[CheckOut]
    trial_balance: list[TrialOut]

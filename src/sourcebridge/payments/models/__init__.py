"""Nouns of money: expected and received payments, refunds, payouts, and the calls made to providers."""

from sourcebridge.payments.models.funds import BankLine, InboundNotice, Reason, UnmatchedFund
from sourcebridge.payments.models.intents import CallKind, PaymentIntent, ProviderCall, Purpose, TransferSlip
from sourcebridge.payments.models.outgoing import Payout, PayoutAccount, PayoutBatch, PayoutKind, Refund

__all__ = [
    "BankLine",
    "CallKind",
    "InboundNotice",
    "PaymentIntent",
    "Payout",
    "PayoutAccount",
    "PayoutBatch",
    "PayoutKind",
    "ProviderCall",
    "Purpose",
    "Reason",
    "Refund",
    "TransferSlip",
    "UnmatchedFund",
]

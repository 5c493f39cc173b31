"""The chart of accounts: nobody else spells a code."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sourcebridge.kit.currency import exponent
from sourcebridge.ledger.models import Kind

PLATFORM = "platform"
_NAMES = uuid.UUID("6f0f7f2e-8a51-5d0c-9c9e-51b3f7a0a001")


@dataclass(frozen=True, slots=True)
class AccountRef:
    """An account by its code; it is opened by the first posting to it."""

    code: str
    kind: Kind
    currency: str
    owner: str

    @property
    def id(self) -> uuid.UUID:
        """The account's primary key, derived from its code."""
        return id_of(self.code)

    @property
    def floored(self) -> bool:
        """Whether the database keeps it from going below zero."""
        return self.kind == Kind.LIABILITY


def id_of(code: str) -> uuid.UUID:
    """The primary key that belongs to a code."""
    return uuid.uuid5(_NAMES, code)


def _of(kind: Kind, owner: str, currency: str, *path: str) -> AccountRef:
    exponent(currency)
    return AccountRef(":".join([*path, currency]), kind, currency, owner)


def custodian(provider: str, currency: str) -> AccountRef:
    """Asset: what a custodian (e.g. "alipay", "bank") holds for us; reconciled with its statements."""
    return _of(Kind.ASSET, PLATFORM, currency, "custodian", provider.lower())


def escrow(deal_id: uuid.UUID | str, currency: str) -> AccountRef:
    """Liability: money held for one deal until it is released or refunded."""
    return _of(Kind.LIABILITY, f"deal:{deal_id}", currency, "escrow", str(deal_id))


def payable(company_id: uuid.UUID | str, currency: str) -> AccountRef:
    """Liability: what a supplier may ask to be paid out."""
    return _of(Kind.LIABILITY, f"company:{company_id}", currency, "payable", str(company_id))


def balance(company_id: uuid.UUID | str, currency: str) -> AccountRef:
    """Liability: a buyer's prepaid balance."""
    return _of(Kind.LIABILITY, f"company:{company_id}", currency, "balance", str(company_id))


def payout(payout_id: uuid.UUID | str, currency: str) -> AccountRef:
    """Liability: one payout on its way, from asking until the bank has settled it."""
    return _of(Kind.LIABILITY, f"payout:{payout_id}", currency, "payout", str(payout_id))


def payout_transit(currency: str) -> AccountRef:
    """Liability: all payouts on their way, in one pot."""
    return _of(Kind.LIABILITY, PLATFORM, currency, "payout_transit")


def refund(refund_id: uuid.UUID | str, currency: str) -> AccountRef:
    """Liability: one refund taken from escrow and not yet confirmed by the provider."""
    return _of(Kind.LIABILITY, f"refund:{refund_id}", currency, "refund", str(refund_id))


def unmatched(currency: str) -> AccountRef:
    """Liability: money received that names no open payment; each item is named by the entry's subject."""
    return _of(Kind.LIABILITY, PLATFORM, currency, "unmatched")


def commission(currency: str) -> AccountRef:
    """Revenue: the platform's commission."""
    return _of(Kind.REVENUE, PLATFORM, currency, "commission")


def provider_fees(provider: str, currency: str) -> AccountRef:
    """Expense: what a payment provider charges us."""
    return _of(Kind.EXPENSE, PLATFORM, currency, "fees", provider.lower())


def capital(currency: str) -> AccountRef:
    """Equity: opening balances and the operator's own money."""
    return _of(Kind.EQUITY, PLATFORM, currency, "capital")

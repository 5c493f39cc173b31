"""The contract every payment provider fulfils, hook by hook.

Rules for all hooks
- A hook never touches the database, the ledger or the clock: it gets everything it needs and returns a value.
- `start` and `parse_notice` run inside a transaction and must not use the network. All other hooks are called by a job
  between two transactions, with no lock held; they may wait at most as long as the outgoing gate allows.
- A hook that cannot know whether the provider acted raises `ProviderUnknown`: the caller asks later, by `query` or
  `query_refund`, and never sends again without the same key. A refusal for good is `ProviderError(permanent=True)`.
  `ProviderError(permanent=False)` means: surely not sent, the same call may be tried again.
- Amounts are Money in the currency of the charge, instants are aware UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sourcebridge.kit.errors import ProviderError
from sourcebridge.kit.money import Money


class ForgedNotice(ProviderError):
    """The notice is not from the provider. Nothing may be booked; the caller writes a security row."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


@dataclass(frozen=True, slots=True)
class Charge:
    """One payment as a provider needs it. `number` is our key at the provider, the same for every attempt."""

    number: str
    amount: Money
    title: str
    minutes_left: int = 1440


@dataclass(frozen=True, slots=True)
class Redirect:
    """Send the payer's browser to this address."""

    url: str


@dataclass(frozen=True, slots=True)
class Instructions:
    """Show the payer where to transfer to; `reference` must be written on the transfer."""

    holder: str
    bank: str
    account_number: str
    reference: str
    amount: Money


class Standing(StrEnum):
    """Where a payment stands at the provider."""

    PAID = "PAID"
    WAITING = "WAITING"
    ABSENT = "ABSENT"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class Report:
    """A verified answer about a payment; `amount` and `provider_ref` are set when PAID."""

    standing: Standing
    amount: Money | None = None
    provider_ref: str = ""
    payee_is_us: bool = True
    payer: str = ""


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """One refund; `key` makes it one refund however often it is sent."""

    key: str
    number: str
    provider_ref: str
    amount: Money
    reason: str


class RefundStanding(StrEnum):
    """Where a refund stands at the provider."""

    DONE = "DONE"
    ABSENT = "ABSENT"
    WAITING = "WAITING"


class NoticeKind(StrEnum):
    """What a notice tells."""

    PAID = "PAID"
    WAITING = "WAITING"
    CLOSED = "CLOSED"
    REFUNDED = "REFUNDED"


@dataclass(frozen=True, slots=True)
class Notice:
    """A verified notice. `kept` are its fields fit to be stored: no personal data, no signature."""

    notice_id: str
    kind: NoticeKind
    number: str
    amount: Money | None
    provider_ref: str
    payee_is_us: bool
    status: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)


class Provider(Protocol):
    """One way money comes in and goes back. `code` is Provider's value, `online` whether it can be asked and told."""

    code: str
    online: bool

    def takes(self, amount: Money) -> bool:
        """Whether this provider can take such an amount at all (currency, size)."""

    def start(self, charge: Charge) -> Redirect | Instructions:
        """Build the redirect or the instructions. May sign; may not call out, store, or promise that money will come.

        Called with the deal and the intent locked; may be called again for the same charge and must then be harmless.
        """

    def query(self, charge: Charge) -> Report:
        """Ask where the payment stands. Must verify the answer. ABSENT is an answer, silence is `ProviderUnknown`."""

    def close(self, charge: Charge) -> Report:
        """Ask the provider to accept no more money. Returns the standing afterwards: PAID when it was too late."""

    def refund(self, request: RefundRequest) -> RefundStanding:
        """Send money back under `request.key`. Repeating a key must repeat the first answer, never the refund."""

    def query_refund(self, request: RefundRequest) -> RefundStanding:
        """Ask whether the refund with this key was made. ABSENT means it may be sent, with the same key."""

    def parse_notice(self, body: bytes, *, now: datetime) -> Notice:
        """Verify, then read a notice. Raises ForgedNotice before any field is looked at when the signature is bad."""

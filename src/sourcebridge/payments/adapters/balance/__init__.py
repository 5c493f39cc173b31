"""The prepaid balance: money that is already in the books, moved by the ledger alone."""

from __future__ import annotations

from datetime import datetime

from sourcebridge.kit.errors import ProviderError
from sourcebridge.kit.money import Money
from sourcebridge.payments.adapters.contract import (
    Charge,
    ForgedNotice,
    Instructions,
    Notice,
    Redirect,
    RefundRequest,
    RefundStanding,
    Report,
    Standing,
)


class BalanceProvider:
    """In process: paying is one verb (`pay_from_balance`), there is nothing to start, ask or be told."""

    code = "BALANCE"
    online = False

    def takes(self, amount: Money) -> bool:
        """Any currency we keep books in."""
        return amount.minor > 0

    def start(self, charge: Charge) -> Redirect | Instructions:
        """Not offered: the balance pays at once."""
        raise ProviderError("the balance pays at once", permanent=True)

    def query(self, charge: Charge) -> Report:
        """The books know before anyone asks."""
        return Report(Standing.ABSENT)

    def close(self, charge: Charge) -> Report:
        """Nothing is open outside."""
        return Report(Standing.CLOSED)

    def refund(self, request: RefundRequest) -> RefundStanding:
        """The ledger entry is the refund."""
        return RefundStanding.DONE

    def query_refund(self, request: RefundRequest) -> RefundStanding:
        """The ledger entry is the refund."""
        return RefundStanding.DONE

    def parse_notice(self, body: bytes, *, now: datetime) -> Notice:
        """Nobody sends notices about the balance."""
        raise ForgedNotice("the balance sends no notices")

"""Bank transfer into the custodian account: instructions out, statement lines in, a bank file for money back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

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


class BankTransferProvider:
    """People do the transfers: what arrived is entered from the statement, what leaves is in a bank file."""

    code = "BANK_TRANSFER"
    online = False

    def __init__(self, account: Mapping[str, str]) -> None:
        self.account = account

    def takes(self, amount: Money) -> bool:
        """Any currency we keep books in."""
        return amount.minor > 0

    def start(self, charge: Charge) -> Redirect | Instructions:
        """The custodian account and the reference to write on the transfer."""
        return Instructions(
            holder=self.account["holder"],
            bank=self.account["bank"],
            account_number=self.account["number"],
            reference=charge.number,
            amount=charge.amount,
        )

    def query(self, charge: Charge) -> Report:
        """The bank is not asked: its statement is entered line by line."""
        return Report(Standing.WAITING)

    def close(self, charge: Charge) -> Report:
        """A transfer cannot be stopped; money that still comes is unmatched funds."""
        return Report(Standing.CLOSED)

    def refund(self, request: RefundRequest) -> RefundStanding:
        """On its way once it is in a bank file; settled by a second person."""
        return RefundStanding.WAITING

    def query_refund(self, request: RefundRequest) -> RefundStanding:
        """Only the statement tells."""
        return RefundStanding.WAITING

    def parse_notice(self, body: bytes, *, now: datetime) -> Notice:
        """The bank sends no notices."""
        raise ForgedNotice("the bank sends no notices")

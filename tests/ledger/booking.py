"""Short ways to book, for these tests."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from sourcebridge.kit.money import Money
from sourcebridge.ledger import accounts, services
from sourcebridge.ledger.models import Entry, Why

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


def pay_in(amount: str, deal: uuid.UUID, at: datetime = AT) -> Entry:
    """Alipay's money goes into a deal's escrow."""
    return services.transfer(
        entry_id=uuid.uuid4(),
        why=Why.PAYMENT,
        debit=accounts.custodian("alipay", "CNY"),
        credit=accounts.escrow(deal, "CNY"),
        amount=cny(amount),
        at=at,
        deal_id=deal,
        facts={"buyer": "档口 一二三"},
    )

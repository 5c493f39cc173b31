"""The chart of accounts, written out once more: code, kind, owner, and which of them may not go below zero."""

from __future__ import annotations

import uuid

import pytest

from sourcebridge.kit.currency import UnknownCurrency
from sourcebridge.ledger import accounts
from sourcebridge.ledger.accounts import AccountRef

CHART = [
    (accounts.custodian("Bank", "CNY"), "custodian:bank:CNY", "ASSET", "platform", False),
    (accounts.escrow("d1", "CNY"), "escrow:d1:CNY", "LIABILITY", "deal:d1", True),
    (accounts.payable("c1", "USD"), "payable:c1:USD", "LIABILITY", "company:c1", True),
    (accounts.balance("c1", "CNY"), "balance:c1:CNY", "LIABILITY", "company:c1", True),
    (accounts.payout("p1", "CNY"), "payout:p1:CNY", "LIABILITY", "payout:p1", True),
    (accounts.payout_transit("CNY"), "payout_transit:CNY", "LIABILITY", "platform", True),
    (accounts.refund("r1", "CNY"), "refund:r1:CNY", "LIABILITY", "refund:r1", True),
    (accounts.unmatched("CNY"), "unmatched:CNY", "LIABILITY", "platform", True),
    (accounts.commission("CNY"), "commission:CNY", "REVENUE", "platform", False),
    (accounts.provider_fees("Alipay", "CNY"), "fees:alipay:CNY", "EXPENSE", "platform", False),
    (accounts.capital("CNY"), "capital:CNY", "EQUITY", "platform", False),
]


@pytest.mark.parametrize(("account", "code", "kind", "owner", "floored"), CHART, ids=[row[1] for row in CHART])
def test_the_chart_is_this(account: AccountRef, code: str, kind: str, owner: str, floored: bool) -> None:
    assert (account.code, account.kind.value, account.owner, account.floored) == (code, kind, owner, floored)
    assert account.currency == code.rpartition(":")[2]


def test_the_key_follows_from_the_code() -> None:
    assert accounts.capital("CNY").id == uuid.uuid5(uuid.UUID("6f0f7f2e-8a51-5d0c-9c9e-51b3f7a0a001"), "capital:CNY")


def test_no_account_is_kept_in_a_currency_nobody_knows() -> None:
    with pytest.raises(UnknownCurrency):
        accounts.capital("XXX")

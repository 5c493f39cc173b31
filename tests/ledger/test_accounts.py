"""The chart of accounts, written out once more: code, kind, owner, and which of them may not go below zero."""

from __future__ import annotations

import uuid

import pytest

from sourcebridge.kit.currency import UnknownCurrency
from sourcebridge.ledger import accounts
from sourcebridge.ledger.accounts import AccountRef

CHART = """
custodian Bank CNY       custodian:bank:CNY  ASSET     platform   free
escrow d1 CNY            escrow:d1:CNY       LIABILITY deal:d1    floored
payable c1 USD           payable:c1:USD      LIABILITY company:c1 floored
balance c1 CNY           balance:c1:CNY      LIABILITY company:c1 floored
payout p1 CNY            payout:p1:CNY       LIABILITY payout:p1  floored
payout_transit CNY       payout_transit:CNY  LIABILITY platform   floored
refund r1 CNY            refund:r1:CNY       LIABILITY refund:r1  floored
unmatched CNY            unmatched:CNY       LIABILITY platform   floored
commission CNY           commission:CNY      REVENUE   platform   free
provider_fees Alipay CNY fees:alipay:CNY     EXPENSE   platform   free
capital CNY              capital:CNY         EQUITY    platform   free
"""


@pytest.mark.parametrize("row", CHART.strip().splitlines())
def test_the_chart_is_this(row: str) -> None:
    name, *given, code, kind, owner, floor = row.split()
    account: AccountRef = getattr(accounts, name)(*given)
    assert (account.code, account.kind.value, account.owner, account.floored) == (code, kind, owner, floor == "floored")
    assert account.currency == given[-1]


def test_the_key_follows_from_the_code() -> None:
    assert accounts.capital("CNY").id == uuid.uuid5(uuid.UUID("6f0f7f2e-8a51-5d0c-9c9e-51b3f7a0a001"), "capital:CNY")


def test_no_account_is_kept_in_a_currency_nobody_knows() -> None:
    with pytest.raises(UnknownCurrency):
        accounts.capital("XXX")

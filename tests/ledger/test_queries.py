"""Balances at any instant, the deal's lines, statements, the trial balance; random postings against a model."""

from __future__ import annotations

import uuid
from collections import defaultdict
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sourcebridge.kit.money import Money
from sourcebridge.ledger import accounts, queries, services
from sourcebridge.ledger.accounts import AccountRef
from sourcebridge.ledger.errors import InsufficientFunds
from sourcebridge.ledger.models import Why
from tests.ledger.booking import AT, cny, pay_in

DAY = timedelta(days=1)


@pytest.mark.django_db
class TestBalance:
    def test_is_derivable_at_any_past_instant(self) -> None:
        deal = uuid.uuid4()
        for day, amount in enumerate(["1.00", "2.00", "4.00"]):
            pay_in(amount, deal, AT + day * DAY)
        escrow = accounts.escrow(deal, "CNY")
        assert [queries.balance(escrow, at).amount for at in (AT - DAY, AT, AT + DAY / 2, AT + DAY, AT + 9 * DAY)] == [
            0,
            1,
            1,
            3,
            7,
        ]
        assert queries.balance(escrow) == cny("7.00")

    def test_tells_what_was_known_from_when_it_happened(self) -> None:
        deal = uuid.uuid4()
        first = pay_in("1.00", deal, AT)
        late = pay_in("2.00", deal, AT - 5 * DAY)
        first.refresh_from_db()
        late.refresh_from_db()
        escrow = accounts.escrow(deal, "CNY")
        assert queries.balance(escrow, at=AT - DAY) == cny("2.00")
        assert queries.balance(escrow, at=AT - DAY, known_at=first.posted_at) == cny("0.00")
        assert queries.balance(escrow, known_at=late.posted_at) == cny("3.00")

    def test_of_an_unused_account_is_zero(self) -> None:
        assert queries.balance(accounts.commission("JPY")) == Money.zero("JPY")
        assert queries.balances([accounts.unmatched("CNY")]) == {"unmatched:CNY": cny("0.00")}


@pytest.mark.django_db
class TestDealLines:
    def test_tell_the_money_box_everything_in_one_statement(self, django_assert_num_queries: object) -> None:
        deal, other = uuid.uuid4(), uuid.uuid4()
        pay_in("3.00", deal)
        pay_in("9.00", other)
        with django_assert_num_queries(1):  # type: ignore[operator]
            lines = queries.deal_lines(deal)
        assert [(line.pot, line.side, line.amount, line.why) for line in lines] == [
            ("custodian", "DEBIT", cny("3.00"), Why.PAYMENT),
            ("escrow", "CREDIT", cny("3.00"), Why.PAYMENT),
        ]
        assert lines[0].facts == {"buyer": "档口 一二三"}


@pytest.mark.django_db
class TestStatement:
    def test_runs_from_opening_to_closing(self) -> None:
        deal = uuid.uuid4()
        for day in range(4):
            pay_in("1.00", deal, AT + day * DAY)
        found = queries.statement(account=accounts.escrow(deal, "CNY"), start=AT + DAY, end=AT + 3 * DAY)
        assert (found.opening, found.closing) == (cny("1.00"), cny("3.00"))
        assert [(line.change, line.running) for line in found.lines] == [
            (cny("1.00"), cny("2.00")),
            (cny("1.00"), cny("3.00")),
        ]


POTS: list[AccountRef] = [
    accounts.custodian("bank", "CNY"),
    accounts.balance("00000000-0000-0000-0000-000000000001", "CNY"),
    accounts.payable("00000000-0000-0000-0000-000000000002", "CNY"),
    accounts.commission("CNY"),
    accounts.capital("JPY"),
    accounts.custodian("bank", "JPY"),
    accounts.unmatched("JPY"),
]
OF = {currency: [pot for pot in POTS if pot.currency == currency] for currency in ("CNY", "JPY")}
MOVES = st.lists(
    st.tuples(
        st.sampled_from(["CNY", "JPY"]),
        st.integers(0, 3),
        st.integers(0, 3),
        st.integers(1, 500),
        st.integers(0, 10),
    ),
    max_size=14,
)


@pytest.mark.django_db
class TestRandomPostings:
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(moves=MOVES)
    def test_agree_with_a_model_at_every_instant(self, db: None, moves: list[tuple[str, int, int, int, int]]) -> None:
        with transaction.atomic():
            model: dict[str, int] = defaultdict(int)
            booked: list[tuple[int, AccountRef, int]] = []
            for currency, debit, credit, minor, day in moves:
                pots = OF[currency]
                one, two = pots[debit % len(pots)], pots[credit % len(pots)]
                after = dict(model)
                after[one.code] = after.get(one.code, 0) + minor
                after[two.code] = after.get(two.code, 0) - minor
                allowed = all(after[pot.code] <= 0 for pot in (one, two) if pot.floored)
                try:
                    with transaction.atomic():
                        services.transfer(
                            entry_id=uuid.uuid4(),
                            why=Why.ADJUSTMENT,
                            debit=one,
                            credit=two,
                            amount=Money.from_minor(minor, currency),
                            at=AT + day * DAY,
                        )
                except InsufficientFunds:
                    assert not allowed
                    continue
                assert allowed
                model = defaultdict(int, after)
                booked += [(day, one, minor), (day, two, -minor)]
            for day in range(-1, 11, 3):
                for pot in POTS:
                    total = sum(minor for when, ref, minor in booked if ref == pot and when <= day)
                    sign = -1 if pot.kind in queries.CREDIT_KINDS else 1
                    assert queries.balance(pot, AT + day * DAY).minor == sign * total
            rows = queries.trial_balance()
            for currency in OF:
                of_currency = [row for row in rows if row.account.currency == currency]
                assert sum(row.debits.minor for row in of_currency) == sum(row.credits.minor for row in of_currency)
            for row in rows:
                assert row.balance == queries.balance(row.account)
            transaction.set_rollback(True)

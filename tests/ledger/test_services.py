"""Posting: balanced, once, floored, undone as a whole."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.money import Money
from sourcebridge.ledger import accounts, queries, services
from sourcebridge.ledger.errors import AlreadyReversed, EntryIdReused, InsufficientFunds, Unbalanced
from sourcebridge.ledger.models import Account, Balance, Entry, Leg, Why
from sourcebridge.ledger.services import posting

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
DEAL = uuid.uuid4()
SUPPLIER = uuid.uuid4()


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


def pay_in(amount: str, deal: uuid.UUID = DEAL, key: object = "pay") -> Entry:
    return services.transfer(
        entry_id=services.entry_id(key, deal),
        why=Why.PAYMENT,
        debit=accounts.custodian("alipay", "CNY"),
        credit=accounts.escrow(deal, "CNY"),
        amount=cny(amount),
        at=AT,
        deal_id=deal,
    )


def release(gross: str, fee: str, deal: uuid.UUID = DEAL) -> Entry:
    return services.post(
        entry_id=services.entry_id("release", deal),
        why=Why.RELEASE,
        lines=[
            services.debit(accounts.escrow(deal, "CNY"), cny(gross)),
            services.credit(accounts.payable(SUPPLIER, "CNY"), cny(gross) - cny(fee)),
            services.credit(accounts.commission("CNY"), cny(fee)),
        ],
        at=AT,
        deal_id=deal,
    )


def everything() -> list[object]:
    """All rows of the books, to prove that a refusal changed none."""
    return [
        sorted(map(str, model.objects.values_list(*[f.attname for f in model._meta.fields])))
        for model in (Account, Entry, Leg, Balance)
    ]


@pytest.mark.django_db
class TestPost:
    def test_moves_money_between_two_accounts(self) -> None:
        pay_in("1960.00")
        assert queries.balance(accounts.escrow(DEAL, "CNY")) == cny("1960.00")
        assert queries.balance(accounts.custodian("alipay", "CNY")) == cny("1960.00")

    def test_splits_a_release_into_payable_and_commission(self) -> None:
        pay_in("1960.00")
        release("1960.00", "11.76")
        assert queries.held(DEAL, "CNY") == Money.zero("CNY")
        assert queries.balance(accounts.payable(SUPPLIER, "CNY")) == cny("1948.24")
        assert queries.balance(accounts.commission("CNY")) == cny("11.76")

    def test_leaves_out_lines_of_zero(self) -> None:
        pay_in("10.00")
        release("10.00", "0.00")
        assert queries.balance(accounts.payable(SUPPLIER, "CNY")) == cny("10.00")

    def test_takes_one_statement(self, django_assert_num_queries: object) -> None:
        with django_assert_num_queries(1):  # type: ignore[operator]
            pay_in("5.00")

    def test_books_a_repeated_id_once(self) -> None:
        first = pay_in("7.00")
        before = everything()
        assert pay_in("7.00").id == first.id
        assert everything() == before

    def test_refuses_a_repeated_id_with_other_legs(self) -> None:
        pay_in("7.00")
        before = everything()
        with pytest.raises(EntryIdReused), transaction.atomic():
            pay_in("8.00")
        assert everything() == before

    def test_refuses_to_overdraw_escrow_and_names_the_figures(self) -> None:
        pay_in("100.00")
        before = everything()
        with pytest.raises(InsufficientFunds) as refused, transaction.atomic():
            release("100.01", "1.00")
        assert refused.value.facts["available"] == "100.00"
        assert refused.value.facts["needed"] == "100.01"
        assert "100.01 CNY" in refused.value.text
        assert everything() == before

    def test_refuses_to_take_from_an_account_nobody_used(self) -> None:
        with pytest.raises(InsufficientFunds), transaction.atomic():
            release("1.00", "0.10")
        assert Entry.objects.count() == Account.objects.count() == 0

    def test_lets_money_pass_through_an_account_within_one_entry(self) -> None:
        transit = accounts.refund(uuid.uuid4(), "CNY")
        services.post(
            entry_id=uuid.uuid4(),
            why=Why.REFUND,
            lines=[
                services.debit(transit, cny("3.00")),
                services.credit(transit, cny("3.00")),
                services.debit(accounts.custodian("bank", "CNY"), cny("3.00")),
                services.credit(accounts.capital("CNY"), cny("3.00")),
            ],
            at=AT,
        )
        assert queries.balance(transit) == Money.zero("CNY")

    @pytest.mark.parametrize(
        "lines",
        [
            [],
            [services.debit(accounts.custodian("bank", "CNY"), cny("1.00"))],
            [
                services.debit(accounts.custodian("bank", "CNY"), cny("1.00")),
                services.credit(accounts.capital("CNY"), cny("0.99")),
            ],
            [
                services.debit(accounts.custodian("bank", "USD"), Money.of("100", "USD")),
                services.credit(accounts.capital("EUR"), Money.of("100", "EUR")),
            ],
            [
                services.debit(accounts.custodian("bank", "CNY"), Money.of("1", "USD")),
                services.credit(accounts.capital("USD"), Money.of("1", "USD")),
            ],
        ],
    )
    def test_refuses_unbalanced_lines_before_the_database(self, lines: list[services.Line]) -> None:
        with pytest.raises(Unbalanced):
            services.post(entry_id=uuid.uuid4(), why=Why.ADJUSTMENT, lines=lines, at=AT)
        assert Entry.objects.count() == 0

    def test_refuses_a_negative_side(self) -> None:
        with pytest.raises(ValueError, match="swap"):
            services.debit(accounts.capital("CNY"), cny("-1.00"))
        for side in (services.debit, services.credit):
            with pytest.raises(ValueError, match="swap"):
                side(accounts.capital("CNY"), cny("-0.01"))

    def test_hides_no_other_refusal_of_the_database(self) -> None:
        other = IntegrityError("of another table")
        assert posting._refusal(other) is other


@pytest.mark.django_db
class TestReverse:
    def test_books_the_opposite_and_names_the_original(self) -> None:
        paid = pay_in("60.00")
        undone = services.reverse(entry_id=uuid.uuid4(), original_id=paid.id, at=AT)
        assert undone.reverses_id == paid.id
        assert undone.deal_id == DEAL
        assert queries.held(DEAL, "CNY") == Money.zero("CNY")

    def test_refuses_a_second_reversal(self) -> None:
        paid = pay_in("60.00")
        pay_in("60.00", key="again")
        services.reverse(entry_id=uuid.uuid4(), original_id=paid.id, at=AT)
        before = everything()
        with pytest.raises(AlreadyReversed), transaction.atomic():
            services.reverse(entry_id=uuid.uuid4(), original_id=paid.id, at=AT)
        assert everything() == before

    def test_answers_a_repeated_reversal_with_the_first(self) -> None:
        paid, key = pay_in("60.00"), uuid.uuid4()
        services.reverse(entry_id=key, original_id=paid.id, at=AT)
        before = everything()
        services.reverse(entry_id=key, original_id=paid.id, at=AT)
        assert everything() == before

    def test_refuses_when_the_money_is_gone(self) -> None:
        paid = pay_in("60.00")
        release("60.00", "1.00")
        before = everything()
        with pytest.raises(InsufficientFunds), transaction.atomic():
            services.reverse(entry_id=uuid.uuid4(), original_id=paid.id, at=AT)
        assert everything() == before

    def test_refuses_an_unknown_entry(self) -> None:
        with pytest.raises(NotFound):
            services.reverse(entry_id=uuid.uuid4(), original_id=uuid.uuid4(), at=AT)


class TestParallelPosts:
    def test_spends_a_balance_exactly_once(self, committed_db: object) -> None:
        company = uuid.uuid4()
        purse = accounts.balance(company, "CNY")
        services.transfer(
            entry_id=uuid.uuid4(), why=Why.TOP_UP, debit=accounts.custodian("bank", "CNY"), credit=purse,
            amount=cny("7.00"), at=AT,
        )  # fmt: skip
        outcomes: list[str] = []

        def spend() -> None:
            try:
                deal = uuid.uuid4()
                services.transfer(
                    entry_id=uuid.uuid4(), why=Why.PAYMENT, debit=purse, credit=accounts.escrow(deal, "CNY"),
                    amount=cny("1.00"), at=AT, deal_id=deal,
                )  # fmt: skip
                outcomes.append("paid")
            except InsufficientFunds:
                outcomes.append("refused")
            finally:
                connection.close()

        threads = [threading.Thread(target=spend) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcomes.count("paid") == 7
        assert outcomes.count("refused") == 13
        assert queries.balance(purse) == Money.zero("CNY")
        assert {row.debits == row.credits for row in queries.trial_balance() if row.account == purse} == {True}

    def test_books_one_key_once_from_many_threads(self, committed_db: object) -> None:
        failures: list[BaseException] = []

        def pay() -> None:
            try:
                pay_in("9.00")
            except BaseException as error:
                failures.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=pay) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert Entry.objects.count() == 1
        assert queries.held(DEAL, "CNY") == cny("9.00")

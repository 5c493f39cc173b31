"""Expecting, starting, paying from the balance and closing payments."""

from __future__ import annotations

import pytest
from django.db import transaction

from sourcebridge.audit.models import EventRecord
from sourcebridge.kit import events as facts
from sourcebridge.kit.actors import SYSTEM, Actor
from sourcebridge.kit.errors import IllegalMove, NotAllowed, ProviderUnknown
from sourcebridge.kit.money import Money
from sourcebridge.ledger.errors import InsufficientFunds
from sourcebridge.payments import errors, services
from sourcebridge.payments.adapters.contract import Instructions, Redirect, Report, Standing
from sourcebridge.payments.models import PaymentIntent
from sourcebridge.payments.states import PAYMENT
from tests.payments.cast import NOW, Alipay, Cast, assert_books_balance, cny, nothing_changes, run_calls


class TestOpenIntent:
    def test_gives_a_number_people_can_read_out(self, cast: Cast) -> None:
        intent = cast.expect()
        assert intent.number.startswith("P-")
        assert intent.state == "CREATED"
        assert intent.money == cny("1716.00")

    def test_supersedes_the_earlier_one_of_the_deal(self, cast: Cast) -> None:
        first, second = cast.expect("100.00"), cast.expect("90.00")
        first.refresh_from_db()
        assert (first.state, first.why_closed) == ("CLOSED", "SUPERSEDED")
        assert second.state == "CREATED"

    def test_refuses_after_the_deal_was_paid(self, cast: Cast) -> None:
        cast.paid()
        with nothing_changes(), pytest.raises(errors.PaymentAlreadyReceived):
            cast.expect("90.00")

    def test_refuses_nothing(self, cast: Cast) -> None:
        with nothing_changes(), pytest.raises(errors.AmountNotPositive):
            cast.expect("0.00")


class TestStart:
    def test_bank_transfer_prints_the_reference(self, cast: Cast) -> None:
        intent = cast.expect()
        told = services.start(intent_id=intent.id, provider="BANK_TRANSFER", by=cast.payer, now=NOW)
        assert isinstance(told, Instructions)
        assert told.reference == intent.number

    def test_alipay_redirects_and_asks_later(self, cast: Cast, alipay: Alipay) -> None:
        intent = cast.expect()
        told = services.start(intent_id=intent.id, provider="ALIPAY", by=cast.payer, now=NOW)
        assert told == Redirect(f"https://cashier.test/{intent.number}")
        intent.refresh_from_db()
        assert (intent.state, intent.online) == ("PENDING", "ALIPAY")

    def test_the_real_adapter_signs_the_redirect(self, cast: Cast, alipay_keys: None) -> None:
        intent = cast.expect()
        told = services.start(intent_id=intent.id, provider="ALIPAY", by=cast.payer, now=NOW)
        assert isinstance(told, Redirect)
        assert intent.number.replace("-", "") in told.url
        assert "sign=" in told.url

    def test_refuses_the_balance_as_a_provider_to_start(self, cast: Cast) -> None:
        intent = cast.expect()
        with nothing_changes(), pytest.raises(errors.ProviderNotOffered):
            services.start(intent_id=intent.id, provider="BALANCE", by=cast.payer, now=NOW)

    def test_refuses_a_closed_payment(self, cast: Cast) -> None:
        first = cast.expect()
        cast.expect("5.00")
        with nothing_changes(), pytest.raises(errors.PaymentNotOpen):
            services.start(intent_id=first.id, provider="BANK_TRANSFER", by=cast.payer, now=NOW)

    def test_refuses_while_an_attempt_is_being_checked(self, cast: Cast, alipay: Alipay) -> None:
        intent = cast.expect()
        services.start(intent_id=intent.id, provider="ALIPAY", by=cast.payer, now=NOW)
        alipay.standing = ProviderUnknown("silence")
        services.ask_payment(intent_id=intent.id, now=NOW)
        run_calls()
        with nothing_changes(), pytest.raises(errors.PaymentBeingChecked):
            services.start(intent_id=intent.id, provider="BANK_TRANSFER", by=cast.payer, now=NOW)


class TestPayFromBalance:
    def test_moves_the_exact_amount_into_escrow(self, cast: Cast) -> None:
        cast.top_up("2000.00")
        intent = cast.expect()
        services.pay_from_balance(intent_id=intent.id, by=cast.payer, now=NOW)
        assert (cast.held(), cast.balance()) == (cny("1716.00"), cny("284.00"))
        assert_books_balance()

    def test_announces_inline(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        heard: list[Money] = []
        table = {"payments.PaymentSettled": [("test", lambda f: heard.append(Money(f.amount, f.currency)))]}
        monkeypatch.setattr(facts, "INLINE", table)
        intent = cast.paid()
        assert heard[-1] == intent.money

    def test_refuses_without_enough(self, cast: Cast) -> None:
        intent = cast.expect()
        cast.top_up("1715.99")
        with nothing_changes(), pytest.raises(InsufficientFunds), transaction.atomic():
            services.pay_from_balance(intent_id=intent.id, by=cast.payer, now=NOW)

    def test_refuses_twice(self, cast: Cast) -> None:
        intent = cast.paid()
        cast.top_up("1716.00")
        with nothing_changes(), pytest.raises(errors.PaymentNotOpen):
            services.pay_from_balance(intent_id=intent.id, by=cast.payer, now=NOW)

    def test_refuses_a_top_up(self, cast: Cast) -> None:
        intent = services.open_top_up(
            company_id=cast.buyer.id, amount=cny("5.00"), provider="BANK_TRANSFER", title="充值", by=cast.payer, now=NOW
        )
        with nothing_changes(), pytest.raises(errors.ProviderNotOffered):
            services.pay_from_balance(intent_id=intent.id, by=cast.payer, now=NOW)

    def test_closes_the_trade_left_open_at_the_provider(self, cast: Cast, alipay: Alipay) -> None:
        cast.top_up("1716.00")
        intent = cast.expect()
        services.start(intent_id=intent.id, provider="ALIPAY", by=cast.payer, now=NOW)
        services.pay_from_balance(intent_id=intent.id, by=cast.payer, now=NOW)
        run_calls()
        assert alipay.closed == [intent.number]


class TestCloseIntents:
    def test_closes_what_is_open(self, cast: Cast) -> None:
        intent = cast.expect()
        assert services.close_intents(deal_id=cast.deal_id, now=NOW) == 1
        intent.refresh_from_db()
        assert intent.state == "CLOSED"

    def test_refuses_when_paid(self, cast: Cast) -> None:
        cast.paid()
        with nothing_changes(), pytest.raises(errors.PaymentAlreadyReceived):
            services.close_intents(deal_id=cast.deal_id, now=NOW)

    def test_refuses_while_unknown(self, cast: Cast, alipay: Alipay) -> None:
        intent = cast.expect()
        services.start(intent_id=intent.id, provider="ALIPAY", by=cast.payer, now=NOW)
        alipay.standing = ProviderUnknown("silence")
        services.ask_payment(intent_id=intent.id, now=NOW)
        run_calls()
        with nothing_changes(), pytest.raises(errors.PaymentAlreadyReceived):
            services.close_intents(deal_id=cast.deal_id, now=NOW)


class TestAskPayment:
    @pytest.fixture
    def started(self, cast: Cast, alipay: Alipay) -> PaymentIntent:
        intent = cast.expect()
        services.start(intent_id=intent.id, provider="ALIPAY", by=cast.payer, now=NOW)
        return intent

    def ask(self, intent: PaymentIntent) -> PaymentIntent:
        services.ask_payment(intent_id=intent.id, now=NOW)
        run_calls()
        intent.refresh_from_db()
        return intent

    def test_a_silently_paid_trade_is_found(self, cast: Cast, alipay: Alipay, started: PaymentIntent) -> None:
        alipay.standing = Report(Standing.PAID, amount=started.money, provider_ref="T1")
        assert self.ask(started).state == "SETTLED"
        assert cast.held() == started.money

    def test_silence_is_a_state_and_is_resolved_by_asking(
        self, cast: Cast, alipay: Alipay, started: PaymentIntent
    ) -> None:
        alipay.standing = ProviderUnknown("timeout")
        assert self.ask(started).state == "UNKNOWN"
        alipay.standing = Report(Standing.WAITING)
        assert self.ask(started).state == "PENDING"
        alipay.standing = ProviderUnknown("timeout")
        assert self.ask(started).state == "UNKNOWN"
        alipay.standing = Report(Standing.PAID, amount=started.money, provider_ref="T1")
        assert self.ask(started).state == "SETTLED"
        assert EventRecord.objects.filter(name="payments.PaymentSettled").count() == 1

    def test_a_closed_trade_is_replaced_by_a_fresh_payment(
        self, cast: Cast, alipay: Alipay, started: PaymentIntent
    ) -> None:
        alipay.standing = Report(Standing.CLOSED)
        assert self.ask(started).state == "FAILED"
        fresh = PaymentIntent.objects.get(deal_id=cast.deal_id, state="CREATED")
        assert fresh.money == started.money
        assert fresh.number != started.number


def test_the_grid(cast: Cast) -> None:
    """Every state x move x actor of a payment answers as its table says."""
    for state, edge, actor, allowed in PAYMENT.grid():
        if allowed:
            assert PAYMENT.check(state, edge.name, actor).result(state) in PAYMENT.states.values
        else:
            with pytest.raises((IllegalMove, NotAllowed)):
                PAYMENT.check(state, edge.name, actor)
    assert SYSTEM.actor == Actor.SYSTEM

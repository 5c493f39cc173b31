"""A provider that times out and did pay, answers twice or late, breaks and then works: one effect, books agree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sourcebridge.ledger.models import Entry
from sourcebridge.payments import queries, services
from sourcebridge.payments.adapters.alipay import client
from sourcebridge.payments.models import InboundNotice, PaymentIntent, ProviderCall, Refund, UnmatchedFund
from sourcebridge.simulators.world import World
from tests.payments.cast import NOW, Cast, cny, custody, run_calls
from tests.payments.test_alipay_whole_way import begin, control, pay, state, until

pytestmark = pytest.mark.slow


@contextmanager
def impatient() -> Iterator[None]:
    """We wait a second for an answer, the simulator takes three."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(client, "SECONDS", 1.0)
        yield


def moved(world: World, intent: PaymentIntent) -> dict[str, str]:
    """The refunds as the provider made them."""
    found: dict[str, str] = world.trades.need(intent.number.replace("-", ""))["refunds"]
    return found


def ask(intent: PaymentIntent) -> None:
    services.ask_payment(intent_id=intent.id, now=NOW)
    run_calls()


def paid(world: World, cast: Cast) -> PaymentIntent:
    intent = begin(cast)
    pay(world, intent)
    until(lambda: state(intent) == "SETTLED")
    return intent


def refund(cast: Cast, amount: str = "716.00") -> Refund:
    row = services.refund(deal_id=cast.deal_id, amount=cny(amount), reason="x", by=cast.payer, now=NOW)
    run_calls()
    row.refresh_from_db()
    return row


def ask_again(row: Refund) -> Refund:
    services.ask_refund(refund_id=row.id, now=NOW)
    run_calls()
    row.refresh_from_db()
    return row


class TestPayment:
    def test_times_out_and_was_paid(self, simulator: World, cast_here: Cast) -> None:
        intent = begin(cast_here)
        control(simulator, "behaviour", mute=2, mute_seconds=3)
        pay(simulator, intent, drop_notice=True)
        with impatient():
            ask(intent)
            assert state(intent) == "UNKNOWN"
            assert not Entry.objects.exists()
            ask(intent)
            assert state(intent) == "UNKNOWN"
        ask(intent)
        assert (state(intent), custody("alipay")) == ("SETTLED", cny("1716.00"))
        assert queries.reconcile(at=NOW).holds

    def test_is_told_twice_and_answers_besides(self, simulator: World, cast_here: Cast) -> None:
        intent = begin(cast_here)
        pay(simulator, intent, times=3)
        ask(intent)
        until(lambda: InboundNotice.objects.filter(genuine=True).exists())
        until(lambda: all(row["state"] == "DONE" for row in simulator.notices.about(intent.number.replace("-", ""))))
        ask(intent)
        assert (state(intent), custody("alipay"), Entry.objects.count()) == ("SETTLED", cny("1716.00"), 1)
        assert not UnmatchedFund.objects.exists()

    def test_is_told_late_after_we_closed_it(self, simulator: World, cast_here: Cast) -> None:
        intent = begin(cast_here)
        pay(simulator, intent, late_seconds=2)
        services.close_intents(deal_id=cast_here.deal_id, now=NOW)
        until(lambda: UnmatchedFund.objects.exists())
        run_calls()
        fund = UnmatchedFund.objects.get()
        assert (state(intent), fund.reason, fund.booked) == ("CLOSED", "CLOSED", True)
        assert custody("alipay") == cny("1716.00")
        assert queries.reconcile(at=NOW).holds

    def test_breaks_and_then_works(self, simulator: World, cast_here: Cast) -> None:
        intent = begin(cast_here)
        control(simulator, "behaviour", broken=3)
        pay(simulator, intent, drop_notice=True)
        for _turn in range(3):
            ask(intent)
            assert state(intent) == "UNKNOWN"
        ask(intent)
        assert (state(intent), custody("alipay"), Entry.objects.count()) == ("SETTLED", cny("1716.00"), 1)


class TestRefund:
    def test_times_out_and_was_made(self, simulator: World, cast_here: Cast) -> None:
        intent = paid(simulator, cast_here)
        control(simulator, "behaviour", mute=1, mute_seconds=3)
        with impatient():
            row = refund(cast_here)
        assert row.state == "UNKNOWN"
        assert list(moved(simulator, intent).values()) == ["716.00"]
        assert ask_again(row).state == "COMPLETED"
        assert list(moved(simulator, intent).values()) == ["716.00"]
        assert custody("alipay") == cny("1000.00")
        assert queries.reconcile(at=NOW).holds

    def test_breaks_and_then_works(self, simulator: World, cast_here: Cast) -> None:
        intent = paid(simulator, cast_here)
        control(simulator, "behaviour", broken=2)
        row = refund(cast_here)
        assert (row.state, moved(simulator, intent)) == ("UNKNOWN", {})
        assert ask_again(row).state == "UNKNOWN"
        assert ask_again(row).state == "COMPLETED"
        assert list(moved(simulator, intent).values()) == ["716.00"]
        assert custody("alipay") == cny("1000.00")

    def test_says_nothing_twice_and_made_it_once(self, simulator: World, cast_here: Cast) -> None:
        intent = paid(simulator, cast_here)
        control(simulator, "behaviour", refund_unknown=1)
        row = refund(cast_here)
        control(simulator, "behaviour", broken=1)
        row = ask_again(row)
        control(simulator, "behaviour")
        assert ask_again(row).state == "COMPLETED"
        assert list(moved(simulator, intent).values()) == ["716.00"]
        assert ProviderCall.objects.filter(refund=row).exists()
        assert queries.reconcile(at=NOW).holds

"""Silent providers are asked when time passes; parallel money has one effect."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings

from sourcebridge.clock.models import Deadline
from sourcebridge.clock.services import EXECUTORS
from sourcebridge.kit.errors import ProviderUnknown, Refusal
from sourcebridge.ledger import accounts
from sourcebridge.ledger import queries as books
from sourcebridge.payments import errors, queries, services
from sourcebridge.payments.adapters.contract import Report, Standing
from sourcebridge.payments.models import PaymentIntent, ProviderCall, Refund
from sourcebridge.runtime.roles import Access
from tests.payments.cast import NOW, Alipay, Cast, assert_books_balance, cny, custody, notice, run_calls


def due(kind: str) -> Deadline:
    return Deadline.objects.get(kind=kind, state="WAITING")


class TestAskingDeadline:
    def test_a_started_payment_is_asked_about_at_growing_intervals(self, cast: Cast, alipay: Alipay) -> None:
        intent = cast.expect()
        services.start(intent_id=intent.id, provider="ALIPAY", by=cast.payer, now=NOW)
        pauses = []
        now = NOW
        for _turn in range(4):
            waiting = due("payments.ask_payment")
            pauses.append((waiting.due_at - now) / timedelta(minutes=1))
            now = waiting.due_at
            Deadline.objects.filter(pk=waiting.pk).update(state="EXECUTED")
            EXECUTORS["payments.ask_payment"](intent.id, now)
            run_calls()
        assert pauses == [5, 10, 20, 40]
        assert ProviderCall.objects.filter(intent=intent, kind="QUERY", state="DONE").count() == 4

    def test_ends_with_the_payment(self, cast: Cast, alipay: Alipay) -> None:
        intent = cast.expect()
        services.start(intent_id=intent.id, provider="ALIPAY", by=cast.payer, now=NOW)
        alipay.standing = Report(Standing.PAID, amount=intent.money, provider_ref="T")
        EXECUTORS["payments.ask_payment"](intent.id, NOW)
        run_calls()
        assert not Deadline.objects.filter(state="WAITING").exists()

    def test_an_unknown_refund_is_asked_about(self, cast: Cast, alipay: Alipay) -> None:
        intent = cast.expect()
        services.start(intent_id=intent.id, provider="ALIPAY", by=cast.payer, now=NOW)
        alipay.standing = Report(Standing.PAID, amount=intent.money, provider_ref="T")
        EXECUTORS["payments.ask_payment"](intent.id, NOW)
        run_calls()
        alipay.refund_answer = ProviderUnknown("silence")
        row = services.refund(deal_id=cast.deal_id, amount=cny("1.00"), reason="x", by=cast.payer, now=NOW)
        run_calls()
        EXECUTORS["payments.ask_refund"](row.id, due("payments.ask_refund").due_at)
        run_calls()
        assert Refund.objects.get().state == "COMPLETED"
        assert not Deadline.objects.filter(state="WAITING").exists()


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Run acts in parallel threads; each gives its result or its refusal."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(index: int) -> None:
        gate.wait()
        try:
            results[index] = acts[index]()  # type: ignore[call-overload]
        except Refusal as refusal:
            results[index] = refusal  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(results)


@pytest.mark.usefixtures("alipay_keys")
class TestRaces:
    def test_a_notice_in_twenty_copies_and_a_balance_payment(self, committed_db: Access) -> None:
        cast = Cast.gather()
        cast.top_up("1716.00")
        intent = cast.expect()
        body = notice(intent.number, "1716.00")
        acts: list[Callable[[], object]] = [
            lambda: services.receive_notice(provider="ALIPAY", body=body, now=NOW) for _copy in range(20)
        ]
        acts.append(lambda: services.pay_from_balance(intent_id=intent.id, by=cast.payer, now=NOW))
        acts.append(lambda: services.close_intents(deal_id=cast.deal_id, now=NOW))
        at_once(acts)
        unmatched = books.balance(accounts.unmatched("CNY"))
        state = PaymentIntent.objects.get(pk=intent.id).state
        assert custody("alipay") == cny("1716.00")
        assert state in {"SETTLED", "CLOSED"}
        assert cast.held() + unmatched + cast.balance() == cny("3432.00")
        assert cast.held() == cny("1716.00" if state == "SETTLED" else "0.00")
        assert_books_balance()
        assert queries.reconcile(at=NOW).holds

    def test_refund_release_and_refund_again(self, committed_db: Access) -> None:
        cast = Cast.gather()
        cast.paid()

        def refund() -> object:
            return services.refund(deal_id=cast.deal_id, amount=cny("1716.00"), reason="x", by=cast.payer, now=NOW)

        def release() -> object:
            return services.release(
                deal_id=cast.deal_id, supplier_company_id=cast.supplier.id, gross=cny("1716.00"),
                commission=cny("10.30"), at=NOW, key="1",
            )  # fmt: skip

        results = at_once([refund, release, refund, release, refund])
        out = cast.balance() + cast.payable()
        assert out in {cny("1716.00"), cny("1705.70")}
        assert cast.held() == cny("0.00")
        assert sum(isinstance(item, Refund) for item in results) <= 1
        assert_books_balance()

    def test_one_balance_pays_two_orders_only_if_it_covers_both(self, committed_db: Access) -> None:
        cast = Cast.gather()
        cast.top_up("100.00")
        first = cast.expect("60.00")
        other = Cast.gather()
        second = cast.expect("60.00", deal_id=other.deal_id)
        at_once(
            [
                lambda: services.pay_from_balance(intent_id=first.id, by=cast.payer, now=NOW),
                lambda: services.pay_from_balance(intent_id=second.id, by=cast.payer, now=NOW),
            ]
        )
        assert cast.balance() == cny("40.00")
        assert PaymentIntent.objects.filter(state="SETTLED", deal_id__isnull=False).count() == 1

    def test_one_bank_line_entered_by_two_people(self, committed_db: Access) -> None:
        cast = Cast.gather()
        intent = cast.expect()
        at_once([lambda: cast.transfer("1716.00", intent.number, "BK-SAME") for _copy in range(8)])
        assert custody("bank") == cny("1716.00")
        assert cast.held() == cny("1716.00")


def test_the_database_refuses_a_second_open_payment(cast: Cast) -> None:
    names = {item.name for item in PaymentIntent._meta.constraints}
    assert {"one_open_intent_per_deal", "one_settled_intent_per_deal", "one_intent_per_received_payment"} <= names


def test_without_a_gateway_alipay_is_not_offered(cast: Cast) -> None:
    intent = cast.expect()
    gateway = {
        "gateway": "",
        "public_key_file": "/nowhere",
        "private_key_file": "/nowhere",
        "app_id": "",
        "seller_id": "",
    }
    with override_settings(ALIPAY=gateway), pytest.raises(errors.ProviderNotOffered):
        services.start(intent_id=intent.id, provider="ALIPAY", by=cast.payer, now=NOW)

"""Refunds: out of escrow at once, back to the source exactly once, whatever the provider says."""

from __future__ import annotations

import pytest
from django.db import transaction

from sourcebridge.audit.models import EventRecord
from sourcebridge.kit.errors import IllegalMove, NotAllowed, ProviderError, ProviderUnknown
from sourcebridge.ledger import accounts
from sourcebridge.ledger import queries as books
from sourcebridge.ledger.errors import InsufficientFunds
from sourcebridge.payments import errors, queries, services
from sourcebridge.payments.adapters.contract import Report, Standing
from sourcebridge.payments.models import PaymentIntent, Payout, Refund
from sourcebridge.payments.states import CALL, REFUND
from tests.payments.cast import NOW, Alipay, Cast, assert_books_balance, cny, custody, nothing_changes, run_calls


def refund(cast: Cast, amount: str) -> Refund:
    return services.refund(deal_id=cast.deal_id, amount=cny(amount), reason="缺货", by=cast.payer, now=NOW)


def state(row: Refund) -> str:
    row.refresh_from_db()
    return row.state


@pytest.fixture
def by_alipay(cast: Cast, alipay: Alipay) -> PaymentIntent:
    """An order paid through Alipay."""
    intent = cast.expect()
    services.start(intent_id=intent.id, provider="ALIPAY", by=cast.payer, now=NOW)
    alipay.standing = Report(Standing.PAID, amount=intent.money, provider_ref="T-1")
    services.ask_payment(intent_id=intent.id, now=NOW)
    run_calls()
    intent.refresh_from_db()
    assert intent.state == "SETTLED"
    return intent


class TestRefundToTheBalance:
    def test_is_back_at_once(self, cast: Cast) -> None:
        cast.paid()
        row = refund(cast, "1716.00")
        assert row.state == "COMPLETED"
        assert (cast.held(), cast.balance()) == (cny("0.00"), cny("1716.00"))
        assert EventRecord.objects.filter(name="payments.RefundCompleted", deal_id=cast.deal_id).count() == 1
        assert_books_balance()

    def test_in_parts_never_above_what_was_paid(self, cast: Cast) -> None:
        cast.paid()
        refund(cast, "1000.00")
        with nothing_changes(), pytest.raises(errors.RefundTooLarge):
            refund(cast, "716.01")
        refund(cast, "716.00")
        assert cast.held() == cny("0.00")

    def test_refuses_when_nothing_was_paid(self, cast: Cast) -> None:
        cast.expect()
        with nothing_changes(), pytest.raises(errors.NothingPaid):
            refund(cast, "1.00")

    def test_refuses_what_was_released(self, cast: Cast) -> None:
        cast.paid()
        services.release(
            deal_id=cast.deal_id, supplier_company_id=cast.supplier.id, gross=cny("1716.00"),
            commission=cny("10.30"), at=NOW, key="1",
        )  # fmt: skip
        with nothing_changes(), pytest.raises(InsufficientFunds), transaction.atomic():
            refund(cast, "1.00")

    def test_refuses_nothing(self, cast: Cast) -> None:
        cast.paid()
        with nothing_changes(), pytest.raises(errors.AmountNotPositive):
            refund(cast, "0.00")


class TestRefundThroughAlipay:
    def test_goes_back_under_its_number(self, cast: Cast, alipay: Alipay, by_alipay: PaymentIntent) -> None:
        row = refund(cast, "716.00")
        assert row.state == "REQUESTED"
        assert books.balance(accounts.refund(row.id, "CNY")) == cny("716.00")
        run_calls()
        assert state(row) == "COMPLETED"
        assert alipay.made == {row.number: cny("716.00")}
        assert (cast.held(), custody("alipay")) == (cny("1000.00"), cny("1000.00"))

    def test_unknown_is_resolved_by_asking_never_by_sending_again(
        self, cast: Cast, alipay: Alipay, by_alipay: PaymentIntent
    ) -> None:
        alipay.refund_answer = ProviderUnknown("timeout after it was done")
        row = refund(cast, "716.00")
        run_calls()
        assert state(row) == "UNKNOWN"
        services.ask_refund(refund_id=row.id, now=NOW)
        run_calls()
        assert state(row) == "COMPLETED"
        assert alipay.sent == [row.number]

    def test_what_never_arrived_is_sent_again_under_the_same_key(
        self, cast: Cast, alipay: Alipay, by_alipay: PaymentIntent
    ) -> None:
        alipay.refund_answer, alipay.forgets = ProviderUnknown("lost on the way"), True
        row = refund(cast, "716.00")
        run_calls()
        alipay.refund_answer, alipay.forgets = alipay.__class__().refund_answer, False
        services.ask_refund(refund_id=row.id, now=NOW)
        run_calls()
        assert state(row) == "COMPLETED"
        assert alipay.sent == [row.number, row.number]
        assert custody("alipay") == cny("1000.00")

    def test_a_refusal_waits_for_a_person(self, cast: Cast, alipay: Alipay, by_alipay: PaymentIntent) -> None:
        alipay.refund_answer = ProviderError("account closed", permanent=True)
        row = refund(cast, "716.00")
        run_calls()
        assert state(row) == "FAILED"
        assert list(queries.stuck_refunds()) == [row]
        assert cast.held() == cny("1000.00")
        services.credit_refund(refund_id=row.id, by=cast.clerk, now=NOW)
        assert state(row) == "COMPLETED"
        assert cast.balance() == cny("716.00")
        assert queries.reconcile(at=NOW).holds

    def test_a_retry_uses_the_same_key(self, cast: Cast, alipay: Alipay, by_alipay: PaymentIntent) -> None:
        alipay.refund_answer = ProviderError("try tomorrow", permanent=True)
        row = refund(cast, "716.00")
        run_calls()
        alipay.refund_answer = alipay.__class__().refund_answer
        services.retry_refund(refund_id=row.id, by=cast.clerk, now=NOW)
        run_calls()
        assert state(row) == "COMPLETED"
        assert set(alipay.sent) == {row.number}

    def test_only_the_operator_decides(self, cast: Cast, alipay: Alipay, by_alipay: PaymentIntent) -> None:
        alipay.refund_answer = ProviderError("no", permanent=True)
        row = refund(cast, "716.00")
        run_calls()
        with nothing_changes(), pytest.raises(NotAllowed):
            services.credit_refund(refund_id=row.id, by=cast.payer, now=NOW)
        with nothing_changes(), pytest.raises(NotAllowed):
            services.retry_refund(refund_id=row.id, by=cast.payer, now=NOW)


class TestRefundByBank:
    @pytest.fixture
    def paid(self, cast: Cast) -> PaymentIntent:
        intent = cast.expect()
        services.start(intent_id=intent.id, provider="BANK_TRANSFER", by=cast.payer, now=NOW)
        cast.transfer("1716.00", f"货款 {intent.number}")
        return intent

    def test_travels_in_the_bank_file_to_the_account_it_came_from(self, cast: Cast, paid: PaymentIntent) -> None:
        row = refund(cast, "1716.00")
        payout = Payout.objects.get(refund=row)
        assert (payout.holder, payout.account_number) == ("陈姐", "6222020200112233445")
        services.make_batch(by=cast.clerk, now=NOW)
        services.settle_payout(payout_id=payout.id, by=cast.second, now=NOW)
        assert state(row) == "COMPLETED"
        assert custody("bank") == cny("0.00")
        assert queries.reconcile(at=NOW).holds

    def test_refused_by_the_bank_waits_and_can_be_filed_again(self, cast: Cast, paid: PaymentIntent) -> None:
        row = refund(cast, "1716.00")
        services.make_batch(by=cast.clerk, now=NOW)
        services.fail_payout(payout_id=Payout.objects.get().id, reason="户名不符", by=cast.second, now=NOW)
        assert state(row) == "FAILED"
        services.retry_refund(refund_id=row.id, by=cast.clerk, now=NOW)
        assert Payout.objects.filter(refund=row, state="ASKED").count() == 1
        assert queries.reconcile(at=NOW).holds

    def test_bounced_after_settling_is_unmatched(self, cast: Cast, paid: PaymentIntent) -> None:
        refund(cast, "1716.00")
        services.make_batch(by=cast.clerk, now=NOW)
        payout = Payout.objects.get()
        services.settle_payout(payout_id=payout.id, by=cast.second, now=NOW)
        services.bounce_payout(payout_id=payout.id, reason="销户", by=cast.second, now=NOW)
        assert queries.unmatched_funds().get().reason == "BOUNCED"
        assert queries.reconcile(at=NOW).holds


@pytest.mark.parametrize("table", [REFUND, CALL], ids=lambda table: table.name)
def test_the_grids(table: object) -> None:
    for state_, edge, actor, allowed in table.grid():  # type: ignore[attr-defined]
        if allowed:
            assert table.check(state_, edge.name, actor)  # type: ignore[attr-defined]
        else:
            with pytest.raises((IllegalMove, NotAllowed)):
                table.check(state_, edge.name, actor)  # type: ignore[attr-defined]

"""Statement lines, and what a person decides about money that matched nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from sourcebridge.kit.errors import IllegalMove, Malformed, NotAllowed, NotFound, ProviderError
from sourcebridge.kit.uploads import StoredFile
from sourcebridge.payments import errors, queries, services
from sourcebridge.payments.adapters.contract import Report, Standing
from sourcebridge.payments.models import BankLine, PaymentIntent, UnmatchedFund
from sourcebridge.payments.states import FUND, LINE
from tests.payments.cast import (
    NOW,
    Alipay,
    Cast,
    assert_books_balance,
    cny,
    custody,
    nothing_changes,
    run_calls,
    unmatched,
)


class TestNumberIn:
    @pytest.mark.parametrize("text", ["{}", "货款 {} 谢谢", "{}-", "付款{}陈", "pay {}"])
    def test_finds_the_number_however_it_is_written(self, cast: Cast, text: str) -> None:
        number = cast.expect().number
        for written in (number, number.replace("-", ""), number.lower(), number.replace("-", " ")):
            assert services.number_in(text.format(written)) == number

    @pytest.mark.parametrize("text", ["", "P-1234-5678", "货款 12345678", "P", "P-73-68"])
    def test_a_wrong_check_digit_is_no_number(self, text: str) -> None:
        assert services.number_in(text) == ""


class TestRecordBankLine:
    def test_settles_the_exact_payment(self, cast: Cast) -> None:
        intent = cast.expect()
        done = cast.transfer("1716.00", intent.number)
        assert done.intent is not None
        assert (done.intent.state, done.line.state) == ("SETTLED", "MATCHED")
        assert (cast.held(), custody("bank")) == (cny("1716.00"), cny("1716.00"))

    def test_another_amount_is_unmatched(self, cast: Cast) -> None:
        done = cast.transfer("1715.00", cast.expect().number)
        assert done.fund is not None
        assert (done.fund.reason, done.line.state) == ("OTHER_AMOUNT", "UNMATCHED")
        assert (cast.held(), unmatched()) == (cny("0.00"), cny("1715.00"))

    def test_the_same_line_twice_has_one_effect(self, cast: Cast) -> None:
        intent = cast.expect()
        first = cast.transfer("1716.00", intent.number, "BK-1")
        with nothing_changes():
            second = cast.transfer("1716.00", intent.number, "BK-1")
        assert first.line == second.line
        assert custody("bank") == cny("1716.00")

    def test_refuses_the_same_reference_with_other_figures(self, cast: Cast) -> None:
        cast.transfer("1716.00", "", "BK-1")
        with nothing_changes(), pytest.raises(errors.BankLineKnown):
            cast.transfer("1716.01", "", "BK-1")

    def test_refuses_a_payer(self, cast: Cast) -> None:
        with nothing_changes(), pytest.raises(NotAllowed):
            self.line(cast, by=cast.payer)

    @pytest.mark.parametrize("field", ["bank_ref", "payer_name", "payer_account"])
    def test_refuses_half_a_line(self, cast: Cast, field: str) -> None:
        with nothing_changes(), pytest.raises(Malformed) as refused:
            self.line(cast, **{field: ""})
        assert field in refused.value.fields

    def line(self, cast: Cast, **changes: object) -> services.RecordedLine:
        given = {
            "bank_ref": "BK-9", "amount": cny("5.00"), "payer_name": "陈", "payer_account": "62220000", "text": "",
            "value_date": date(2026, 3, 1), "by": cast.clerk, "now": NOW, **changes,
        }  # fmt: skip
        return services.record_bank_line(**given)  # type: ignore[arg-type]


class TestUploadSlip:
    slip = StoredFile("aa/x.pdf", "0" * 64, "application/pdf", 10)

    def test_is_evidence_and_pays_nothing(self, cast: Cast) -> None:
        intent = cast.expect()
        services.upload_slip(intent_id=intent.id, file=self.slip, by=cast.payer, now=NOW)
        intent.refresh_from_db()
        assert intent.state == "CREATED"
        assert intent.slips.count() == 1

    def test_refuses_when_closed(self, cast: Cast) -> None:
        intent = cast.paid()
        with nothing_changes(), pytest.raises(errors.PaymentNotOpen):
            services.upload_slip(intent_id=intent.id, file=self.slip, by=cast.payer, now=NOW)


@pytest.fixture
def fund(cast: Cast) -> UnmatchedFund:
    """1,716.00 without a number."""
    parked = cast.transfer("1716.00", "货款").fund
    assert parked is not None
    return parked


class TestMatchFund:
    def test_pays_an_open_payment_of_exactly_the_amount(self, cast: Cast, fund: UnmatchedFund) -> None:
        intent = cast.expect()
        assert queries.suggestions(fund) == [intent]
        services.match_fund(fund_id=fund.id, intent_id=intent.id, by=cast.clerk, now=NOW)
        fund.refresh_from_db()
        intent.refresh_from_db()
        assert (fund.state, intent.state, intent.provider) == ("MATCHED", "SETTLED", "BANK_TRANSFER")
        assert (cast.held(), unmatched()) == (cny("1716.00"), cny("0.00"))
        assert queries.reconcile(at=NOW).holds

    def test_refuses_another_amount(self, cast: Cast, fund: UnmatchedFund) -> None:
        intent = cast.expect("1700.00")
        with nothing_changes(), pytest.raises(errors.AmountsDiffer):
            services.match_fund(fund_id=fund.id, intent_id=intent.id, by=cast.clerk, now=NOW)

    def test_refuses_a_closed_payment(self, cast: Cast, fund: UnmatchedFund) -> None:
        old = cast.expect()
        cast.expect()
        with nothing_changes(), pytest.raises(errors.PaymentNotOpen):
            services.match_fund(fund_id=fund.id, intent_id=old.id, by=cast.clerk, now=NOW)

    def test_refuses_twice(self, cast: Cast, fund: UnmatchedFund) -> None:
        services.match_fund(fund_id=fund.id, intent_id=cast.expect().id, by=cast.clerk, now=NOW)
        other = cast.expect(deal_id=uuid4())
        with nothing_changes(), pytest.raises(IllegalMove):
            services.match_fund(fund_id=fund.id, intent_id=other.id, by=cast.clerk, now=NOW)

    def test_a_refund_after_it_goes_back_to_the_first_sender(
        self, cast: Cast, alipay: Alipay, fund: UnmatchedFund
    ) -> None:
        """Late Alipay money on an old number pays the new one; its refund names the old number."""
        old = cast.expect("50.00")
        services.start(intent_id=old.id, provider="ALIPAY", by=cast.payer, now=NOW)
        new = cast.expect("60.00")
        alipay.standing = Report(Standing.PAID, amount=cny("60.00"), provider_ref="T-60")
        late = services.receiving.received(
            provider="ALIPAY", number=old.number, amount=cny("60.00"), provider_ref="T-60", now=NOW
        ).fund
        assert late is not None
        services.match_fund(fund_id=late.id, intent_id=new.id, by=cast.clerk, now=NOW)
        new.refresh_from_db()
        assert (new.provider_number, new.provider_ref) == (old.number, "T-60")
        row = services.refund(deal_id=cast.deal_id, amount=cny("60.00"), reason="x", by=cast.payer, now=NOW)
        assert services.refunds.request_of(row).number == old.number


class TestReturnFund:
    def test_goes_back_in_the_bank_file(self, cast: Cast, fund: UnmatchedFund) -> None:
        row = services.return_fund(fund_id=fund.id, reason="不明来款", by=cast.clerk, now=NOW)
        services.make_batch(by=cast.clerk, now=NOW)
        services.settle_payout(payout_id=row.payouts.get().id, by=cast.second, now=NOW)
        row.refresh_from_db()
        assert row.state == "COMPLETED"
        assert (unmatched(), custody("bank")) == (cny("0.00"), cny("0.00"))
        assert queries.reconcile(at=NOW).holds

    def test_goes_back_through_alipay(self, cast: Cast, alipay: Alipay) -> None:
        parked = services.receiving.received(
            provider="ALIPAY", number="P-0", amount=cny("9.00"), provider_ref="T-9", now=NOW
        ).fund
        assert parked is not None
        row = services.return_fund(fund_id=parked.id, reason="不明来款", by=cast.clerk, now=NOW)
        run_calls()
        row.refresh_from_db()
        assert row.state == "COMPLETED"
        assert custody("alipay") == cny("0.00")

    def test_a_refused_return_has_no_balance_to_go_to(self, cast: Cast, alipay: Alipay) -> None:
        parked = services.receiving.received(
            provider="ALIPAY", number="P-0", amount=cny("9.00"), provider_ref="T-9", now=NOW
        ).fund
        assert parked is not None
        alipay.refund_answer = ProviderError("no", permanent=True)
        row = services.return_fund(fund_id=parked.id, reason="不明来款", by=cast.clerk, now=NOW)
        run_calls()
        with nothing_changes(), pytest.raises(errors.SourceUnknown):
            services.credit_refund(refund_id=row.id, by=cast.clerk, now=NOW)


class TestCreditFund:
    def test_raises_the_balance(self, cast: Cast, fund: UnmatchedFund) -> None:
        services.credit_fund(fund_id=fund.id, company_id=cast.buyer.id, by=cast.clerk, now=NOW)
        assert (cast.balance(), unmatched()) == (cny("1716.00"), cny("0.00"))
        assert_books_balance()

    @pytest.mark.parametrize("pick", [lambda _cast: uuid4(), lambda cast: cast.platform.id])
    def test_refuses_a_company_that_cannot_have_one(
        self, cast: Cast, fund: UnmatchedFund, pick: Callable[[Cast], object]
    ) -> None:
        with nothing_changes(), pytest.raises(NotFound):
            services.credit_fund(fund_id=fund.id, company_id=pick(cast), by=cast.clerk, now=NOW)  # type: ignore[arg-type]


class TestDismissFund:
    def test_refuses_money_in_custody(self, cast: Cast, fund: UnmatchedFund) -> None:
        with nothing_changes(), pytest.raises(errors.StillHeld):
            services.dismiss_fund(fund_id=fund.id, reason="?", by=cast.clerk, now=NOW)

    def test_closes_a_report_about_another_payee_which_cannot_be_spent(self, cast: Cast) -> None:
        intent = cast.expect()
        report = services.receiving.received(
            provider="ALIPAY", number=intent.number, amount=intent.money, provider_ref="T", payee_is_us=False, now=NOW
        ).fund
        assert report is not None
        acts: list[Callable[[], object]] = [
            lambda: services.match_fund(fund_id=report.id, intent_id=intent.id, by=cast.clerk, now=NOW),
            lambda: services.return_fund(fund_id=report.id, reason="x", by=cast.clerk, now=NOW),
            lambda: services.credit_fund(fund_id=report.id, company_id=cast.buyer.id, by=cast.clerk, now=NOW),
        ]
        for act in acts:
            with nothing_changes(), pytest.raises(errors.NotHeld):
                act()
        assert services.dismiss_fund(fund_id=report.id, reason="别人的", by=cast.clerk, now=NOW).state == "DISMISSED"
        assert PaymentIntent.objects.get(pk=intent.id).state == "CREATED"


@pytest.mark.parametrize("table", [FUND, LINE], ids=lambda table: table.name)
def test_the_grids(table: object) -> None:
    for state, edge, actor, allowed in table.grid():  # type: ignore[attr-defined]
        if allowed:
            assert table.check(state, edge.name, actor)  # type: ignore[attr-defined]
        else:
            with pytest.raises((IllegalMove, NotAllowed)):
                table.check(state, edge.name, actor)  # type: ignore[attr-defined]


def test_only_the_operator_decides(cast: Cast, fund: UnmatchedFund) -> None:
    intent = cast.expect()
    acts: list[Callable[[], object]] = [
        lambda: services.match_fund(fund_id=fund.id, intent_id=intent.id, by=cast.payer, now=NOW),
        lambda: services.return_fund(fund_id=fund.id, reason="x", by=cast.payer, now=NOW),
        lambda: services.credit_fund(fund_id=fund.id, company_id=cast.buyer.id, by=cast.payer, now=NOW),
        lambda: services.dismiss_fund(fund_id=fund.id, reason="x", by=cast.payer, now=NOW),
    ]
    for act in acts:
        with nothing_changes(), pytest.raises(NotAllowed):
            act()
    assert BankLine.objects.count() == 1

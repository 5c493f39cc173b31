"""Whatever people, providers and the bank do in whatever order: the books balance and the rows explain them."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sourcebridge.kit.errors import ProviderError, ProviderUnknown, Refusal
from sourcebridge.kit.money import Money
from sourcebridge.ledger import queries as books
from sourcebridge.payments import queries, services
from sourcebridge.payments.adapters.contract import RefundStanding, Report, Standing
from sourcebridge.payments.models import PaymentIntent, Payout, PayoutBatch, Refund, UnmatchedFund
from tests.payments.cast import NOW, Alipay, Cast, assert_books_balance, cny, run_calls

AMOUNTS = st.integers(min_value=1, max_value=300).map(lambda fen: f"{Decimal(fen) / 100:.2f}")
ACTS = (
    "expect", "top_up", "balance", "start_alipay", "start_bank", "paid_at_alipay", "alipay_silent", "alipay_waits",
    "ask", "run", "stray_alipay", "line_exact", "line_other", "refund", "refund_lost", "refund_refused", "refund_works",
    "ask_refunds", "retry_refund", "credit_refund", "release", "payout", "file", "settle", "fail", "bounce", "match",
    "return", "credit", "close", "new_deal",
)  # fmt: skip

STRETCHES = (
    *tuple((name,) for name in ACTS),
    ("new_deal", "top_up", "expect", "balance"),
    ("new_deal", "expect", "start_alipay", "paid_at_alipay", "ask", "run"),
    ("new_deal", "expect", "start_bank", "line_exact"),
    ("refund_works", "refund", "run"),
    ("refund_lost", "refund", "run", "ask_refunds", "run"),
    ("refund_refused", "refund", "run"),
    ("release", "payout", "file", "settle"),
    ("line_other", "match"),
)


class World:
    """One buyer, one supplier, and everything that can happen to their money."""

    def __init__(self, cast: Cast, alipay: Alipay) -> None:
        self.cast, self.alipay, self.refs = cast, alipay, 0

    def act(self, name: str, amount: str) -> None:
        """One act; a refusal leaves everything as it was."""
        try:
            with transaction.atomic():
                getattr(self, f"do_{name}")(amount)
        except Refusal:
            pass

    def intent(self) -> PaymentIntent:
        return PaymentIntent.objects.filter(payer_company=self.cast.buyer).order_by("-id")[0]

    def do_new_deal(self, amount: str) -> None:
        self.cast.deal_id = uuid4()

    def do_expect(self, amount: str) -> None:
        self.cast.expect(amount)

    def do_top_up(self, amount: str) -> None:
        self.cast.top_up(amount)

    def do_balance(self, amount: str) -> None:
        services.pay_from_balance(intent_id=self.intent().id, by=self.cast.payer, now=NOW)

    def do_start_alipay(self, amount: str) -> None:
        services.start(intent_id=self.intent().id, provider="ALIPAY", by=self.cast.payer, now=NOW)

    def do_start_bank(self, amount: str) -> None:
        services.start(intent_id=self.intent().id, provider="BANK_TRANSFER", by=self.cast.payer, now=NOW)

    def do_paid_at_alipay(self, amount: str) -> None:
        intent = self.intent()
        self.alipay.standing = Report(Standing.PAID, amount=intent.money, provider_ref=f"T-{intent.number}")

    def do_alipay_silent(self, amount: str) -> None:
        self.alipay.standing = ProviderUnknown("silence")

    def do_alipay_waits(self, amount: str) -> None:
        self.alipay.standing = Report(Standing.WAITING)

    def do_ask(self, amount: str) -> None:
        services.ask_payment(intent_id=self.intent().id, now=NOW)

    def do_run(self, amount: str) -> None:
        run_calls()

    def do_stray_alipay(self, amount: str) -> None:
        self.refs += 1
        services.receiving.received(
            provider="ALIPAY", number=self.intent().number, amount=cny(amount), provider_ref=f"S{self.refs}", now=NOW
        )

    def do_line_exact(self, amount: str) -> None:
        intent = self.intent()
        self.cast.transfer(str(intent.money.amount), intent.number)

    def do_line_other(self, amount: str) -> None:
        self.cast.transfer(amount, "?")

    def do_refund(self, amount: str) -> None:
        services.refund(deal_id=self.cast.deal_id, amount=cny(amount), reason="x", by=self.cast.payer, now=NOW)

    def do_refund_lost(self, amount: str) -> None:
        self.alipay.refund_answer = ProviderUnknown("lost")

    def do_refund_refused(self, amount: str) -> None:
        self.alipay.refund_answer = ProviderError("no", permanent=True)

    def do_refund_works(self, amount: str) -> None:
        self.alipay.refund_answer = RefundStanding.DONE

    def do_ask_refunds(self, amount: str) -> None:
        for row in Refund.objects.filter(provider="ALIPAY"):
            services.ask_refund(refund_id=row.id, now=NOW)

    def do_retry_refund(self, amount: str) -> None:
        for row in Refund.objects.filter(state="FAILED"):
            services.retry_refund(refund_id=row.id, by=self.cast.clerk, now=NOW)

    def do_credit_refund(self, amount: str) -> None:
        for row in Refund.objects.filter(state="FAILED")[:1]:
            services.credit_refund(refund_id=row.id, by=self.cast.clerk, now=NOW)

    def do_release(self, amount: str) -> None:
        gross = cny(amount)
        services.release(
            deal_id=self.cast.deal_id, supplier_company_id=self.cast.supplier.id, gross=gross,
            commission=gross.share(Decimal("0.006")), at=NOW, key=str(uuid4()),
        )  # fmt: skip

    def do_payout(self, amount: str) -> None:
        services.ask_payout(
            company_id=self.cast.supplier.id, amount=max(cny(amount), cny("1.00")), by=self.cast.seller, now=NOW
        )

    def do_file(self, amount: str) -> None:
        services.make_batch(by=self.cast.clerk, now=NOW)

    def do_settle(self, amount: str) -> None:
        for batch in PayoutBatch.objects.order_by("id"):
            services.settle_batch(batch_id=batch.id, by=self.cast.second, now=NOW)

    def do_fail(self, amount: str) -> None:
        for row in Payout.objects.filter(state="FILED")[:1]:
            services.fail_payout(payout_id=row.id, reason="x", by=self.cast.second, now=NOW)

    def do_bounce(self, amount: str) -> None:
        for row in Payout.objects.filter(state="SETTLED")[:1]:
            services.bounce_payout(payout_id=row.id, reason="x", by=self.cast.second, now=NOW)

    def do_match(self, amount: str) -> None:
        for fund in UnmatchedFund.objects.filter(state="OPEN"):
            for intent in queries.suggestions(fund)[:1]:
                services.match_fund(fund_id=fund.id, intent_id=intent.id, by=self.cast.clerk, now=NOW)

    def do_return(self, amount: str) -> None:
        for fund in UnmatchedFund.objects.filter(state="OPEN")[:1]:
            services.return_fund(fund_id=fund.id, reason="x", by=self.cast.clerk, now=NOW)

    def do_credit(self, amount: str) -> None:
        for fund in UnmatchedFund.objects.filter(state="OPEN")[:1]:
            services.credit_fund(fund_id=fund.id, company_id=self.cast.buyer.id, by=self.cast.clerk, now=NOW)

    def do_close(self, amount: str) -> None:
        services.close_intents(deal_id=self.cast.deal_id, now=NOW)


def assert_escrows_explain_themselves() -> None:
    """For each paid deal: escrow = paid − refunds − released; unpaid deals hold nothing."""
    for intent in PaymentIntent.objects.filter(deal_id__isnull=False):
        assert intent.deal_id is not None
        paid = PaymentIntent.objects.filter(deal_id=intent.deal_id, state="SETTLED").first()
        held = books.held(intent.deal_id, "CNY")
        if paid is None:
            assert not held
            continue
        refunded = Money.total((row.money for row in Refund.objects.filter(intent=paid)), "CNY")
        released = Money.total(
            (line.amount for line in books.deal_lines(intent.deal_id) if line.pot in {"payable", "commission"}), "CNY"
        )
        assert held == paid.money - refunded - released
        assert held.minor >= 0


@given(stretches=st.lists(st.tuples(st.sampled_from(STRETCHES), AMOUNTS), min_size=5, max_size=20))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sequence_balances(cast: Cast, alipay: Alipay, stretches: list[tuple[tuple[str, ...], str]]) -> None:
    with transaction.atomic():
        _play(cast, alipay, stretches)
        transaction.set_rollback(True)


def _play(cast: Cast, alipay: Alipay, stretches: list[tuple[tuple[str, ...], str]]) -> None:
    world = World(cast, Alipay())
    alipay.__dict__.update(world.alipay.__dict__)
    world.alipay = alipay
    account = services.claim_account(
        company_id=cast.supplier.id, holder="绍兴", bank="农行", number="62284804", by=cast.seller, now=NOW
    )
    services.verify_account(account_id=account.id, by=cast.clerk, now=NOW)
    for start in ("top_up", "expect"):
        world.act(start, "3.00")
    for stretch, amount in stretches:
        for name in stretch:
            world.act(name, amount)
    assert_books_balance()
    assert_escrows_explain_themselves()
    report = queries.reconcile(at=NOW)
    assert report.holds, [(str(check.name), check.books, check.rows) for check in report.checks if not check.holds]
    sent = [row.number for row in Refund.objects.filter(provider="ALIPAY", state="COMPLETED", credited=False)]
    assert set(sent) <= set(alipay.made)

"""Provider notices: late, twice, out of order, forged, with other figures. Threats rows 10 to 13."""

from __future__ import annotations

import itertools
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.ledger.models import Entry
from sourcebridge.messaging.models import Mail
from sourcebridge.payments import services
from sourcebridge.payments.models import InboundNotice, PaymentIntent, ProviderCall, UnmatchedFund
from sourcebridge.payments.services import Verdict
from tests.payments.cast import (
    NOW,
    OTHER_KEY,
    Alipay,
    Cast,
    assert_books_balance,
    cny,
    custody,
    notice,
    run_calls,
    unmatched,
)

pytestmark = pytest.mark.usefixtures("alipay_keys")


def arrive(body: bytes) -> Verdict:
    return services.receive_notice(provider="ALIPAY", body=body, now=NOW)


def state(intent: PaymentIntent) -> str:
    intent.refresh_from_db()
    return intent.state


class TestGenuineNotice:
    def test_settles_the_payment_it_names_exactly(self, cast: Cast) -> None:
        intent = cast.expect()
        assert arrive(notice(intent.number, "1716.00")) == Verdict.ACTED
        assert state(intent) == "SETTLED"
        assert (cast.held(), custody("alipay")) == (cny("1716.00"), cny("1716.00"))
        assert_books_balance()

    def test_the_same_a_hundred_times_has_one_effect(self, cast: Cast) -> None:
        intent = cast.expect()
        body = notice(intent.number, "1716.00")
        verdicts = [arrive(body) for _turn in range(100)]
        assert verdicts == [Verdict.ACTED] + [Verdict.KNOWN] * 99
        assert Entry.objects.filter(deal_id=cast.deal_id).count() == 1

    def test_another_notice_of_the_same_trade_has_no_second_effect(self, cast: Cast) -> None:
        intent = cast.expect()
        for status in ("TRADE_SUCCESS", "TRADE_FINISHED", "TRADE_SUCCESS"):
            arrive(notice(intent.number, "1716.00", trade_status=status))
        assert cast.held() == cny("1716.00")
        assert not UnmatchedFund.objects.exists()

    def test_a_second_trade_for_a_paid_order_is_unmatched(self, cast: Cast) -> None:
        intent = cast.expect()
        arrive(notice(intent.number, "1716.00"))
        arrive(notice(intent.number, "1716.00", trade_no="2026999"))
        assert UnmatchedFund.objects.get().reason == "PAID_TWICE"
        assert (cast.held(), unmatched()) == (cny("1716.00"), cny("1716.00"))

    def test_keeps_no_personal_data_and_no_signature(self, cast: Cast) -> None:
        arrive(notice(cast.expect().number, "1716.00"))
        kept = InboundNotice.objects.get().fields
        assert not {"buyer_id", "buyer_logon_id", "sign"} & set(kept)
        assert kept["trade_status"] == "TRADE_SUCCESS"

    def test_tops_up_a_balance(self, cast: Cast) -> None:
        intent = services.open_top_up(
            company_id=cast.buyer.id, amount=cny("500.00"), provider="ALIPAY", title="充值", by=cast.payer, now=NOW
        )
        arrive(notice(intent.number, "500.00"))
        assert cast.balance() == cny("500.00")
        assert EventRecord.objects.filter(name="payments.BalanceToppedUp").count() == 1


class TestMismatch:
    """Genuine, but another amount, currency, payee or order: never paid, never lost."""

    @pytest.mark.parametrize(
        ("changes", "reason", "booked"),
        [
            ({"total_amount": "1.00"}, "OTHER_AMOUNT", True),
            ({"total_amount": "1716.01"}, "OTHER_AMOUNT", True),
            ({"trans_currency": "USD"}, "OTHER_CURRENCY", True),
            ({"seller_id": "2088999999999999"}, "OTHER_PAYEE", False),
            ({"app_id": "2021999999999999"}, "OTHER_PAYEE", False),
            ({"out_trade_no": "P99999999"}, "NO_PAYMENT", True),
            ({"out_trade_no": "somebody_else_1"}, "NO_PAYMENT", True),
        ],
    )
    def test_goes_to_unmatched_funds(self, cast: Cast, changes: dict[str, str], reason: str, booked: bool) -> None:
        intent = cast.expect()
        body = notice(intent.number, changes.pop("total_amount", "1716.00"), **changes)
        assert arrive(body) == Verdict.ACTED
        assert arrive(body) == Verdict.KNOWN
        fund = UnmatchedFund.objects.get()
        assert (fund.reason, fund.booked) == (reason, booked)
        assert state(intent) == "CREATED"
        assert cast.held() == cny("0.00")
        assert Entry.objects.count() == int(booked)
        assert_books_balance()

    def test_the_old_amount_after_a_reprice_is_unmatched_and_both_are_told(self, cast: Cast) -> None:
        old = cast.expect("1716.00")
        new = cast.expect("1700.00")
        arrive(notice(old.number, "1716.00"))
        assert UnmatchedFund.objects.get().reason == "CLOSED"
        assert (state(old), state(new)) == ("CLOSED", "CREATED")
        told = set(Mail.objects.values_list("company_id", flat=True))
        assert told == {cast.buyer.id, cast.supplier.id}
        assert EventRecord.objects.filter(name="payments.FundsUnmatched", deal_id=cast.deal_id).count() == 1


class TestOrderOfArrival:
    def test_every_order_of_events_ends_alike(self, cast: Cast) -> None:
        """Paid, paid again, finished, refund word, waiting and another trade, in many orders with duplicates."""
        endings = set()
        for order in itertools.permutations(range(6)):
            if hash(order) % 36:
                continue
            cast.deal_id = uuid4()
            intent = cast.expect("10.00")
            other = f"X{intent.number}"
            bodies = [
                notice(intent.number, "10.00", trade_status="WAIT_BUYER_PAY"),
                notice(intent.number, "10.00"),
                notice(intent.number, "10.00", trade_status="TRADE_FINISHED"),
                notice(intent.number, "10.00", refund_fee="1.00"),
                notice(intent.number, "11.00", trade_no=other),
                notice(intent.number, "10.00", seller_id="2088111111111111", trade_no=f"Y{intent.number}"),
            ]
            for index in order:
                arrive(bodies[index])
                arrive(bodies[index])
            parked = UnmatchedFund.objects.filter(number=intent.number)
            endings.add((state(intent), str(cast.held()), parked.count(), parked.filter(booked=True).count()))
            assert_books_balance()
        assert endings == {("SETTLED", "10.00 CNY", 2, 1)}

    def test_a_closed_word_only_makes_us_ask(self, cast: Cast) -> None:
        intent = cast.expect()
        services.start(intent_id=intent.id, provider="ALIPAY", by=cast.payer, now=NOW)
        arrive(notice(intent.number, "1716.00", trade_status="TRADE_CLOSED"))
        assert state(intent) == "PENDING"
        assert ProviderCall.objects.filter(kind="QUERY", intent=intent).count() == 1
        arrive(notice(intent.number, "1716.00"))
        assert state(intent) == "SETTLED"


def forgeries() -> dict[str, bytes]:
    good = notice("P-1234-5678", "1716.00")
    fields = dict(parse_qsl(good.decode()))
    sign = fields["sign"]

    def but(**changes: str | None) -> bytes:
        return urlencode({k: v for k, v in {**fields, **changes}.items() if v is not None}).encode()

    corpus = {
        "no signature": but(sign=None),
        "empty signature": but(sign=""),
        "truncated signature": but(sign=sign[:-8]),
        "flipped signature": but(sign=("A" if sign[0] != "A" else "B") + sign[1:]),
        "other key": notice("P-1234-5678", "1716.00", key=OTHER_KEY),
        "downgraded kind": but(sign_type="RSA"),
        "no kind": but(sign_type=None),
        "extra field": but(extra="1"),
        "duplicate field": good + b"&total_amount=1.00",
        "duplicate signature": good + b"&sign=AAAA",
        "json": b'{"trade_status":"TRADE_SUCCESS"}',
        "empty": b"",
        "binary": b"\xff\xfe\x00",
        "huge": b"a=" + b"x" * 200_000,
    }
    for name in ("total_amount", "out_trade_no", "trade_no", "seller_id", "app_id", "trade_status", "notify_id"):
        corpus[f"changed {name}"] = but(**{name: fields[name] + "1"})
        corpus[f"missing {name}"] = but(**{name: None})
        corpus[f"blank {name}"] = but(**{name: ""})
        corpus[f"padded {name}"] = but(**{name: f" {fields[name]}"})
    return corpus


class TestForgedNotice:
    @pytest.mark.parametrize("kind", sorted(forgeries()))
    def test_books_nothing_and_writes_a_security_row(self, cast: Cast, kind: str) -> None:
        intent = cast.expect()
        body = forgeries()[kind]
        assert arrive(body) == Verdict.FORGED
        assert arrive(body) == Verdict.FORGED
        assert state(intent) == "CREATED"
        assert Entry.objects.count() == 0
        assert not UnmatchedFund.objects.exists()
        assert AuditEntry.objects.filter(verb="payments.security.forged_notice").count() == 1

    def test_cannot_use_up_the_id_of_a_genuine_notice(self, cast: Cast) -> None:
        intent = cast.expect()
        arrive(notice(intent.number, "1716.00", key=OTHER_KEY, notify_id="n-1"))
        assert arrive(notice(intent.number, "1716.00", notify_id="n-1")) == Verdict.ACTED
        assert state(intent) == "SETTLED"


class TestCallback:
    url = "/callbacks/alipay/"

    def post(self, body: bytes) -> tuple[int, bytes]:
        response = Client(enforce_csrf_checks=True).post(
            self.url, body, content_type="application/x-www-form-urlencoded"
        )
        return response.status_code, response.content

    def test_answers_as_alipay_expects(self, cast: Cast) -> None:
        intent = cast.expect()
        body = notice(intent.number, "1716.00")
        assert self.post(body) == (200, b"success")
        assert self.post(body) == (200, b"success")
        assert self.post(forgeries()["other key"]) == (401, b"failure")
        assert Client().get(self.url).status_code == 405

    def test_the_return_page_never_marks_paid(self, cast: Cast) -> None:
        intent = cast.expect()
        services.start(intent_id=intent.id, provider="ALIPAY", by=cast.payer, now=NOW)
        query = notice(intent.number, "1716.00").decode()
        response = Client().get(f"{reverse('payments:alipay_return')}?{query}")
        assert response.status_code == 302
        assert state(intent) == "PENDING"
        assert ProviderCall.objects.filter(kind="QUERY").count() == 1
        forged = Client().get(f"{reverse('payments:alipay_return')}?out_trade_no=P1&sign=x")
        assert forged["Location"] == "/"


class TestFakeProvider:
    def test_late_money_after_closing_is_unmatched(self, cast: Cast, alipay: Alipay) -> None:
        intent = cast.expect()
        services.start(intent_id=intent.id, provider="ALIPAY", by=cast.payer, now=NOW)
        services.close_intents(deal_id=cast.deal_id, now=NOW)
        run_calls()
        assert alipay.closed == [intent.number]

"""Every money page draws for the people it is for, and answers others with a refusal."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from sourcebridge.parties.models import User
from sourcebridge.payments import services
from sourcebridge.payments.models import PaymentIntent, PayoutBatch
from tests.payments.cast import NOW, Cast, cny


@pytest.fixture
def scene(cast: Cast) -> Cast:
    """A paid and released order, unmatched money, an account to verify, a bank file."""
    cast.paid()
    services.release(
        deal_id=cast.deal_id, supplier_company_id=cast.supplier.id, gross=cny("1716.00"), commission=cny("10.30"),
        at=NOW, key="1",
    )  # fmt: skip
    cast.transfer("12.00", "what is this")
    account = services.claim_account(
        company_id=cast.supplier.id,
        holder="绍兴",
        bank="农行柯桥",
        number="6228480402564890018",
        by=cast.seller,
        now=NOW,
    )
    services.verify_account(account_id=account.id, by=cast.clerk, now=NOW)
    services.ask_payout(company_id=cast.supplier.id, amount=cny("1000.00"), by=cast.seller, now=NOW)
    services.make_batch(by=cast.clerk, now=NOW)
    services.ask_payout(company_id=cast.supplier.id, amount=cny("5.00"), by=cast.seller, now=NOW)
    services.claim_account(
        company_id=cast.buyer.id, holder="=cmd()", bank="ICBC", number="62284804", by=cast.payer, now=NOW
    )
    return cast


def as_user(user_id: object, language: str = "en") -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    client.force_login(User.objects.get(pk=str(user_id)))
    return client


BUYER = ("balance", "buyer_statement", "buyer_statement_csv")
SUPPLIER = ("supplier_money", "payout_account", "supplier_statement", "supplier_statement_csv")
OPERATOR = ("transfers", "unmatched", "payouts", "platform_statement", "platform_statement_csv")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_draws(scene: Cast, language: str) -> None:
    groups = [(scene.payer, BUYER), (scene.seller, SUPPLIER), (scene.second, OPERATOR)]
    for who, names in groups:
        client = as_user(who.user_id, language)
        for name in names:
            assert client.get(reverse(f"payments:{name}")).status_code == 200, name
    intent = scene.expect(deal_id=uuid4())
    client = as_user(scene.payer.user_id, language)
    for name in ("pay", "pay_state", "transfer"):
        assert client.get(reverse(f"payments:{name}", args=[intent.id])).status_code == 200, name


def test_strangers_get_nothing(scene: Cast) -> None:
    other = Cast.gather()
    client = as_user(other.payer.user_id)
    intent = PaymentIntent.objects.filter(deal_id=scene.deal_id).get()
    assert client.get(reverse("payments:pay", args=[intent.id])).status_code == 404
    for name in OPERATOR:
        assert client.get(reverse(f"payments:{name}")).status_code == 403
    assert client.get(reverse("payments:batch_file", args=[PayoutBatch.objects.get().id])).status_code == 403


def test_pay_from_the_balance_by_the_page(cast: Cast) -> None:
    cast.top_up("1716.00")
    intent = cast.expect()
    client = as_user(cast.payer.user_id)
    url = reverse("payments:pay", args=[intent.id])
    sent = {"provider": "BALANCE", "idempotency_key": "k" * 20}
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 302
    assert cast.held() == cny("1716.00")


def test_two_persons_settle_a_file_by_the_pages(scene: Cast) -> None:
    batch = PayoutBatch.objects.get()
    url = reverse("payments:settle_batch", args=[batch.id])
    first, second = as_user(scene.clerk.user_id), as_user(scene.second.user_id)
    assert first.post(url, {"idempotency_key": "first-person-1"}).status_code == 403
    assert batch.payouts.get().state == "FILED"
    assert second.post(url, {"idempotency_key": "second-person-1"}).status_code == 302
    assert batch.payouts.get().state == "SETTLED"
    download = second.get(reverse("payments:batch_file", args=[batch.id]))
    assert download.content.startswith(b"\xef\xbb\xbf")

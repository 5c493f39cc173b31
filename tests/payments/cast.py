"""The cast of the money tests: buyer, supplier, two operators, and an Alipay that signs with its own key."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.db import connection

from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import ProviderError
from sourcebridge.kit.money import Money
from sourcebridge.ledger import accounts
from sourcebridge.ledger import queries as books
from sourcebridge.parties.models import Company, Membership, User
from sourcebridge.payments import services
from sourcebridge.payments.adapters.alipay import keys, protocol
from sourcebridge.payments.adapters.contract import (
    Charge,
    Redirect,
    RefundRequest,
    RefundStanding,
    Report,
    Standing,
)
from sourcebridge.payments.models import PaymentIntent, ProviderCall
from sourcebridge.payments.services import calls

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
_count = itertools.count(1)
ALIPAY_KEY = keys.private_key(keys.new_private_key())
OTHER_KEY = keys.private_key(keys.new_private_key())
APP_KEY = keys.new_private_key()
APP_ID, SELLER_ID = "2021000000000000", "2088000000000000"


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


def company(name: str, *, sells: bool = False, platform: bool = False) -> Company:
    return Company.objects.create(name=f"{name} {next(_count)}", sells=sells, is_platform=platform)


def person(of: Company, roles: list[str]) -> User:
    user = User.objects.create_user(f"p{next(_count)}@example.com", "correct horse battery", name=f"P{next(_count)}")
    Membership.objects.create(user=user, company=of, roles=roles)
    return user


def by(actor: Actor, user: User, of: Company) -> By:
    return By(actor, user.id, of.id, user.name)


@dataclass
class Cast:
    """Everyone a payment needs."""

    buyer: Company
    supplier: Company
    platform: Company
    payer: By
    seller: By
    clerk: By
    second: By
    deal_id: UUID = field(default_factory=uuid4)

    @classmethod
    def gather(cls) -> Cast:
        buyer, supplier = company("档口"), company("织造厂", sells=True)
        platform = Company.objects.filter(is_platform=True).first() or company("平台", platform=True)
        return cls(
            buyer=buyer,
            supplier=supplier,
            platform=platform,
            payer=by(Actor.BUYER, person(buyer, ["OWNER"]), buyer),
            seller=by(Actor.SUPPLIER, person(supplier, ["OWNER"]), supplier),
            clerk=by(Actor.OPERATOR, person(platform, ["FINANCE"]), platform),
            second=by(Actor.OPERATOR, person(platform, ["OWNER"]), platform),
        )

    def expect(self, amount: str = "1716.00", *, deal_id: UUID | None = None) -> PaymentIntent:
        return services.open_intent(
            deal_id=deal_id or self.deal_id, payer_company_id=self.buyer.id, payee_company_id=self.supplier.id,
            amount=cny(amount), title="涤纶面料 200 米", reference="D-7368-7875", by=self.payer, now=NOW,
        )  # fmt: skip

    def top_up(self, amount: str) -> None:
        intent = services.open_top_up(
            company_id=self.buyer.id, amount=cny(amount), provider="BANK_TRANSFER", title="充值", by=self.payer, now=NOW
        )
        self.transfer(amount, intent.number)

    def transfer(self, amount: str, text: str, bank_ref: str = "") -> services.RecordedLine:
        return services.record_bank_line(
            bank_ref=bank_ref or f"BK{next(_count):08d}", amount=cny(amount), payer_name="陈姐", payer_bank="工商银行",
            payer_account="6222020200112233445", text=text, value_date=date(2026, 3, 1), by=self.clerk, now=NOW,
        )  # fmt: skip

    def paid(self, amount: str = "1716.00") -> PaymentIntent:
        self.top_up(amount)
        intent = self.expect(amount)
        return services.pay_from_balance(intent_id=intent.id, by=self.payer, now=NOW)

    def held(self) -> Money:
        return books.held(self.deal_id, "CNY")

    def balance(self) -> Money:
        return books.balance(accounts.balance(self.buyer.id, "CNY"))

    def payable(self) -> Money:
        return books.balance(accounts.payable(self.supplier.id, "CNY"))


def unmatched() -> Money:
    return books.balance(accounts.unmatched("CNY"))


def custody(provider: str) -> Money:
    return books.balance(accounts.custodian(provider, "CNY"))


def assert_books_balance() -> None:
    """Per currency debits equal credits, and what custodians hold equals what we owe and earned."""
    rows = books.trial_balance()
    assert sum(row.debits.minor - row.credits.minor for row in rows) == 0


TABLES = (
    "payments_paymentintent", "payments_providercall", "payments_inboundnotice", "payments_transferslip",
    "payments_bankline", "payments_unmatchedfund", "payments_refund", "payments_payoutaccount", "payments_payout",
    "payments_payoutbatch", "ledger_entry", "ledger_leg", "ledger_balance", "audit_auditentry", "audit_eventrecord",
    "clock_deadline", "procrastinate_jobs", "messaging_mail",
)  # fmt: skip


def fingerprint() -> str:
    """A digest of every row this domain or its neighbours could have changed."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, '|' ORDER BY t::text), '') FROM {table} t")
            digest.update(str(cursor.fetchone()).encode())
    return digest.hexdigest()


@contextmanager
def nothing_changes() -> Iterator[None]:
    """The block leaves every row as it was."""
    before = fingerprint()
    yield
    assert fingerprint() == before, "a refusal changed something"


def notice(number: str, amount: str, *, key: Any = ALIPAY_KEY, **changes: str) -> bytes:
    """A signed asynchronous notice as Alipay posts it."""
    params = {
        "notify_time": "2026-03-01 16:00:05", "notify_type": "trade_status_sync", "notify_id": uuid4().hex,
        "app_id": APP_ID, "charset": "utf-8", "version": "1.0", "sign_type": "RSA2", "seller_id": SELLER_ID,
        "buyer_id": "2088102116773037", "buyer_logon_id": "che***@example.com",
        "out_trade_no": number.replace("-", ""), "trade_no": f"20260301{number.replace('-', '')}",
        "trade_status": "TRADE_SUCCESS", "total_amount": amount, "gmt_payment": "2026-03-01 16:00:00", **changes,
    }  # fmt: skip
    params["sign"] = keys.sign(protocol.notice_content(params), key)
    return urlencode(params).encode()


@dataclass
class Alipay:
    """A provider under the test's control; counts what is sent under each key."""

    standing: Report | ProviderError = field(default_factory=lambda: Report(Standing.WAITING))
    refund_answer: RefundStanding | ProviderError = RefundStanding.DONE
    made: dict[str, Money] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    forgets: bool = False
    code: str = "ALIPAY"
    online: bool = True

    def takes(self, amount: Money) -> bool:
        return amount.currency == "CNY"

    def start(self, charge: Charge) -> Redirect:
        return Redirect(f"https://cashier.test/{charge.number}")

    def query(self, charge: Charge) -> Report:
        if isinstance(self.standing, ProviderError):
            raise self.standing
        return self.standing

    def close(self, charge: Charge) -> Report:
        self.closed.append(charge.number)
        return Report(Standing.CLOSED)

    def refund(self, request: RefundRequest) -> RefundStanding:
        self.sent.append(request.key)
        if not (isinstance(self.refund_answer, ProviderError) and self.refund_answer.permanent) and not self.forgets:
            self.made[request.key] = request.amount
        if isinstance(self.refund_answer, ProviderError):
            raise self.refund_answer
        return self.refund_answer

    def query_refund(self, request: RefundRequest) -> RefundStanding:
        return RefundStanding.DONE if request.key in self.made else RefundStanding.ABSENT

    def parse_notice(self, body: bytes, *, now: datetime) -> Any:
        raise NotImplementedError


def run_calls() -> int:
    """Make every call a job was deferred for, as the worker would; returns how many."""
    waiting = list(ProviderCall.objects.filter(state__in=calls.OPEN_CALL).order_by("id"))
    for call in waiting:
        services.perform(call_id=call.id, clock=lambda: NOW)
    return len(waiting)

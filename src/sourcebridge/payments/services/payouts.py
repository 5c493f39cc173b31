"""Money out through the bank: asked for, put into a bank file by one person, settled by another."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.kit import locks
from sourcebridge.kit.actors import By
from sourcebridge.kit.csvfile import guarded
from sourcebridge.kit.errors import Malformed
from sourcebridge.kit.money import Money
from sourcebridge.ledger import accounts
from sourcebridge.ledger import services as ledger
from sourcebridge.ledger.models import Why
from sourcebridge.parameters import queries as parameters
from sourcebridge.payments import events
from sourcebridge.payments.errors import (
    AmountNotPositive,
    FileDamaged,
    NoPayoutAccount,
    NothingToPay,
    PayoutAccountOnHold,
    PayoutTooSmall,
    SamePerson,
)
from sourcebridge.payments.models import Payout, PayoutAccount, PayoutBatch, PayoutKind, Reason
from sourcebridge.payments.services import base, receiving, refunds, telling
from sourcebridge.payments.states import PAYOUT, AccountState, PayoutState, Provider, RefundState

COLUMNS = ("序号", "业务编号", "收款人户名", "收款人开户行", "收款人账号", "金额", "币种", "附言")


@transaction.atomic
def ask_payout(*, company_id: UUID, amount: Money, by: By, now: datetime) -> Payout:
    """A supplier asks for money it is owed, to its verified account; the books set it aside at once.

    Announces PayoutAsked. Raises NoPayoutAccount, PayoutAccountOnHold, PayoutTooSmall (parameter payout.minimum, CNY),
    AmountNotPositive, InsufficientFunds.
    """
    if amount.minor <= 0:
        raise AmountNotPositive
    minimum = parameters.value("payout.minimum", at=now)
    if amount.currency == "CNY" and amount.amount < minimum:
        raise PayoutTooSmall(minimum=f"{minimum:.2f}", currency="CNY")
    locks.hold("payout_account", company_id)
    account = PayoutAccount.objects.filter(company_id=company_id, state=AccountState.VERIFIED).first()
    if account is None:
        raise NoPayoutAccount
    if now < account.usable_from:
        raise PayoutAccountOnHold(usable_from=account.usable_from.strftime("%Y-%m-%d %H:%M UTC"))
    payout = Payout.objects.create(
        number=base.next_number("payout"), kind=PayoutKind.SUPPLIER, company_id=company_id, amount=amount.amount,
        currency=amount.currency, holder=account.holder, bank=account.bank, account_number=account.number,
        asked_by=by.name, asked_by_user=by.user_id, asked_at=now,
    )  # fmt: skip
    ledger.transfer(
        entry_id=ledger.entry_id("payout.asked", payout.id), why=Why.PAYOUT,
        debit=accounts.payable(company_id, amount.currency), credit=accounts.payout(payout.id, amount.currency),
        amount=amount, at=now, subject=f"payout:{payout.id}", facts={"number": payout.number},
    )  # fmt: skip
    audit.record(
        verb="payments.payout.ask", subject=payout, by=by, at=now, after=payout.state, number=payout.number,
        amount=str(amount.amount), currency=amount.currency,
    )  # fmt: skip
    audit.publish(_fact(events.PayoutAsked, payout, now))
    return payout


def _fact(kind: type[events.PayoutFact], payout: Payout, at: datetime) -> events.PayoutFact:
    deal_id = payout.refund.deal_id if payout.refund else None
    return kind(at=at, deal_id=deal_id, payout_id=payout.id, amount=payout.money.amount, currency=payout.currency)


@transaction.atomic
def make_batch(
    *, by: By, now: datetime, currency: str = "CNY", encoding: str = "utf-8", payout_ids: Sequence[UUID] | None = None
) -> PayoutBatch:
    """Put the waiting payouts of a currency (or the given ones) into one bank file. First person of two.

    The file is CSV with a header, one row per payout: number in the file, our number, holder, bank, account, amount,
    currency, remark. `encoding` is utf-8 (with byte order mark) or gb18030. Its SHA-256 is kept. Announces PayoutFiled
    for each. Raises NothingToPay, Malformed (encoding).
    """
    if encoding not in {"utf-8", "gb18030"}:
        raise Malformed(fields={"encoding": "utf-8 or gb18030"})
    waiting = Payout.objects.filter(state=PayoutState.ASKED, currency=currency)
    if payout_ids is not None:
        waiting = waiting.filter(pk__in=payout_ids)
    rows = locks.locked_all(waiting.select_related("refund"))
    if not rows:
        raise NothingToPay
    content = _file(rows)
    batch = PayoutBatch.objects.create(
        number=base.next_number("batch"), currency=currency, rows=len(rows), encoding=encoding, content=content,
        total=Money.total((row.money for row in rows), currency).amount,
        sha256=hashlib.sha256(_encoded(content, encoding)).hexdigest(),
        made_by=by.name, made_by_user=by.user_id, made_at=now,
    )  # fmt: skip
    for row in rows:
        row.batch = batch
        audit.move(
            row=row, table=PAYOUT, name="file", by=by, at=now, fact=_fact(events.PayoutFiled, row, now),
            deal_id=row.refund.deal_id if row.refund else None, save=("batch",), batch=batch.number,
        )  # fmt: skip
    audit.record(
        verb="payments.payout_batch.make", subject=batch, by=by, at=now, number=batch.number, rows=batch.rows,
        sha256=batch.sha256, amount=str(batch.total), currency=batch.currency,
    )  # fmt: skip
    return batch


def _file(rows: Sequence[Payout]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for index, row in enumerate(rows, start=1):
        writer.writerow(
            guarded(
                [str(index), row.number, row.holder, row.bank, row.account_number, str(row.money.amount), row.currency,
                 f"Sourcebridge {row.number}"]
            )
        )  # fmt: skip
    return out.getvalue()


def _encoded(content: str, encoding: str) -> bytes:
    return content.encode("utf-8-sig" if encoding == "utf-8" else encoding)


@transaction.atomic
def file_content(*, batch_id: UUID, by: By, now: datetime) -> tuple[PayoutBatch, bytes]:
    """The bank file's bytes, proved against the stored hash; the download is recorded. Raises FileDamaged, NotFound."""
    batch = locks.locked(PayoutBatch, batch_id)
    content = _encoded(batch.content, batch.encoding)
    if hashlib.sha256(content).hexdigest() != batch.sha256:
        raise FileDamaged
    batch.downloads += 1
    batch.save(update_fields=["downloads"])
    audit.record(
        verb="payments.payout_batch.download", subject=batch, by=by, at=now, number=batch.number, sha256=batch.sha256
    )
    return batch, content


def _locked(payout_id: UUID) -> Payout:
    found = Payout.objects.filter(pk=payout_id).values_list("refund_id", "refund__deal_id").first()
    if found is not None and found[0] is not None:
        base.hold_for(found[1], found[0])
    return locks.locked(Payout, payout_id)


def _second_person(payout: Payout, by: By) -> None:
    maker = payout.batch.made_by_user if payout.batch else None
    if by.user_id is None or by.user_id in {maker, payout.asked_by_user}:
        raise SamePerson


@transaction.atomic
def settle_payout(*, payout_id: UUID, by: By, now: datetime, bank_ref: str = "") -> Payout:
    """The bank has paid it: confirmed by another person than the one who made the file or asked for the money.

    Announces PayoutSettled (and RefundCompleted for a refund by bank). Raises SamePerson, IllegalMove, NotFound.
    """
    payout = _locked(payout_id)
    PAYOUT.check(payout.state, "settle", by.actor)
    _second_person(payout, by)
    if payout.refund is not None:
        refunds.complete(payout.refund, now=now)
    else:
        ledger.transfer(
            entry_id=ledger.entry_id("payout.settled", payout.id), why=Why.PAYOUT_SETTLED,
            debit=accounts.payout(payout.id, payout.currency),
            credit=base.custodian(Provider.BANK_TRANSFER, payout.currency),
            amount=payout.money, at=now, subject=f"payout:{payout.id}", facts={"number": payout.number},
        )  # fmt: skip
    payout.settled_by, payout.settled_by_user, payout.settled_at = by.name, by.user_id, now
    payout.bank_ref = bank_ref[:60]
    return _decide(payout, "settle", events.PayoutSettled, by, now)


@transaction.atomic
def settle_batch(*, batch_id: UUID, by: By, now: datetime) -> int:
    """Settle every filed payout of a bank file; returns how many. Raises SamePerson, NothingToPay, NotFound."""
    batch = locks.locked(PayoutBatch, batch_id)
    waiting = list(batch.payouts.filter(state=PayoutState.FILED).order_by("pk").values_list("id", flat=True))
    if not waiting:
        raise NothingToPay
    for payout_id in waiting:
        settle_payout(payout_id=payout_id, by=by, now=now)
    return len(waiting)


@transaction.atomic
def fail_payout(*, payout_id: UUID, reason: str, by: By, now: datetime) -> Payout:
    """The bank refused a filed payout: the supplier is owed the money again, a refund waits for a decision.

    Second person, as for settling. Announces PayoutFailed. Raises SamePerson, IllegalMove, NotFound.
    """
    payout = _locked(payout_id)
    PAYOUT.check(payout.state, "fail", by.actor)
    _second_person(payout, by)
    payout.failure, payout.failed_at = reason[:300], now
    if payout.refund is not None:
        refunds.fail(payout.refund, reason, now=now)
    else:
        _owed_again(payout, accounts.payout(payout.id, payout.currency), now)
    return _decide(payout, "fail", events.PayoutFailed, by, now)


@transaction.atomic
def bounce_payout(*, payout_id: UUID, reason: str, by: By, now: datetime) -> Payout:
    """A settled payout came back to the custodian account: owed again, or unmatched when it was a refund.

    Announces PayoutFailed. Raises SamePerson, IllegalMove, NotFound.
    """
    payout = _locked(payout_id)
    PAYOUT.check(payout.state, "bounce", by.actor)
    _second_person(payout, by)
    payout.failure, payout.failed_at = reason[:300], now
    if payout.refund is not None and payout.refund.state == RefundState.COMPLETED:
        receiving.park(
            provider=Provider.BANK_TRANSFER, provider_ref=f"bounce:{payout.number}", amount=payout.money,
            reason=Reason.BOUNCED, number=payout.number, intent=payout.refund.intent,
            sender=receiving.Sender(payout.holder, payout.account_number, payout.bank), now=now, booked=True,
        )  # fmt: skip
    else:
        _owed_again(payout, base.custodian(Provider.BANK_TRANSFER, payout.currency), now)
    return _decide(payout, "bounce", events.PayoutFailed, by, now)


def _owed_again(payout: Payout, source: accounts.AccountRef, now: datetime) -> None:
    assert payout.company_id is not None
    ledger.transfer(
        entry_id=ledger.entry_id("payout.failed", payout.id), why=Why.PAYOUT_FAILED, debit=source,
        credit=accounts.payable(payout.company_id, payout.currency), amount=payout.money, at=now,
        subject=f"payout:{payout.id}", facts={"number": payout.number, "reason": payout.failure},
    )  # fmt: skip


def _decide(payout: Payout, name: str, kind: type[events.PayoutFact], by: By, now: datetime) -> Payout:
    audit.move(
        row=payout, table=PAYOUT, name=name, by=by, at=now, fact=_fact(kind, payout, now),
        deal_id=payout.refund.deal_id if payout.refund else None,
        save=("settled_by", "settled_by_user", "settled_at", "bank_ref", "failure", "failed_at"), number=payout.number,
        **payout.money.as_json(),
    )  # fmt: skip
    if payout.kind == PayoutKind.SUPPLIER:
        telling.payout_done(payout, now=now)
    return payout

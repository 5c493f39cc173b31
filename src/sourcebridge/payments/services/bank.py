"""Transfers into the custodian bank account: slips from payers, statement lines from the operator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sourcebridge.audit import services as audit
from sourcebridge.kit import locks
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import Malformed
from sourcebridge.kit.ids import is_readable_number
from sourcebridge.kit.money import Money
from sourcebridge.kit.uploads import StoredFile
from sourcebridge.payments import events
from sourcebridge.payments.errors import AmountNotPositive, BankLineKnown, PaymentNotOpen
from sourcebridge.payments.models import BankLine, PaymentIntent, TransferSlip, UnmatchedFund
from sourcebridge.payments.services import base, receiving
from sourcebridge.payments.states import LINE, Provider

_NUMBER = re.compile(r"P\D{0,2}((?:\d[\s\-—–]?){8,16})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RecordedLine:
    """A statement line and what it did."""

    line: BankLine
    intent: PaymentIntent | None
    fund: UnmatchedFund | None


@transaction.atomic
def upload_slip(*, intent_id: UUID, file: StoredFile, by: By, now: datetime) -> TransferSlip:
    """Keep a payer's proof of transfer; it marks nothing as paid. Raises PaymentNotOpen, NotFound."""
    intent = base.locked_intent(intent_id)
    if not intent.is_open:
        raise PaymentNotOpen
    slip = TransferSlip.objects.create(
        intent=intent, path=file.path, sha256=file.sha256, media_type=file.media_type, size=file.size,
        uploaded_by=by.name, uploaded_at=now,
    )  # fmt: skip
    audit.record(verb="payments.slip.upload", subject=intent, by=by, at=now, deal_id=intent.deal_id, sha256=file.sha256)
    return slip


@transaction.atomic
def record_bank_line(
    *,
    bank_ref: str,
    amount: Money,
    payer_name: str,
    payer_account: str,
    text: str,
    value_date: date,
    by: By,
    now: datetime,
    payer_bank: str = "",
) -> RecordedLine:
    """Enter one credit line of the custodian bank's statement, once for ever by its bank reference. Operator only.

    A payment number in `text` with exactly the expected amount settles that payment; everything else becomes
    unmatched funds. Entering the same line again returns what it did. Announces BankLineRecorded.
    Raises BankLineKnown (same reference, other details), AmountNotPositive, Malformed.
    """
    bank_ref, payer_account = bank_ref.strip(), "".join(payer_account.split())
    _complete(bank_ref, payer_name, payer_account)
    if amount.minor <= 0:
        raise AmountNotPositive
    number = number_in(text)
    found = PaymentIntent.objects.filter(number=number).values_list("id", flat=True).first() if number else None
    if found is not None:
        base.locked_intent(found)
    locks.hold("bank_line", bank_ref)
    earlier = BankLine.objects.filter(bank_ref=bank_ref).first()
    if earlier is not None:
        if (earlier.money, earlier.payer_account) != (amount, payer_account):
            raise BankLineKnown(bank_ref=bank_ref)
        return RecordedLine(earlier, earlier.intent, earlier.fund)
    line = BankLine.objects.create(
        bank_ref=bank_ref, amount=amount.amount, currency=amount.currency, payer_name=payer_name.strip()[:120],
        payer_account=payer_account, payer_bank=payer_bank.strip()[:120], text=text[:200], value_date=value_date,
        entered_by=by.name, entered_at=now,
    )  # fmt: skip
    LINE.check(line.state, "match", by.actor)
    outcome = receiving.received(
        provider=Provider.BANK_TRANSFER, number=number, amount=amount, provider_ref=bank_ref, now=now,
        sender=receiving.Sender(line.payer_name, payer_account, line.payer_bank),
    )  # fmt: skip
    matched = outcome.fund is None
    line.intent, line.fund = outcome.intent if matched else None, outcome.fund
    audit.move(
        row=line, table=LINE, name="match" if matched else "set_aside", by=by, at=now, save=("intent", "fund"),
        deal_id=outcome.intent.deal_id if outcome.intent else None,
        fact=events.BankLineRecorded(at=now, line_id=line.id, matched=matched), bank_ref=bank_ref, **amount.as_json(),
    )  # fmt: skip
    return RecordedLine(line, line.intent, line.fund)


def _complete(bank_ref: str, payer_name: str, payer_account: str) -> None:
    wrong: dict[str, str] = {}
    if not 4 <= len(bank_ref) <= 60:
        wrong["bank_ref"] = _("Write the bank's own reference of the line (4 to 60 characters).")
    if not payer_name.strip():
        wrong["payer_name"] = _("Write the payer's name as on the statement.")
    if not 4 <= len(payer_account) <= 60:
        wrong["payer_account"] = _("Write the payer's account as on the statement; a refund goes back there.")
    if wrong:
        raise Malformed(fields=wrong)


def number_in(text: str) -> str:
    """The payment number written in a transfer text, as stored, or empty; its check digit must be right."""
    for found in _NUMBER.finditer(text):
        digits = "".join(ch for ch in found.group(1) if ch.isdigit())
        for length in (8, 12, 16):
            head = digits[:length]
            if len(head) == length and is_readable_number(head):
                return "P-" + "-".join(head[i : i + 4] for i in range(0, length, 4))
    return ""

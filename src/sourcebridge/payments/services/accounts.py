"""Where a company wants its money: claimed by the company, verified by the operator, held back after a change."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sourcebridge.audit import services as audit
from sourcebridge.kit import locks
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import Malformed
from sourcebridge.parameters import queries as parameters
from sourcebridge.payments import events
from sourcebridge.payments.models import PayoutAccount
from sourcebridge.payments.services import telling
from sourcebridge.payments.states import ACCOUNT, AccountState


@transaction.atomic
def claim_account(*, company_id: UUID, holder: str, bank: str, number: str, by: By, now: datetime) -> PayoutAccount:
    """Enter or change a company's payout account. After a change money goes there only from `usable_from` on.

    The wait is parameter payout.account_hold_hours; everyone who may edit the account is told. Payouts already asked
    keep the account they were asked for. Announces PayoutAccountClaimed. Raises Malformed.
    """
    holder, bank, number = holder.strip(), bank.strip(), "".join(number.split())
    _readable(holder, bank, number)
    locks.hold("payout_account", company_id)
    earlier = PayoutAccount.objects.filter(company_id=company_id)
    changed = earlier.filter(verified_at__isnull=False).exists()
    present = (
        earlier.filter(state__in=[AccountState.CLAIMED, AccountState.VERIFIED]).select_for_update(of=("self",)).first()
    )
    if present is not None:
        audit.move(
            row=present, table=ACCOUNT, name="replace", by=By(Actor.SUPPLIER, by.user_id, by.company_id, by.name),
            at=now, fact=None,
        )  # fmt: skip
    hold = parameters.span("payout.account_hold_hours", at=now)
    account = PayoutAccount.objects.create(
        company_id=company_id, holder=holder, bank=bank, number=number, claimed_by=by.name, claimed_at=now,
        usable_from=now + hold if changed else now,
    )  # fmt: skip
    audit.record(
        verb="payments.payout_account.claim", subject=account, by=by, at=now, after=account.state,
        number=account.masked, changed=changed,
    )  # fmt: skip
    audit.publish(events.PayoutAccountClaimed(at=now, account_id=account.id, company_id=company_id))
    telling.account_claimed(account, changed=changed, now=now)
    return account


def _readable(holder: str, bank: str, number: str) -> None:
    wrong: dict[str, str] = {}
    if not 2 <= len(holder) <= 120:
        wrong["holder"] = _("Write the name as the bank knows it.")
    if not 2 <= len(bank) <= 120:
        wrong["bank"] = _("Write the bank and its branch.")
    if not (8 <= len(number) <= 34 and number.isalnum() and number.isascii()):
        wrong["number"] = _("Write 8 to 34 digits or letters, as on the bank card or statement.")
    if wrong:
        raise Malformed(fields=wrong)


@transaction.atomic
def verify_account(*, account_id: UUID, by: By, now: datetime, note: str = "") -> PayoutAccount:
    """The operator has checked holder and number. Announces PayoutAccountDecided. Raises IllegalMove, NotFound."""
    account = locks.locked(PayoutAccount, account_id)
    ACCOUNT.check(account.state, "verify", by.actor)
    account.verified_by, account.verified_at, account.note = by.name, now, note[:300]
    return _decide(account, "verify", by, now, "verified_by", "verified_at", "note")


@transaction.atomic
def refuse_account(*, account_id: UUID, reason: str, by: By, now: datetime) -> PayoutAccount:
    """Refuse an account and tell the company why. Announces PayoutAccountDecided. Raises IllegalMove, NotFound."""
    account = locks.locked(PayoutAccount, account_id)
    ACCOUNT.check(account.state, "refuse", by.actor)
    account.note = reason[:300]
    return _decide(account, "refuse", by, now, "note")


def _decide(account: PayoutAccount, name: str, by: By, now: datetime, *save: str) -> PayoutAccount:
    audit.move(
        row=account, table=ACCOUNT, name=name, by=by, at=now, save=save, note=account.note,
        fact=events.PayoutAccountDecided(
            at=now, account_id=account.id, company_id=account.company_id, verified=name == "verify"
        ),
    )  # fmt: skip
    telling.account_decided(account, now=now)
    return account

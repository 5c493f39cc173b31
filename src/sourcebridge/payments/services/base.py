"""What several verbs share: numbers, the provider behind a code, the lock of an intent, its facts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.conf import settings

from sourcebridge.kit import locks
from sourcebridge.kit.errors import NotFound, ProviderError
from sourcebridge.kit.ids import drawn, readable_number
from sourcebridge.ledger import accounts
from sourcebridge.ledger.accounts import AccountRef
from sourcebridge.payments import events
from sourcebridge.payments.adapters import contract
from sourcebridge.payments.adapters.balance import BalanceProvider
from sourcebridge.payments.adapters.bank_transfer import BankTransferProvider
from sourcebridge.payments.adapters.contract import Charge
from sourcebridge.payments.errors import ProviderNotOffered
from sourcebridge.payments.models import PaymentIntent
from sourcebridge.payments.states import Provider

_PREFIXES = {
    "intent": ("P", "payments_intent_number"),
    "refund": ("R", "payments_refund_number"),
    "payout": ("O", "payments_payout_number"),
    "batch": ("F", "payments_batch_number"),
}
CUSTODIANS = {Provider.ALIPAY.value: "alipay", Provider.BANK_TRANSFER.value: "bank"}
P = TypeVar("P", bound=events.PaymentFact)


def next_number(kind: str) -> str:
    """The next readable number of a kind (intent, refund, payout, batch)."""
    return number_of(kind, *drawn(sequence_of(kind)))


def sequence_of(kind: str) -> str:
    """The database sequence behind a kind's numbers."""
    return _PREFIXES[kind][1]


def number_of(kind: str, sequence: int) -> str:
    """The readable number of a kind for a drawn value."""
    return readable_number(prefix=_PREFIXES[kind][0], sequence=sequence)


def provider(code: str) -> contract.Provider:
    """The provider behind a code, as the settings configure it; raises ProviderNotOffered."""
    if code == Provider.BALANCE:
        return BalanceProvider()
    if code == Provider.BANK_TRANSFER:
        return BankTransferProvider(settings.BANK_TRANSFER)
    if code == Provider.ALIPAY and settings.ALIPAY["gateway"]:
        from sourcebridge.payments.adapters.alipay.provider import AlipayProvider

        return AlipayProvider.configured()
    raise ProviderNotOffered


def offered(code: str) -> contract.Provider:
    """The provider behind a code, if a payer can be sent there now; raises ProviderNotOffered."""
    try:
        return provider(code)
    except ProviderError:
        raise ProviderNotOffered from None


def custodian(code: str, currency: str) -> AccountRef:
    """The asset account of what a provider holds for us."""
    return accounts.custodian(CUSTODIANS[code], currency)


def locked_intent(intent_id: UUID) -> PaymentIntent:
    """The intent locked for update, its deal (or top-up) held before. Raises NotFound."""
    found = PaymentIntent.objects.filter(pk=intent_id).values_list("deal_id", flat=True).first()
    if found is None and not PaymentIntent.objects.filter(pk=intent_id).exists():
        raise NotFound
    hold_for(found, intent_id)
    return locks.locked(PaymentIntent, intent_id)


def hold_for(deal_id: UUID | None, otherwise: UUID) -> None:
    """Hold the deal; money without a deal holds the given subject instead."""
    if deal_id is not None:
        locks.hold("deal", deal_id)
    else:
        locks.hold("payment", otherwise)


def charge_of(intent: PaymentIntent, *, now: datetime | None = None) -> Charge:
    """The intent as a provider needs it; `now` (business time) gives the minutes left to pay."""
    left = intent.expires_at - now if now and intent.expires_at else timedelta(days=1)
    return Charge(
        number=intent.number,
        amount=intent.money,
        title=intent.title,
        minutes_left=max(1, int(left / timedelta(minutes=1))),
    )


def fact(kind: type[P], intent: PaymentIntent, *, at: datetime) -> P:
    """A fact about an intent."""
    return kind(
        at=at,
        deal_id=intent.deal_id,
        intent_id=intent.id,
        amount=intent.money.amount,
        currency=intent.currency,
    )

"""Lifecycles of money coming in and going out; each service checks its table, each table draws its diagram."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.actors import Actor
from sourcebridge.kit.states import Lifecycle, move
from sourcebridge.parties.permissions import Permission


class Provider(models.TextChoices):
    """Where money comes from and goes back to."""

    BALANCE = "BALANCE", _("Prepaid balance")
    BANK_TRANSFER = "BANK_TRANSFER", _("Bank transfer")
    ALIPAY = "ALIPAY", _("Alipay")


class IntentState(models.TextChoices):
    """A payment we expect; UNKNOWN means the provider did not answer and is being asked."""

    CREATED = "CREATED", _("To be paid")
    PENDING = "PENDING", _("Payment started")
    UNKNOWN = "UNKNOWN", _("Being checked with the provider")
    SETTLED = "SETTLED", _("Paid")
    CLOSED = "CLOSED", _("Closed")
    FAILED = "FAILED", _("Failed")


class CallState(models.TextChoices):
    """A request to a provider: written before it is sent, answered or unknown after."""

    QUEUED = "QUEUED", _("Queued")
    SENT = "SENT", _("Sent")
    DONE = "DONE", _("Answered")
    UNKNOWN = "UNKNOWN", _("No answer")
    FAILED = "FAILED", _("Refused by the provider")


class RefundState(models.TextChoices):
    """Money on its way back to where it came from."""

    REQUESTED = "REQUESTED", _("Requested")
    SENT = "SENT", _("On its way")
    UNKNOWN = "UNKNOWN", _("Being checked with the provider")
    COMPLETED = "COMPLETED", _("Refunded")
    FAILED = "FAILED", _("Refused by the provider")


class FundState(models.TextChoices):
    """Money received that matches no open payment, until a person decides."""

    OPEN = "OPEN", _("Waiting for a decision")
    MATCHED = "MATCHED", _("Matched to a payment")
    RETURNED = "RETURNED", _("Sent back")
    CREDITED = "CREDITED", _("Credited to a balance")
    DISMISSED = "DISMISSED", _("Never reached us")


class LineState(models.TextChoices):
    """One line of the custodian bank's statement."""

    ENTERED = "ENTERED", _("Entered")
    MATCHED = "MATCHED", _("Matched")
    UNMATCHED = "UNMATCHED", _("No matching payment")


class AccountState(models.TextChoices):
    """A bank account for payouts: what the company claims, and what the operator has verified."""

    CLAIMED = "CLAIMED", _("Claimed")
    VERIFIED = "VERIFIED", _("Verified")
    REFUSED = "REFUSED", _("Refused")
    REPLACED = "REPLACED", _("Replaced")


class PayoutState(models.TextChoices):
    """Money leaving through the bank: asked for, in a bank file, settled by a second person."""

    ASKED = "ASKED", _("Asked for")
    FILED = "FILED", _("In a bank file")
    SETTLED = "SETTLED", _("Paid out")
    FAILED = "FAILED", _("Came back")


_I = IntentState
_OPEN = (_I.CREATED, _I.PENDING)
OPEN_INTENT = frozenset({_I.CREATED.value, _I.PENDING.value, _I.UNKNOWN.value})

PAYMENT = Lifecycle(
    name="payments.intent",
    states=IntentState,
    initial=_I.CREATED,
    final=frozenset({_I.SETTLED.value, _I.CLOSED.value, _I.FAILED.value}),
    moves=(
        move("start", _OPEN, _I.PENDING, by=Actor.BUYER, event="payments.PaymentStarted", label=_("Pay"),
             permission=Permission.ORDER_PAY, tone="primary"),
        move("pay_from_balance", _OPEN, _I.SETTLED, by=Actor.BUYER, event="payments.PaymentSettled",
             label=_("Pay from the balance"), permission=Permission.ORDER_PAY, tone="primary"),
        move("settle", (*_OPEN, _I.UNKNOWN), _I.SETTLED, by=Actor.PROVIDER, event="payments.PaymentSettled",
             label=_("Payment received")),
        move("match", (*_OPEN, _I.UNKNOWN), _I.SETTLED, by=Actor.OPERATOR, event="payments.PaymentSettled",
             label=_("Match received money"), permission=Permission.UNMATCHED_RESOLVE),
        move("lose_sight", _I.PENDING, _I.UNKNOWN, by=Actor.PROVIDER, event="payments.PaymentUnknown",
             label=_("Provider did not answer")),
        move("find", _I.UNKNOWN, _I.PENDING, by=Actor.PROVIDER, event="payments.PaymentFound",
             label=_("Provider says: not paid yet")),
        move("fail", (*_OPEN, _I.UNKNOWN), _I.FAILED, by=Actor.PROVIDER, event="payments.PaymentFailed",
             label=_("Closed at the provider")),
        move("close", _OPEN, _I.CLOSED, by=Actor.SYSTEM, event="payments.PaymentClosed", label=_("Close the payment")),
    ),
)  # fmt: skip

_C = CallState
CALL = Lifecycle(
    name="payments.provider_call",
    states=CallState,
    initial=_C.QUEUED,
    final=frozenset({_C.DONE.value, _C.FAILED.value}),
    moves=(
        move("send", (_C.QUEUED, _C.SENT, _C.UNKNOWN), _C.SENT, by=Actor.SYSTEM, event="", label=_("Send")),
        move("answer", (_C.SENT, _C.UNKNOWN), _C.DONE, by=Actor.PROVIDER, event="", label=_("Answer")),
        move("lose", _C.SENT, _C.UNKNOWN, by=Actor.PROVIDER, event="", label=_("No answer")),
        move("refuse", (_C.SENT, _C.UNKNOWN), _C.FAILED, by=Actor.PROVIDER, event="", label=_("Refusal")),
    ),
)

_R = RefundState
REFUND = Lifecycle(
    name="payments.refund",
    states=RefundState,
    initial=_R.REQUESTED,
    final=frozenset({_R.COMPLETED.value}),
    moves=(
        move("send", (_R.REQUESTED, _R.UNKNOWN), _R.SENT, by=Actor.SYSTEM, event="payments.RefundSent",
             label=_("Send to the provider")),
        move("lose_sight", _R.SENT, _R.UNKNOWN, by=Actor.PROVIDER, event="payments.RefundUnknown",
             label=_("Provider did not answer")),
        move("complete", (_R.REQUESTED, _R.SENT, _R.UNKNOWN), _R.COMPLETED, by=Actor.PROVIDER,
             event="payments.RefundCompleted", label=_("Refund confirmed")),
        move("refuse", (_R.SENT, _R.UNKNOWN), _R.FAILED, by=Actor.PROVIDER, event="payments.RefundFailed",
             label=_("Refund refused")),
        move("retry", _R.FAILED, _R.REQUESTED, by=Actor.OPERATOR, event="payments.RefundRequested",
             label=_("Try again"), permission=Permission.UNMATCHED_RESOLVE),
        move("credit", _R.FAILED, _R.COMPLETED, by=Actor.OPERATOR, event="payments.RefundCompleted",
             label=_("Credit to the prepaid balance instead"), permission=Permission.UNMATCHED_RESOLVE),
    ),
)  # fmt: skip

_F = FundState
FUND = Lifecycle(
    name="payments.unmatched_fund",
    states=FundState,
    initial=_F.OPEN,
    final=frozenset({_F.MATCHED.value, _F.RETURNED.value, _F.CREDITED.value, _F.DISMISSED.value}),
    moves=(
        move("match", _F.OPEN, _F.MATCHED, by=Actor.OPERATOR, event="payments.FundsResolved",
             label=_("Match to a payment"), permission=Permission.UNMATCHED_RESOLVE, tone="primary"),
        move("return", _F.OPEN, _F.RETURNED, by=Actor.OPERATOR, event="payments.FundsResolved",
             label=_("Send back"), permission=Permission.UNMATCHED_RESOLVE),
        move("credit", _F.OPEN, _F.CREDITED, by=Actor.OPERATOR, event="payments.FundsResolved",
             label=_("Credit to a balance"), permission=Permission.UNMATCHED_RESOLVE),
        move("dismiss", _F.OPEN, _F.DISMISSED, by=Actor.OPERATOR, event="payments.FundsResolved",
             label=_("Never reached us"), permission=Permission.UNMATCHED_RESOLVE, tone="danger"),
    ),
)  # fmt: skip

_L = LineState
LINE = Lifecycle(
    name="payments.bank_line",
    states=LineState,
    initial=_L.ENTERED,
    final=frozenset({_L.MATCHED.value, _L.UNMATCHED.value}),
    moves=(
        move("match", _L.ENTERED, _L.MATCHED, by=Actor.OPERATOR, event="payments.BankLineRecorded",
             label=_("Match"), permission=Permission.PAYMENT_MATCH, action="record"),
        move("set_aside", _L.ENTERED, _L.UNMATCHED, by=Actor.OPERATOR, event="payments.BankLineRecorded",
             label=_("Set aside"), permission=Permission.PAYMENT_MATCH, action="record"),
    ),
)  # fmt: skip

_A = AccountState
ACCOUNT = Lifecycle(
    name="payments.payout_account",
    states=AccountState,
    initial=_A.CLAIMED,
    final=frozenset({_A.REFUSED.value, _A.REPLACED.value}),
    moves=(
        move("verify", _A.CLAIMED, _A.VERIFIED, by=Actor.OPERATOR, event="payments.PayoutAccountDecided",
             label=_("Account verified"), permission=Permission.PAYOUT_FILE, tone="primary"),
        move("refuse", _A.CLAIMED, _A.REFUSED, by=Actor.OPERATOR, event="payments.PayoutAccountDecided",
             label=_("Refuse account"), permission=Permission.PAYOUT_FILE, tone="danger"),
        move("replace", (_A.CLAIMED, _A.VERIFIED), _A.REPLACED, by=Actor.SUPPLIER,
             event="payments.PayoutAccountClaimed", label=_("Replace account"),
             permission=Permission.PAYOUT_ACCOUNT_EDIT),
    ),
)  # fmt: skip

_O = PayoutState
PAYOUT = Lifecycle(
    name="payments.payout",
    states=PayoutState,
    initial=_O.ASKED,
    final=frozenset({_O.FAILED.value}),
    moves=(
        move("file", _O.ASKED, _O.FILED, by=Actor.OPERATOR, event="payments.PayoutFiled",
             label=_("Put into a bank file"), permission=Permission.PAYOUT_FILE, tone="primary"),
        move("settle", _O.FILED, _O.SETTLED, by=Actor.OPERATOR, event="payments.PayoutSettled",
             label=_("Mark as paid out"), permission=Permission.PAYOUT_SETTLE, tone="primary"),
        move("fail", _O.FILED, _O.FAILED, by=Actor.OPERATOR, event="payments.PayoutFailed",
             label=_("The bank refused it"), permission=Permission.PAYOUT_SETTLE, tone="danger"),
        move("bounce", _O.SETTLED, _O.FAILED, by=Actor.OPERATOR, event="payments.PayoutFailed",
             label=_("The money came back"), permission=Permission.PAYOUT_SETTLE, tone="danger"),
    ),
)  # fmt: skip

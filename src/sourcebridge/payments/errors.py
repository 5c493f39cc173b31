"""What payments refuse, each with what to do next."""

from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.errors import Refusal


class PaymentAlreadyReceived(Refusal):
    """The deal is paid, or nobody knows yet whether it is: it cannot be closed as unpaid."""

    code = "payment_already_received"
    status = 409
    sentence = _("A payment was received or is being checked. Wait for the result, or ask for a refund.")


class PaymentNotOpen(Refusal):
    """The payment was closed, replaced or already made."""

    code = "payment_not_open"
    status = 409
    sentence = _("This payment is no longer open. Go back to the order to see what is due now.")


class ProviderNotOffered(Refusal):
    """The provider cannot take this payment."""

    code = "provider_not_offered"
    status = 422
    sentence = _("This way of paying is not offered here. Choose one of the ways shown.")


class PaymentBeingChecked(Refusal):
    """The provider has not answered; paying again could pay twice."""

    code = "payment_being_checked"
    status = 409
    sentence = _("We are asking the provider about an earlier attempt. Please wait before paying again.")


class RefundTooLarge(Refusal):
    """More than what was paid and not yet refunded."""

    code = "refund_too_large"
    status = 409
    sentence = _("At most %(available)s %(currency)s can be refunded. Choose a smaller amount.")


class NothingPaid(Refusal):
    """There is no settled payment to refund."""

    code = "nothing_paid"
    status = 409
    sentence = _("Nothing was paid for this order, so there is nothing to refund.")


class SourceUnknown(Refusal):
    """A transfer came without an account to send it back to."""

    code = "source_unknown"
    status = 409
    sentence = _("The sender's account is not known. Enter it on the statement line, or credit a balance instead.")


class AmountsDiffer(Refusal):
    """Received money pays a payment only when amount and currency are equal."""

    code = "amounts_differ"
    status = 409
    sentence = _("%(received)s was received but %(expected)s is due. Send it back or credit it to a balance instead.")


class NotHeld(Refusal):
    """The money was addressed to another payee and is not in our custody."""

    code = "not_held"
    status = 409
    sentence = _("This money was addressed to another payee and is not in our custody. It can only be dismissed.")


class StillHeld(Refusal):
    """Money in custody is never dismissed."""

    code = "still_held"
    status = 409
    sentence = _("This money is in our custody. Match it, send it back or credit it to a balance.")


class BankLineKnown(Refusal):
    """The same bank reference was entered with other details."""

    code = "bank_line_known"
    status = 409
    sentence = _("Bank reference %(bank_ref)s was already entered with other details. Compare both with the statement.")


class NoPayoutAccount(Refusal):
    """The company has no verified account that may be used now."""

    code = "no_payout_account"
    status = 409
    sentence = _("There is no verified payout account yet. Enter one and wait for the operator to verify it.")


class PayoutAccountOnHold(Refusal):
    """A changed account waits before money goes to it."""

    code = "payout_account_on_hold"
    status = 409
    sentence = _("The payout account was changed. For your protection it can be used from %(usable_from)s on.")


class PayoutTooSmall(Refusal):
    """Below the smallest payout."""

    code = "payout_too_small"
    status = 422
    sentence = _("The smallest payout is %(minimum)s %(currency)s.")


class AmountNotPositive(Refusal):
    """An amount must be above zero."""

    code = "amount_not_positive"
    status = 422
    sentence = _("Enter an amount above zero.")


class SamePerson(Refusal):
    """Two different persons are needed: the one who made the file cannot confirm it."""

    code = "same_person"
    status = 403
    sentence = _("You prepared this payout yourself. A second person must confirm that the bank paid it.")


class NothingToPay(Refusal):
    """No payout waits to be filed."""

    code = "nothing_to_pay"
    status = 409
    sentence = _("No payout is waiting for a bank file. Come back when a supplier has asked for one.")


class FileDamaged(Refusal):
    """The stored bank file no longer has the hash it was made with."""

    code = "file_damaged"
    status = 409
    sentence = _("This bank file differs from the one that was made. Do not use it, and call the person in charge.")


class PeriodUnclear(Refusal):
    """The period's end is not after its start."""

    code = "period_unclear"
    status = 422
    sentence = _("The period must end after it starts, and cover at most 400 days.")

"""What the books refuse."""

from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.errors import Refusal


class InsufficientFunds(Refusal):
    """The account would go below zero. Facts: `available`, `needed` (amounts), `currency`, `account` (code)."""

    code = "insufficient_funds"
    status = 409
    sentence = _(
        "The balance does not cover this: %(needed)s %(currency)s needed, %(available)s %(currency)s available. "
        "Top up or choose another way to pay."
    )


class EntryIdReused(Refusal):
    """The entry id was used before for other legs."""

    code = "entry_id_reused"
    status = 409
    sentence = _("This movement was already booked with other amounts. Reload the page to see what was booked.")


class AlreadyReversed(Refusal):
    """An entry is reversed at most once."""

    code = "already_reversed"
    status = 409
    sentence = _("This movement was already reversed. Reload the page to see the reversal.")


class Unbalanced(ValueError):
    """The caller's lines do not sum to zero per currency: a mistake in the program, not of the user."""


class HeadLost(RuntimeError):
    """The head kept outside the database and the seals disagree: the books or the head file were tampered with."""

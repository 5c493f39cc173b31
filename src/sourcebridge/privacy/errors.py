"""Why data is not handed out or not erased."""

from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.errors import Refusal


class OrdersOpen(Refusal):
    """The person alone owns a company whose orders are open."""

    code = "orders_open"
    status = 409
    sentence = _(
        "You are the only owner of %(company)s, which has open orders. "
        "Finish them or name another owner, then ask again."
    )


class OnlyOperator(Refusal):
    """The platform would be left without an owner."""

    code = "only_operator"
    status = 409
    sentence = _("You are the only owner of the platform's company. Name another owner, then ask again.")


class ErasureAsked(Refusal):
    """There is one waiting already."""

    code = "erasure_asked"
    status = 409
    sentence = _("Your data is already waiting to be erased. Take that back first if you changed your mind.")


class NoErasure(Refusal):
    """There is none that could be taken back."""

    code = "no_erasure"
    status = 409
    sentence = _("No erasure is waiting, so there is nothing to take back.")


class ExportUnderWay(Refusal):
    """One file at a time."""

    code = "export_under_way"
    status = 409
    sentence = _("Your data is being gathered already. Reload the page in a minute.")


class LinkOld(Refusal):
    """The link of the file is old, or another person's."""

    code = "link_old"
    status = 403
    sentence = _("This link works for 15 minutes and only for you. Open the page of your data and take a new one.")


class HoldWithoutReason(Refusal):
    """A hold says why."""

    code = "hold_without_reason"
    status = 422
    sentence = _("Write why this data must stay and who asked for it.")


class TableUnknown(Refusal):
    """A hold names tables that hold personal data."""

    code = "table_unknown"
    status = 422
    sentence = _("“%(table)s” holds no personal data. Choose from the list, or name no table to keep all.")

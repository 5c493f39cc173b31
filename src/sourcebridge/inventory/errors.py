"""What stock refuses."""

from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.errors import Refusal


class OutOfStock(Refusal):
    """Less is free than asked. Facts: `sku` (id), `available`, `asked` (with unit); `fields` name every short SKU."""

    code = "out_of_stock"
    status = 409
    sentence = _("Only %(available)s of %(asked)s are free. Lower the quantity or choose another variant.")


class HoardingCap(Refusal):
    """One buyer holds too much unpaid. Facts: `sku`, `limit`, `held` (with unit)."""

    code = "hoarding_cap"
    status = 409
    sentence = _(
        "Your company already holds %(held)s of these goods unpaid; %(limit)s at a time is the limit. "
        "Pay or cancel the open orders first."
    )


class AlreadyReserved(Refusal):
    """The line has a live reservation."""

    code = "already_reserved"
    status = 409
    sentence = _("Goods are already reserved for this line. Reload the page to see them.")


class NotReserved(Refusal):
    """The line has less reserved than asked. Facts: `line`, `reserved`, `asked`."""

    code = "not_reserved"
    status = 409
    sentence = _("Only %(reserved)s of %(asked)s are reserved for this line. Reload the page and lower the quantity.")


class MoreThanShipped(Refusal):
    """More is to come back than went out. Facts: `line`, `shipped`, `asked`."""

    code = "more_than_shipped"
    status = 409
    sentence = _("Only %(shipped)s were shipped and not yet returned. Lower the quantity.")


class BelowReserved(Refusal):
    """The count would fall below what is promised. Facts: `reserved`, `asked`."""

    code = "below_reserved"
    status = 409
    sentence = _("%(reserved)s are promised to orders, so the stock cannot become %(asked)s. Decline orders first.")


class StaleCount(Refusal):
    """Goods moved since the count was read. Facts: `on_hand`, `version`."""

    code = "stale_count"
    status = 409
    sentence = _("Goods moved since you read the stock: it is now %(on_hand)s. Check and count again.")


class ReasonMissing(Refusal):
    """A correction needs a reason."""

    code = "reason_missing"
    status = 422
    sentence = _("Say why the stock is corrected; the reason stands in the journal.")


class NothingToMove(Refusal):
    """The quantity is zero or below."""

    code = "nothing_to_move"
    status = 422
    sentence = _("Give a quantity above zero.")

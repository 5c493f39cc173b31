"""What the domestic door refuses, and what to do then."""

from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.errors import Refusal


class QuantityNotValid(Refusal):
    """A quantity misses the MOQ or the batch; the nearest valid ones are named, nothing is rounded."""

    code = "quantity_not_valid"
    status = 422
    sentence = _("“%(goods)s”: %(quantity)s cannot be ordered. The nearest quantities are %(nearest)s.")


class NotEnoughStock(Refusal):
    """More is wanted than can be promised now."""

    code = "not_enough_stock"
    status = 409
    sentence = _("“%(goods)s”: only %(available)s can be promised now. Order less, or ask the supplier.")


class NotForSale(Refusal):
    """A SKU is unknown, retired or withdrawn."""

    code = "not_for_sale"
    status = 409
    sentence = _("“%(goods)s” is no longer for sale. Take it out of the cart.")


class PriceHidden(Refusal):
    """The supplier shows prices to approved buyers only."""

    code = "price_hidden"
    status = 403
    sentence = _("“%(goods)s”: the supplier shows prices to approved buyers only. Ask to see them on the goods' page.")


class NoSamples(Refusal):
    """The supplier sells no samples of these goods."""

    code = "no_samples"
    status = 409
    sentence = _("“%(goods)s” is not sold as a sample. Order the MOQ instead.")


class TooManySamples(Refusal):
    """More samples than the supplier gives one buyer."""

    code = "too_many_samples"
    status = 422
    sentence = _("“%(goods)s”: at most %(most)s can be ordered as samples. Order fewer, or order the MOQ.")


class OneSupplier(Refusal):
    """The lines belong to several suppliers."""

    code = "one_supplier_per_order"
    status = 422
    sentence = _("An order goes to one supplier. Place one order for each supplier.")


class NothingOrdered(Refusal):
    """No line has a quantity."""

    code = "nothing_ordered"
    status = 422
    sentence = _("Enter a quantity for at least one line.")


class TooManyLines(Refusal):
    """More lines than the operator allows."""

    code = "too_many_lines"
    status = 422
    sentence = _("An order has at most %(most)s lines. Split it into several orders.")


class PriceChanged(Refusal):
    """What the buyer saw in the preview is no longer what would be agreed."""

    code = "price_changed"
    status = 409
    sentence = _(
        "Price, stock or freight changed since your preview; the total is now %(total)s. Look again, then order."
    )


class CarrierNotOffered(Refusal):
    """The carrier does not serve the address for these goods."""

    code = "carrier_not_offered"
    status = 422
    sentence = _("This carrier does not serve the address. Choose one of: %(carriers)s.")


class AddressMissing(Refusal):
    """Nobody said where the goods go."""

    code = "address_missing"
    status = 422
    sentence = _("Choose or enter a delivery address.")


class TooSoonToClose(Refusal):
    """An order younger than some seconds cannot be closed (domain.md A6 CLOSE_ORDER_TOO_FAST)."""

    code = "close_order_too_fast"
    status = 409
    sentence = _("The order was placed a moment ago. Wait %(seconds)s seconds, then cancel it.")


class NotOpenForShipping(Refusal):
    """More is to be shipped than the line has open."""

    code = "more_than_open"
    status = 422
    sentence = _("“%(goods)s”: %(open)s is still open, %(asked)s is too much.")


class NothingChanged(Refusal):
    """The new price and freight are the old ones, or the total would not be above zero."""

    code = "nothing_changed"
    status = 422
    sentence = _("Enter a price or freight that differs from the present one; the total stays above zero.")


class UrgedAlready(Refusal):
    """A buyer may urge once in 24 hours."""

    code = "urged_already"
    status = 409
    sentence = _("You urged the supplier within the last 24 hours. You can urge again later.")

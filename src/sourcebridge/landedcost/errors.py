"""What landed cost refuses."""

from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.errors import Refusal


class NothingMeasured(Refusal):
    """Neither the goods nor their category say what they weigh. Facts: `name`."""

    code = "landed_not_measured"
    status = 409
    sentence = _(
        "What “%(name)s” weighs and takes is not known. Give one carton's size and weight, or ask the supplier."
    )


class NoWay(Refusal):
    """No service prices the load. Facts: `why`, `country`."""

    code = "landed_no_way"
    status = 409
    sentence = _("No service takes these goods to %(country)s. %(why)s")


class NoPriceThere(Refusal):
    """The goods have no price at this quantity for this reader. Facts: `least`."""

    code = "landed_no_price"
    status = 409
    sentence = _("There is no price for this quantity. The least is %(least)s.")


class PricesHidden(Refusal):
    """The shop shows its prices to buyers it approved."""

    code = "landed_price_hidden"
    status = 403
    sentence = _("This shop shows its prices to buyers it approved. Ask it to show them first.")


class FeeWrong(Refusal):
    """A fee's row contradicts itself. Facts: `why`."""

    code = "landed_fee_wrong"
    status = 422
    sentence = _("The fee cannot be kept: %(why)s")


class CountryUnknown(Refusal):
    """Nobody wrote down the country. Facts: `country`."""

    code = "landed_country_unknown"
    status = 422
    sentence = _("“%(country)s” is no country of the list. Choose one of the listed countries.")


class TooManySaved(Refusal):
    """A company keeps as many saved calculations as it may. Facts: `most`."""

    code = "landed_too_many"
    status = 409
    sentence = _("You keep %(most)s calculations already. Delete one you no longer need.")


class NameMissing(Refusal):
    """A calculation without a name."""

    code = "landed_name_missing"
    status = 422
    sentence = _("Give the calculation a name, then save it.")


class QuestionUnreadable(Refusal):
    """The question does not stand in the address any more."""

    code = "landed_question"
    status = 422
    sentence = _("The question could not be read. Open the calculation again and keep it from there.")

"""What customs refuses."""

from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.errors import Refusal


class NoStructure(Refusal):
    """Nobody has written down how the country charges. Facts: `country`."""

    code = "customs_country_unknown"
    status = 409
    sentence = _("How %(country)s charges imports is not known here. Choose another country or ask the operator.")


class WrongCurrency(Refusal):
    """An entry is reckoned in the country's own currency. Facts: `country`, `currency`."""

    code = "customs_currency"
    status = 422
    sentence = _("Customs of %(country)s counts in %(currency)s. Change the amounts into it first.")


class NoLines(Refusal):
    """An entry without goods."""

    code = "customs_no_lines"
    status = 422
    sentence = _("An entry needs goods. Add at least one line.")


class IossNotOpen(Refusal):
    """The shop scheme does not take the consignment. Facts: `why`."""

    code = "customs_ioss_not_open"
    status = 409
    sentence = _("The import one-stop shop does not take this parcel: %(why)s Reckon it for home use.")


class BondNotOpen(Refusal):
    """No bonded structure for the country. Facts: `country`."""

    code = "customs_bond_not_open"
    status = 409
    sentence = _("A bonded entry is not known for %(country)s. Reckon it for home use.")


class ValueRuleMissing(Refusal):
    """The value for customs needs a row that is not there or has ended. Facts: `why`."""

    code = "customs_value_rule"
    status = 409
    sentence = _("The value for customs cannot be found: %(why)s")

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


class NothingToPublish(Refusal):
    """A file or form without a row."""

    code = "customs_no_rows"
    status = 422
    sentence = _("There is no row of duty in it. Give a header and at least one line.")


class RowsBroken(Refusal):
    """Rows cannot be taken. Facts: `count`; the fields name each line."""

    code = "customs_rows_broken"
    status = 422
    sentence = _("%(count)d lines cannot be taken. Correct them as noted and preview again.")


class DutyEndedAlready(Refusal):
    """The row was ended. Facts: `date`."""

    code = "customs_duty_ended"
    status = 409
    sentence = _("This row was ended on %(date)s. Publish a new row for what holds since.")


class EndsBeforeStart(Refusal):
    """A row cannot end before the day ahead of its first. Facts: `date`."""

    code = "customs_ends_too_early"
    status = 422
    sentence = _("This row cannot end before %(date)s. Choose that day (it then never held) or a later one.")


class NotNewest(Refusal):
    """A later version of the row exists."""

    code = "customs_duty_superseded"
    status = 409
    sentence = _("A later version of this row exists. End that one.")


class CodeUnknown(Refusal):
    """Not a subheading of the nomenclature. Facts: `code`."""

    code = "customs_code_unknown"
    status = 422
    sentence = _("%(code)s is not a subheading of six digits. Search for the goods and choose one.")


class NationalCodeWrong(Refusal):
    """A national code does not begin with the six digits. Facts: `code`, `national`."""

    code = "customs_national_code"
    status = 422
    sentence = _("%(national)s is not a national code under %(code)s. Give 8 to 12 digits beginning with it.")


class OriginWrong(Refusal):
    """An origin that is no code of a country. Facts: `origin`."""

    code = "customs_origin"
    status = 422
    sentence = _("%(origin)s is not a country. Give its code of two letters, like CN.")


class NomenclatureUnreadable(Refusal):
    """The nomenclature's file does not fit. Facts: `line`, `why`."""

    code = "customs_nomenclature"
    status = 422
    sentence = _("Line %(line)s of the nomenclature cannot be taken: %(why)s Correct the file and load it again.")

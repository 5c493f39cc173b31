"""What the catalogue refuses, each with what to do next."""

from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.errors import Refusal


class NotASeller(Refusal):
    """The acting company has no right to a shop."""

    code = "not_a_seller"
    status = 403
    sentence = _("Your company does not sell yet. Switch on “sells” in the company's profile first.")


class HandleTaken(Refusal):
    """Another product of the shop has this handle."""

    code = "handle_taken"
    sentence = _("Your shop already has goods under “%(handle)s”. Choose another short name for the address.")


class LadderBroken(Refusal):
    """A price ladder must rise in quantity and must not rise in price (domain.md A2)."""

    code = "ladder_broken"
    status = 422
    sentence = _("Quantities of the ladder must rise and prices must not: correct the step from %(quantity)s.")


class LadderTooLong(Refusal):
    """More steps than the operator allows."""

    code = "ladder_too_long"
    status = 422
    sentence = _("A price ladder has at most %(most)s steps. Leave some out.")


class BelowFirstTier(Refusal):
    """There is no price below the first step (domain.md A2)."""

    code = "below_first_tier"
    status = 422
    sentence = _("The price starts at %(least)s. Order at least that much.")


class StepMismatch(Refusal):
    """MOQ, batch multiple and ladder are counted in steps of the unit."""

    code = "step_mismatch"
    status = 422
    sentence = _(
        "The batch multiple must be at least one step of the unit, and the first price must start at or below the MOQ."
    )


class NotReady(Refusal):
    """Something is missing before goods can be sold."""

    code = "not_ready"
    sentence = _("These goods cannot be published yet; missing: %(missing)s.")


class OptionsRepeat(Refusal):
    """Two SKUs of one product have the same options or code."""

    code = "options_repeat"
    status = 422
    sentence = _("Two variants are the same: “%(options)s”. Give each its own options and article number.")


class UnitFixed(Refusal):
    """Unit and currency of goods that were once published stay, since orders refer to them."""

    code = "unit_fixed"
    sentence = _("Unit and currency cannot change once goods were published. Make new goods instead.")


class UnknownBuyer(Refusal):
    """No company is registered under this name."""

    code = "unknown_buyer"
    status = 422
    sentence = _("No company is registered as “%(name)s”. Ask your customer for the exact registered name.")


class AgreedAbovePublic(Refusal):
    """An agreed price above the public one would punish the customer it was promised to."""

    code = "agreed_above_public"
    status = 422
    sentence = _("From %(quantity)s the public price is %(public)s: an agreed price cannot be higher. Lower it.")


class PeriodBackwards(Refusal):
    """An agreed price ends after it starts."""

    code = "period_backwards"
    status = 422
    sentence = _("The last day lies before the first. Correct the period.")


class FileUnreadable(Refusal):
    """The uploaded file is not a product export."""

    code = "import_unreadable"
    status = 422
    sentence = _("This file cannot be read as Shopify's product export: %(why)s Export the products as CSV again.")


class AnswersWrong(Refusal):
    """An answer the import needs is missing or out of range."""

    code = "import_answers"
    status = 422
    sentence = _("Some answers are missing; see the notes beside them.")


class TooManyPictures(Refusal):
    """One product has a limited number of pictures."""

    code = "too_many_pictures"
    sentence = _("Goods have at most %(most)s pictures. Remove one first.")

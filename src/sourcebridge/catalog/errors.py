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
    sentence = _("This file cannot be taken. %(why)s")


class ColumnsWrong(Refusal):
    """A mapping leaves out what every product needs."""

    code = "import_columns"
    status = 422
    sentence = _("Say which column holds %(missing)s; without it no product can be made.")


class AnswersWrong(Refusal):
    """An answer the import needs is missing or out of range."""

    code = "import_answers"
    status = 422
    sentence = _("Some answers are missing; see the notes beside them.")


class TooManyPictures(Refusal):
    """One product has a limited number of pictures."""

    code = "too_many_pictures"
    sentence = _("Goods have at most %(most)s pictures. Remove one first.")


class CodeTaken(Refusal):
    """Another category, attribute or option has this code."""

    code = "category_code_taken"
    sentence = _("The code “%(code)s” is already used here. Choose another.")


class WrongLevel(Refusal):
    """The tree has three levels, and a category stays on its own."""

    code = "category_level"
    status = 422
    sentence = _("“%(name)s” cannot stand below “%(parent)s”: choose a category one level above it.")


class StillInUse(Refusal):
    """Goods stand in the category, and goods are never left without one."""

    code = "category_has_goods"
    sentence = _("%(count)s goods stand in “%(name)s”. Name the category they move to.")


class HasBranches(Refusal):
    """Categories in use stand below."""

    code = "category_has_branches"
    sentence = _("Categories in use stand below “%(name)s”. Retire or move them first.")


class NeedsParent(Refusal):
    """A category in use stands below categories in use."""

    code = "category_parent_retired"
    sentence = _("“%(name)s” stands below a retired category. Take that one back first.")


class NotRetirable(Refusal):
    """Goods nobody sorted yet need a place."""

    code = "category_kept"
    sentence = _("Goods without a category stand here; this one cannot be retired.")


class AttributeRepeats(Refusal):
    """One attribute per code on every way from the top to a leaf."""

    code = "attribute_repeats"
    sentence = _("“%(category)s” already has an attribute “%(code)s” on the same branch. Edit that one instead.")


class KindFixed(Refusal):
    """Answers of goods depend on how an attribute is answered."""

    code = "attribute_kind_fixed"
    sentence = _("%(count)s goods already answer “%(name)s”: how it is answered stays. Make a new attribute instead.")


class TooManyFilters(Refusal):
    """A buyer is shown a limited number of filters."""

    code = "too_many_filters"
    sentence = _("“%(name)s” would have more than %(most)s filters. Switch another one off first.")


class TreeFileWrong(Refusal):
    """The uploaded file is not a table of categories or attributes."""

    code = "category_file"
    status = 422
    sentence = _("This file cannot be applied: %(why)s Export the table, change it there and send it again.")


class ClosureInPast(Refusal):
    """Holidays are announced before they are over."""

    code = "closure_in_past"
    status = 422
    sentence = _("These holidays are over already. Choose a last day that is still to come.")


class ClosureOverlaps(Refusal):
    """One announcement per day, so that a promise has one end."""

    code = "closure_overlaps"
    sentence = _("The shop is closed from %(first)s to %(last)s already. Choose other days, or end those first.")


class SectionNameTaken(Refusal):
    """Two shelves of a shop have the same name."""

    code = "section_name_taken"
    sentence = _("Your shop already has a shelf “%(name)s”. Choose another name.")


class PricesOpen(Refusal):
    """The shop hides no prices from this buyer, so there is nothing to ask for."""

    code = "prices_open"
    sentence = _("You see the prices of these goods already: there is nothing to ask for.")


class AlreadyAsked(Refusal):
    """The shop has not answered the earlier wish yet."""

    code = "prices_asked"
    sentence = _("Your company asked this shop already. It answers in your notices; there is nothing to do until then.")


class ChangeMoved(Refusal):
    """The goods, or the edit, changed since the reviewer looked."""

    code = "change_moved"
    sentence = _("The goods changed since this page was drawn. Look at the new difference and decide again.")


class VersionUnknown(Refusal):
    """A version cannot be taken up again."""

    code = "version_lost"
    sentence = _("Version %(revision)s names variants that cannot be told apart today. Enter its values by hand.")


class TextMoved(Refusal):
    """The original changed after the translation was made."""

    code = "text_moved"
    sentence = _("The original changed meanwhile. Read it again and translate the new wording.")


class TextsUnreadable(Refusal):
    """The uploaded workbook is not our table of texts."""

    code = "texts_unreadable"
    status = 422
    sentence = _("This file is not the table of texts: %(why)s Download the table again and fill it in.")


class NothingChosen(Refusal):
    """A bulk change needs goods."""

    code = "bulk_nothing_chosen"
    status = 422
    sentence = _("Choose at least one of your goods first.")


class BulkValueWrong(Refusal):
    """What shall be set is missing or out of range; `fields` name it."""

    code = "bulk_value"
    status = 422
    sentence = _("Say what shall be set; see the note beside it.")


class UndoOver(Refusal):
    """The time for putting a bulk change back has passed."""

    code = "bulk_undo_over"
    sentence = _("This could be undone until %(until)s. Make the opposite change instead.")


class PriceVanishes(Refusal):
    """A price would fall to nothing."""

    code = "bulk_price_vanishes"
    status = 422
    sentence = _("The price %(price)s would fall to nothing. Take off less.")


class ChangedSince(Refusal):
    """The goods were changed again after the bulk change, which stays untouched."""

    code = "bulk_changed_since"
    sentence = _("These goods were changed again since; that change stays. Edit them by hand.")

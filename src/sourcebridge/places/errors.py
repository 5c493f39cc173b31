"""What places refuse."""

from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.errors import Refusal


class CodeTaken(Refusal):
    """Another place has this code, or the hall another stall with this number. Facts: `code`."""

    code = "place_code_taken"
    status = 409
    sentence = _("“%(code)s” is already used here. Choose another.")


class CodeUnreadable(Refusal):
    """The code is no slug. Facts: `code`."""

    code = "place_code_unreadable"
    status = 422
    sentence = _("“%(code)s” cannot stand in an address. Use small letters, digits and hyphens.")


class NameMissing(Refusal):
    """A place needs its name in both languages."""

    code = "place_name_missing"
    status = 422
    sentence = _("Give the name in Chinese and in English.")


class OutsideMap(Refusal):
    """The position is not on the map. Facts: `lon`, `lat`."""

    code = "outside_map"
    status = 422
    sentence = _("%(lon)s, %(lat)s is not on the map. Longitude lies between 73 and 136, latitude between 3 and 54.")


class ProvinceUnknown(Refusal):
    """No such province code of GB/T 2260. Facts: `province`."""

    code = "province_unknown"
    status = 422
    sentence = _("There is no province “%(province)s”. Choose one from the list.")


class CategoryUnknown(Refusal):
    """No such category. Facts: `category`."""

    code = "place_category_unknown"
    status = 422
    sentence = _("There is no category “%(category)s”. Choose from the category tree.")


class NotASeller(Refusal):
    """Only companies that sell have a place."""

    code = "not_a_seller"
    status = 409
    sentence = _("Only companies that sell stand in belts and markets. Turn on selling for the company first.")


class InAnotherBelt(Refusal):
    """A company stands in one belt at a time. Facts: `belt`."""

    code = "in_another_belt"
    status = 409
    sentence = _("Your company already stands in “%(belt)s”. Leave that belt first.")


class PlaceWithdrawn(Refusal):
    """The belt, market or stall is no longer shown."""

    code = "place_withdrawn"
    status = 409
    sentence = _("This place is withdrawn. Restore it first, or choose another.")


class StallTaken(Refusal):
    """Another company has the stall. Facts: `stall`."""

    code = "stall_taken"
    status = 409
    sentence = _("Stall %(stall)s belongs to another company. Free it first.")


class StallEmpty(Refusal):
    """Nobody has the stall."""

    code = "stall_empty"
    status = 409
    sentence = _("Nobody has this stall. Reload the page.")


class NumbersUnreadable(Refusal):
    """No stall numbers, too many at once, or one that is too long. Facts: `limit`."""

    code = "stall_numbers_unreadable"
    status = 422
    sentence = _("Give up to %(limit)s stall numbers, one per line, or a range like F3-1201..1240.")


class ReasonMissing(Refusal):
    """A refused claim needs a reason."""

    code = "belt_reason_missing"
    status = 422
    sentence = _("Say why the claim is not confirmed; the company reads it.")

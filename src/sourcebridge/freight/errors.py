"""What freight refuses."""

from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.errors import NotFound, Refusal


class CardBroken(Refusal):
    """A row of a card cannot be taken. Facts: `card`, `row`, `why`."""

    code = "freight_card_broken"
    status = 422
    sentence = _("Rate card %(card)s cannot be published. %(row)s: %(why)s Correct the row and publish again.")


class CardOverlaps(Refusal):
    """A newer version starts before the one it supersedes. Facts: `card`, `before`, `starts`."""

    code = "freight_card_overlaps"
    status = 409
    sentence = _(
        "Version %(before)s of this rate card starts on %(starts)s. Let rate card %(card)s start on that day or later."
    )


class CardEnded(Refusal):
    """The card was taken out of service. Facts: `card`, `date`."""

    code = "freight_card_ended"
    status = 409
    sentence = _("Rate card %(card)s was ended on %(date)s. Publish a new version to use it again.")


class CardExpired(Refusal):
    """The card's prices had run out on the day. Facts: `card`, `date` (its last day)."""

    code = "freight_card_expired"
    status = 409
    sentence = _("The operator must renew rate card %(card)s, it ended on %(date)s.")


class CardNotYet(Refusal):
    """The card does not count on the day yet. Facts: `card`, `date` (its first day)."""

    code = "freight_card_not_yet"
    status = 409
    sentence = _("Rate card %(card)s starts on %(date)s. Choose another line or a later day.")


class EndsTooEarly(Refusal):
    """A card cannot end in the past or before it starts. Facts: `card`, `date`."""

    code = "freight_ends_too_early"
    status = 422
    sentence = _("Rate card %(card)s cannot end before %(date)s. Choose that day or a later one.")


class CardFileBroken(Refusal):
    """A card's file has lines that cannot be taken. Facts: `count`; fields name the lines."""

    code = "freight_file_broken"
    status = 422
    sentence = _("%(count)s lines of the file cannot be taken. Correct the named lines and send the file again.")


class NothingToCarry(Refusal):
    """A question without boxes or totals that fit."""

    code = "freight_nothing_to_carry"
    status = 422
    sentence = _("Describe at least one box, or give weight and volume of the whole load.")


class CalendarEnds(Refusal):
    """Nobody entered the working days of a country around a day. Facts: `country`, `date`."""

    code = "freight_calendar_ends"
    status = 422
    sentence = _("No promise: the operator must enter the working days of %(country)s around %(date)s.")


class CalendarBroken(Refusal):
    """A calendar cannot be counted with. Facts: `country`."""

    code = "freight_calendar_broken"
    status = 422
    sentence = _("The calendar of %(country)s needs a known time zone, a day that is worked, and days within its span.")


class AlreadyPromised(Refusal):
    """A subject is promised once. Facts: `subject`, `date`."""

    code = "freight_already_promised"
    status = 409
    sentence = _("%(subject)s is promised for %(date)s already. A promise is not changed.")


class NotPromised(NotFound):
    """Nobody promised anything for the reference. Facts: `subject`."""

    code = "freight_not_promised"
    sentence = _("No day was promised for %(subject)s. Check the number, or promise a day first.")


class CameTooSoon(Refusal):
    """Goods come after they were handed over and not in the future. Facts: `subject`."""

    code = "freight_came_too_soon"
    status = 422
    sentence = _("Goods of %(subject)s come after they are handed over and not later than now. Correct the time.")


class NotReached(Refusal):
    """The card does not reach the place. Facts: `card`."""

    code = "freight_not_reached"
    status = 422
    sentence = _("Rate card %(card)s does not reach the address. Choose another line.")

"""What freight refuses."""

from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.errors import Refusal


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


class EndsTooEarly(Refusal):
    """A card cannot end in the past or before it starts. Facts: `card`, `date`."""

    code = "freight_ends_too_early"
    status = 422
    sentence = _("Rate card %(card)s cannot end before %(date)s. Choose that day or a later one.")

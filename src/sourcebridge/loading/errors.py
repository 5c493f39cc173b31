"""What planning and its tables refuse."""

from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.errors import Refusal


class TooManyCartons(Refusal):
    """More cartons than are planned at once. Facts: `count`, `most`."""

    code = "loading_too_many_cartons"
    status = 422
    sentence = _("These are %(count)d cartons; at most %(most)d are planned at once. Plan the shipment in parts.")


class TooManyLines(Refusal):
    """More lines than are planned at once. Facts: `count`, `most`."""

    code = "loading_too_many_lines"
    status = 422
    sentence = _("These are %(count)d lines; at most %(most)d are planned at once. Join equal cartons into one line.")


class NothingToLoad(Refusal):
    """No cartons were given."""

    code = "loading_nothing"
    status = 422
    sentence = _("There is nothing to load yet. Give at least one carton with its sides, weight and number.")


class TooVaried(Refusal):
    """Planning would take too long."""

    code = "loading_too_varied"
    status = 422
    sentence = _("This cargo is too varied to plan at once. Join cartons of nearly equal size or plan it in parts.")


class GoodsUnmeasured(Refusal):
    """Neither packaging nor an estimate tells what goods take. Facts: `goods`."""

    code = "loading_goods_unmeasured"
    status = 409
    sentence = _(
        "Nobody has said how %(goods)s is packed. Ask the supplier for sides and weight of a carton and enter it as a "
        "line of your own."
    )


class NoSuchContainer(Refusal):
    """No kind of container of this code counts today. Facts: `container`."""

    code = "loading_no_such_container"
    status = 422
    sentence = _("There is no container %(container)s. Choose one of the kinds listed, or let the plan choose.")


class NoContainers(Refusal):
    """No kind of container counts today."""

    code = "loading_no_containers"
    status = 409
    sentence = _("No kind of container is set. The operator must add one before loading can be planned.")


class KindWrong(Refusal):
    """A row contradicts itself. Facts: `why`."""

    code = "loading_kind_wrong"
    status = 422
    sentence = _("This row cannot be kept: %(why)s")

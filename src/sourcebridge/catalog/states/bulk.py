"""The lifecycle of one change made to many goods."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sourcebridge.kit.actors import Actor
from sourcebridge.kit.states import Lifecycle, move
from sourcebridge.parties.permissions import Permission


class BulkState(models.TextChoices):
    """The supplier looks at what would change, lets it happen, and may put it back for a while."""

    ASKED = "ASKED", pgettext_lazy("bulk", "Not applied yet")
    RUNNING = "RUNNING", pgettext_lazy("bulk", "Being applied")
    DONE = "DONE", pgettext_lazy("bulk", "Done")
    UNDOING = "UNDOING", pgettext_lazy("bulk", "Being undone")
    UNDONE = "UNDONE", pgettext_lazy("bulk", "Undone")
    DROPPED = "DROPPED", pgettext_lazy("bulk", "Left alone")


BULK_RUN = Lifecycle(
    name="catalog.bulk_run",
    states=BulkState,
    initial=BulkState.ASKED,
    final=frozenset({BulkState.UNDONE, BulkState.DROPPED}),
    moves=(
        move(
            "start",
            BulkState.ASKED,
            BulkState.RUNNING,
            by=Actor.SUPPLIER,
            permission=Permission.PRODUCT_EDIT,
            event="catalog.bulk.started",
            label=_("Apply"),
            tone="primary",
        ),
        move(
            "drop",
            BulkState.ASKED,
            BulkState.DROPPED,
            by=Actor.SUPPLIER,
            permission=Permission.PRODUCT_EDIT,
            event="catalog.bulk.dropped",
            label=_("Leave the goods as they are"),
        ),
        move(
            "finish",
            BulkState.RUNNING,
            BulkState.DONE,
            by=Actor.SYSTEM,
            event="catalog.bulk.done",
            label=_("Finish"),
        ),
        move(
            "stop",
            BulkState.RUNNING,
            BulkState.DONE,
            by=Actor.SUPPLIER,
            permission=Permission.PRODUCT_EDIT,
            event="catalog.bulk.done",
            label=_("Stop here"),
            tone="danger",
        ),
        move(
            "undo",
            BulkState.DONE,
            BulkState.UNDOING,
            by=Actor.SUPPLIER,
            permission=Permission.PRODUCT_EDIT,
            event="catalog.bulk.undoing",
            label=_("Undo"),
        ),
        move(
            "finish_undo",
            BulkState.UNDOING,
            BulkState.UNDONE,
            by=Actor.SYSTEM,
            event="catalog.bulk.undone",
            label=_("Finish the undoing"),
        ),
    ),
)

"""The lifecycle of an import run."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sourcebridge.kit.actors import Actor
from sourcebridge.kit.states import Lifecycle, move
from sourcebridge.parties.permissions import Permission


class ImportState(models.TextChoices):
    """A file is read, the supplier says what it cannot, looks at the preview, and lets it be applied."""

    UPLOADED = "UPLOADED", pgettext_lazy("import", "Being read")
    ASKED = "ASKED", pgettext_lazy("import", "Waiting for answers")
    PREVIEWING = "PREVIEWING", pgettext_lazy("import", "Preview being worked out")
    PREVIEWED = "PREVIEWED", pgettext_lazy("import", "Preview ready")
    APPLYING = "APPLYING", pgettext_lazy("import", "Being applied")
    DONE = "DONE", pgettext_lazy("import", "Done")
    CANCELLED = "CANCELLED", pgettext_lazy("import", "Cancelled")
    FAILED = "FAILED", pgettext_lazy("import", "Failed")
    REFUSED = "REFUSED", pgettext_lazy("import", "Cannot be read")


WORKING = (ImportState.UPLOADED, ImportState.PREVIEWING, ImportState.APPLYING)

IMPORT_RUN = Lifecycle(
    name="catalog.import_run",
    states=ImportState,
    initial=ImportState.UPLOADED,
    final=frozenset({ImportState.DONE, ImportState.CANCELLED, ImportState.REFUSED}),
    moves=(
        move(
            "ask",
            ImportState.UPLOADED,
            ImportState.ASKED,
            by=Actor.SYSTEM,
            event="catalog.import.asked",
            label=_("Ask what the file cannot say"),
        ),
        move(
            "refuse",
            ImportState.UPLOADED,
            ImportState.REFUSED,
            by=Actor.SYSTEM,
            event="catalog.import.refused",
            label=_("Refuse the file"),
        ),
        move(
            "answer",
            (ImportState.ASKED, ImportState.PREVIEWED),
            ImportState.PREVIEWING,
            by=Actor.SUPPLIER,
            permission=Permission.IMPORT_RUN,
            event="catalog.import.answered",
            label=_("Show the preview"),
            tone="primary",
        ),
        move(
            "show",
            ImportState.PREVIEWING,
            ImportState.PREVIEWED,
            by=Actor.SYSTEM,
            event="catalog.import.previewed",
            label=_("Have the preview ready"),
        ),
        move(
            "apply",
            ImportState.PREVIEWED,
            ImportState.APPLYING,
            by=Actor.SUPPLIER,
            permission=Permission.IMPORT_RUN,
            event="catalog.import.started",
            label=_("Apply"),
            tone="primary",
        ),
        move(
            "finish",
            ImportState.APPLYING,
            ImportState.DONE,
            by=Actor.SYSTEM,
            event="catalog.import.applied",
            label=_("Finish"),
        ),
        move(
            "fail",
            WORKING,
            ImportState.FAILED,
            by=Actor.SYSTEM,
            event="catalog.import.failed",
            label=_("Give up"),
        ),
        move(
            "resume",
            ImportState.FAILED,
            ImportState.APPLYING,
            by=Actor.SUPPLIER,
            permission=Permission.IMPORT_RUN,
            event="catalog.import.started",
            label=_("Try the rest again"),
        ),
        move(
            "read_again",
            ImportState.FAILED,
            ImportState.UPLOADED,
            by=Actor.SUPPLIER,
            permission=Permission.IMPORT_RUN,
            event="catalog.import.resumed",
            label=_("Try the rest again"),
            action="resume",
        ),
        move(
            "preview_again",
            ImportState.FAILED,
            ImportState.PREVIEWING,
            by=Actor.SUPPLIER,
            permission=Permission.IMPORT_RUN,
            event="catalog.import.resumed",
            label=_("Try the rest again"),
            action="resume",
        ),
        move(
            "cancel",
            (*WORKING, ImportState.ASKED, ImportState.PREVIEWED, ImportState.FAILED),
            ImportState.CANCELLED,
            by=Actor.SUPPLIER,
            permission=Permission.IMPORT_RUN,
            event="catalog.import.cancelled",
            label=_("Cancel the import"),
            tone="danger",
        ),
    ),
)

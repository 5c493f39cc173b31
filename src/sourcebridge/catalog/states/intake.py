"""The lifecycle of an import run."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sourcebridge.kit.actors import Actor
from sourcebridge.kit.states import Lifecycle, move
from sourcebridge.parties.permissions import Permission


class ImportState(models.TextChoices):
    """A file is read, the supplier answers what it cannot say, looks at the preview, and lets it be applied."""

    UPLOADED = "UPLOADED", pgettext_lazy("import", "Uploaded")
    ASKED = "ASKED", pgettext_lazy("import", "Waiting for answers")
    PREVIEWED = "PREVIEWED", pgettext_lazy("import", "Preview ready")
    APPLYING = "APPLYING", pgettext_lazy("import", "Being applied")
    DONE = "DONE", pgettext_lazy("import", "Done")
    CANCELLED = "CANCELLED", pgettext_lazy("import", "Cancelled")
    FAILED = "FAILED", pgettext_lazy("import", "Failed")


IMPORT_RUN = Lifecycle(
    name="catalog.import_run",
    states=ImportState,
    initial=ImportState.UPLOADED,
    final=frozenset({ImportState.DONE, ImportState.CANCELLED}),
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
            "answer",
            (ImportState.ASKED, ImportState.PREVIEWED),
            ImportState.PREVIEWED,
            by=Actor.SUPPLIER,
            permission=Permission.IMPORT_RUN,
            event="catalog.import.previewed",
            label=_("Show the preview"),
            tone="primary",
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
            (ImportState.UPLOADED, ImportState.APPLYING),
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
            "cancel",
            (ImportState.UPLOADED, ImportState.ASKED, ImportState.PREVIEWED, ImportState.APPLYING, ImportState.FAILED),
            ImportState.CANCELLED,
            by=Actor.SUPPLIER,
            permission=Permission.IMPORT_RUN,
            event="catalog.import.cancelled",
            label=_("Cancel the import"),
            tone="danger",
        ),
    ),
)

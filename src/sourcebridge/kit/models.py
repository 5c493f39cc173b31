"""Abstract model shapes: a stored row with a time-ordered id, and a row that is written once."""

from typing import ClassVar

from django.db import models

from sourcebridge.kit.ids import uuid7

ALL_RIGHTS = frozenset({"select", "insert", "update", "delete"})
WRITE_ONCE = frozenset({"select", "insert"})
READ_ONLY = frozenset({"select"})


class Stored(models.Model):
    """A row with a UUID of version 7. `app_rights` are the SQL rights the application role gets on the table."""

    app_rights: ClassVar[frozenset[str]] = ALL_RIGHTS

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class WrittenOnce(Stored):
    """A row that is never updated or deleted: the role has no such right, a trigger refuses the owner too."""

    app_rights = WRITE_ONCE

    class Meta:
        abstract = True

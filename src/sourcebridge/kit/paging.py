"""Cursor pagination over time-ordered ids: pages stay stable while rows are added."""

from __future__ import annotations

import uuid
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.errors import Refusal

T = TypeVar("T", bound=models.Model)
LARGEST = 100


class CursorUnreadable(Refusal):
    """The cursor was not made by this list."""

    code = "cursor_unreadable"
    status = 422
    sentence = _("This page marker cannot be read. Start again from the first page.")


def page_of(
    rows: models.QuerySet[T], *, cursor: str = "", limit: int = 20, key: str = "id", oldest_first: bool = False
) -> tuple[list[T], str | None]:
    """One page of rows by a time-ordered UUID column, newest first, and the cursor of the next page (None at the end).

    `limit` is cut to 1..100. Raises CursorUnreadable.
    """
    size = max(1, min(limit, LARGEST))
    if cursor:
        try:
            after = uuid.UUID(hex=cursor)
        except ValueError:
            raise CursorUnreadable from None
        rows = rows.filter(**{f"{key}__{'gt' if oldest_first else 'lt'}": after})
    found = list(rows.order_by(key if oldest_first else f"-{key}")[: size + 1])
    if len(found) <= size:
        return found, None
    return found[:size], uuid.UUID(str(getattr(found[size - 1], key))).hex

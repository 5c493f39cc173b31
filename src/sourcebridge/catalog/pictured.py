"""Addresses of pictures, composed without asking the table of addresses for each."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.urls import reverse

_NOTHING = UUID(int=0)


@cache
def _drawn() -> tuple[str, str]:
    before, _id, after = reverse("catalog:drawn", args=[_NOTHING]).partition(str(_NOTHING))
    return before, after


@cache
def _stored() -> str:
    return reverse("catalog:picture", args=[_NOTHING, "x"]).partition(str(_NOTHING))[0]


def drawn(subject_id: UUID | str, revision: int) -> str:
    """The address of the drawn picture of a product or SKU, used where no photograph is stored."""
    before, after = _drawn()
    return f"{before}{subject_id}{after}?v={revision}"


def stored(picture_id: UUID | str, sha256: str) -> str:
    """The address of a stored picture; it holds the content's hash, so it may be cached for ever."""
    return f"{_stored()}{picture_id}/{sha256[:16]}"

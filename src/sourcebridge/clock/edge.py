"""Business time of a request: the page and its frame show one and the same, read once."""

from __future__ import annotations

from datetime import datetime
from weakref import WeakKeyDictionary

from django.http import HttpRequest

from sourcebridge.clock import queries

_read: WeakKeyDictionary[HttpRequest, datetime] = WeakKeyDictionary()


def now(request: HttpRequest) -> datetime:
    """Business time (UTC) as of this request's first question; one statement unless it was noted."""
    found = _read.get(request)
    if found is None:
        _read[request] = found = queries.now()
    return found


def note(request: HttpRequest, at: datetime) -> None:
    """Business time that another statement of this request read; what was read before stays."""
    _read.setdefault(request, at)

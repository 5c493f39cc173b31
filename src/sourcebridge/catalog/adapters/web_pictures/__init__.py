"""Pictures at addresses that files name, fetched through the one outgoing gate."""

from __future__ import annotations

from django.conf import settings

from sourcebridge.kit import outgoing
from sourcebridge.kit.errors import ProviderError

MOST_BYTES = 8 * 1024 * 1024
SECONDS = 8.0


class Missed(Exception):
    """No picture came; `reason` is a code of `reasons.PICTURE`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def fetch(url: str) -> bytes:
    """The bytes at an address; raises Missed. Nothing but a plain answer counts; redirects are not followed."""
    try:
        answer = outgoing.send(
            method="GET", url=url, allowed=settings.OUTGOING_ALLOWED, seconds=SECONDS, most_bytes=MOST_BYTES
        )
    except outgoing.OutgoingRefused:
        raise Missed("refused") from None
    except ProviderError:
        raise Missed("unreachable") from None
    if answer.status != 200 or not answer.body:
        raise Missed("not_there")
    return answer.body

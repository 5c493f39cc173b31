"""Tickets for a stream: who may hear what is told to which company, signed, and only for a short time."""

from __future__ import annotations

from uuid import UUID

from django.core import signing

SALT = "sourcebridge.streams"
LIFETIME = 600


def ticket(*, key: str, company_id: UUID, user_id: UUID) -> str:
    """A ticket good for LIFETIME seconds; `key` is the site's secret key."""
    return signing.TimestampSigner(key=key, salt=SALT, fallback_keys=[]).sign(f"{company_id}.{user_id}")


def company_of(given: str, *, key: str) -> UUID | None:
    """The company a ticket speaks for; None when it is forged, broken or too old."""
    try:
        said = signing.TimestampSigner(key=key, salt=SALT, fallback_keys=[]).unsign(given, max_age=LIFETIME)
        return UUID(said.partition(".")[0])
    except (signing.BadSignature, ValueError):
        return None

"""Read companies, people and what is verified about them."""

from __future__ import annotations

from sourcebridge.parties.models import User


def language_of(email: str) -> str:
    """The language of the person with this mail address, or an empty string."""
    return User.objects.filter(email=email.strip().lower()).values_list("language", flat=True).first() or ""

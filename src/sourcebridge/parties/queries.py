"""Read companies, people and what is verified about them."""

from __future__ import annotations

from uuid import UUID

from sourcebridge.parties.models import Membership, User


def language_of(email: str) -> str:
    """The language of the person with this mail address, or an empty string."""
    return User.objects.filter(email=email.strip().lower()).values_list("language", flat=True).first() or ""


def companies_of(*, user_id: UUID) -> list[Membership]:
    """The person's memberships with their companies, oldest first."""
    return list(
        Membership.objects.filter(user_id=user_id, left_at=None).select_related("company").order_by("joined_at", "id")
    )

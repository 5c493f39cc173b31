"""Reacts to the account library's pages, which set passwords without our verbs."""

from __future__ import annotations

from typing import Any

from allauth.account import signals
from django.dispatch import receiver

from sourcebridge.clock import queries as clock
from sourcebridge.parties import services
from sourcebridge.parties.models import User


@receiver([signals.password_set, signals.password_changed, signals.password_reset])
def on_password(sender: Any, *, user: User, **_more: Any) -> None:
    """Another password ends the person's tokens."""
    services.end_tokens(user=user, now=clock.now())

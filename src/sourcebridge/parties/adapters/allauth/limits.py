"""How often one may guess a password or have a mail sent: counted in the database's cache, by all web workers together.

The library's counter is locked per key; it must not be called inside a transaction that a refusal rolls back.
"""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest

from sourcebridge.clock import queries as clock
from sourcebridge.parameters import queries as parameters

Usage = ratelimit.RateLimitUsage
_APP = "sourcebridge.parties"


def guess(request: HttpRequest, *, email: str) -> Usage | None:
    """Count an attempt to sign in; None when it is one too many. Its `rollback` gives a right one back."""
    account = email.strip().lower()
    return _count(
        request,
        ("guess", "account.guesses_per_source", "m/ip", ""),
        ("guess", "account.guesses", "5m/key", f"{account} {ratelimit.get_ip(request)}"),
        ("guess", "account.guesses_per_account", "h/key", account),
    )


def mail(request: HttpRequest, *, email: str) -> Usage | None:
    """Count a mail somebody asks for; None when it is one too many."""
    address = email.strip().lower()
    return _count(
        request,
        ("mail", "account.mails_per_source", "h/ip", ""),
        ("mail", "account.mails_per_address", "h/key", address),
    )


def _count(request: HttpRequest, *rules: tuple[str, str, str, str]) -> Usage | None:
    counted = Usage([])
    if not settings.LIMITS_ON:
        return counted
    now = clock.now()
    for action, code, period, key in rules:
        rate = f"{int(parameters.value(code, at=now))}/{period}"
        used = ratelimit.consume(request, app=_APP, action=action, config={action: rate}, key=key)
        if not used:
            return None
        counted.usage += used.usage
    return counted

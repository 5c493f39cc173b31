"""Passwords, second factors and account mails of the API, by the same functions the pages use."""

from __future__ import annotations

import contextlib
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from sourcebridge.parties.errors import CodeNeeded, CodeWrong, SignInRefused, TooManyAttempts
from sourcebridge.parties.models import User


def checked(request: HttpRequest, *, email: str, password: str, code: str) -> User:
    """The active person with this address, password and, where set up, one-time code.

    Raises SignInRefused, TooManyAttempts, CodeNeeded, CodeWrong.
    """
    adapter = get_adapter()
    try:
        user = adapter.authenticate(request, email=email, password=password)
    except ValidationError:
        raise TooManyAttempts from None
    if not isinstance(user, User) or not user.is_active:
        raise SignInRefused
    _check_second_step(adapter, user, code, email)
    return user


def reauthenticated(request: HttpRequest, *, user: User, password: str) -> User:
    """The same person once more, by password; raises SignInRefused, TooManyAttempts."""
    try:
        found = get_adapter().authenticate(request, email=user.email, password=password)
    except ValidationError:
        raise TooManyAttempts from None
    if found is None or found.pk != user.pk:
        raise SignInRefused
    return user


def _check_second_step(adapter: Any, user: User, code: str, email: str) -> None:
    factors = {row.type: row for row in Authenticator.objects.filter(user=user)}
    if not factors:
        return
    if not code:
        raise CodeNeeded
    if not _code_fits(factors, code):
        with contextlib.suppress(ValidationError):
            adapter.pre_authenticate(context.request, email=email)  # counts as a failed attempt
        raise CodeWrong


def _code_fits(factors: dict[str, Authenticator], code: str) -> bool:
    totp = factors.get(Authenticator.Type.TOTP)
    if totp is not None and TOTP(totp).validate_code(code):
        return True
    recovery = factors.get(Authenticator.Type.RECOVERY_CODES)
    return recovery is not None and bool(RecoveryCodes(recovery).validate_code(code))


def send_verification(address: EmailAddress) -> None:
    """Mail the link that verifies an address."""
    address.send_confirmation(signup=True)


def tell_known_address(email: str) -> None:
    """Mail the owner of an address that somebody tried to register it."""
    get_adapter().send_account_already_exists_mail(email)


def send_reset(request: HttpRequest, email: str) -> None:
    """Mail a reset link, or a mail saying that the address is unknown here. The caller has counted the mail."""
    form = ResetPasswordForm({"email": email})
    if form.is_valid():
        form.save(request)

"""Passwords, second factors and account mails of the API, by the same functions the pages use."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
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
    factors = {row.type: row for row in Authenticator.objects.filter(user=user)}
    if not factors:
        return user
    if not code:
        raise CodeNeeded
    try:
        adapter.pre_authenticate(request, email=email)
    except ValidationError:
        raise TooManyAttempts from None
    if not _code_fits(factors, code):
        raise CodeWrong
    return user


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
    """Mail a reset link, or a mail saying that the address is unknown here."""
    form = ResetPasswordForm({"email": email})
    if form.is_valid():
        form.save(request)

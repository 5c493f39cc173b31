"""How django-allauth behaves here: addresses and languages of its mails, encrypted secrets, QR codes by segno."""

from __future__ import annotations

import base64
import io
from functools import cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.mail import get_connection
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from sourcebridge.parties import queries
from sourcebridge.parties.adapters.allauth import limits
from sourcebridge.parties.errors import TooManyAttempts

SITE_NAME = "Sourcebridge 源桥"


@cache
def _cipher(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"sourcebridge.parties.mfa").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def absolute(path: str) -> str:
    """A path of this site as a full address, from the configured one and never from a request's Host header."""
    return settings.PUBLIC_URL.rstrip("/") + path


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up, mail and addresses."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": TooManyAttempts.sentence,
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count an attempt before the password is looked at; a right one is given back by the library."""
        self._login_failed_rl_usage = limits.guess(request, email=credentials.get("email", ""))
        if self._login_failed_rl_usage is None:
            raise self.validation_error("too_many_login_attempts")

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Store the name and the language chosen in the form."""
        user.name = form.cleaned_data.get("name", "")
        user.language = form.cleaned_data.get("language") or translation.get_language() or settings.LANGUAGE_CODE
        return super().save_user(request, user, form, commit)

    def clean_email(self, email: str) -> str:
        """Addresses are kept in lower case."""
        return email.strip().lower()

    def format_email_subject(self, subject: str) -> str:
        """Our name before each subject."""
        return f"[{SITE_NAME}] {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render in the reader's language, with our own addresses, with or without a request at hand."""
        if "signup_url" in context:
            context = {**context, "signup_url": absolute(reverse("account_signup"))}
        site = SimpleNamespace(name=SITE_NAME, domain=urlsplit(settings.PUBLIC_URL).netloc)
        language = queries.language_of(email) or translation.get_language() or settings.LANGUAGE_CODE
        with translation.override(language):
            mail = self.render_mail(template_prefix, email, {"email": email, "current_site": site, **context})
        mail.connection = get_connection(settings.MAIL_QUEUE)
        mail.send()

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Whoever belongs to no company yet is led to founding one; the others go where they were going."""
        if request.user.pk and not queries.companies_of(user_id=request.user.pk):
            return reverse("parties:found")
        return str(super().get_login_redirect_url(request))

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """After the address is verified: the same as after signing in, for whoever is signed in."""
        request = allauth_context.request
        if request is not None and request.user.is_authenticated:
            return self.get_login_redirect_url(request)
        return str(super().get_email_verification_redirect_url(email_address))

    def get_email_confirmation_url(self, request: HttpRequest | None, emailconfirmation: Any) -> str:
        """The link that verifies a mail address."""
        return absolute(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link that sets a new password."""
        uid, _sep, temporary = key.partition("-")
        return absolute(reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": temporary}))

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the owner of a known address that somebody tried to register it."""
        links = {
            "signup_url": absolute(reverse("account_signup")),
            "password_reset_url": absolute(reverse("account_reset_password")),
        }
        self.send_mail("account/email/account_already_exists", email, links)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """One-time codes and passkeys."""

    def encrypt(self, text: str) -> str:
        """Second-factor secrets are stored encrypted under the site's key."""
        return _cipher(settings.SECRET_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Reverse of `encrypt`."""
        return _cipher(settings.SECRET_KEY).decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The QR code an authenticator app scans."""
        out = io.BytesIO()
        segno.make(url, error="m").save(out, kind="svg", scale=5, border=2, xmldecl=False, svgns=True, nl=False)
        return out.getvalue().decode()

    def _get_site_name(self) -> str:
        return SITE_NAME

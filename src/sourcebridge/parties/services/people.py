"""Register, verify, sign in: one answer and one duration whether an address is known or not."""

from __future__ import annotations

import contextlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.internal.flows.email_verification import get_email_verification_url
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import setup_user_email
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from sourcebridge.audit import services as audit
from sourcebridge.clock import queries as clock
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.locks import locked
from sourcebridge.parties import queries
from sourcebridge.parties.adapters.allauth import limits, passwords
from sourcebridge.parties.errors import (
    MailKeyInvalid,
    MailTaken,
    MailUnverified,
    PasswordWeak,
    SignInRefused,
    TooManyMails,
)
from sourcebridge.parties.models import ApiToken, User
from sourcebridge.parties.services.tokens import IssuedToken, issue_token

SIGN_IN_DAYS = 30


def register_user(
    *,
    email: str,
    password: str | None,
    name: str = "",
    language: str = "zh-hans",
    verified: bool = False,
    now: datetime | None = None,
) -> User:
    """Create a person. `verified` only where the address is proven otherwise (seed data, commands); sends no mail.

    Raises MailTaken, PasswordWeak (fields: password).
    """
    address = email.strip().lower()
    if password is not None:
        check_password(password, User(email=address, name=name))
    try:
        with transaction.atomic():
            user = User.objects.create_user(address, password, name=name.strip(), language=language)
            EmailAddress.objects.create(user=user, email=address, primary=True, verified=verified)
            note_registration(user=user, now=now or clock.now())
    except IntegrityError:
        raise MailTaken from None
    return user


def note_registration(*, user: User, now: datetime) -> None:
    """Write the audit row of a registration (the sign-up page stores the person through the account library)."""
    audit.record(verb="parties.person.registered", subject=user, by=By(Actor.PERSON, user.id, None, str(user)), at=now)


def check_password(password: str, user: User) -> None:
    """Raises PasswordWeak when a rule of the site refuses the password."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        why = " ".join(error.messages)
        raise PasswordWeak(fields={"password": why}, why=why) from None


def sign_up(*, request: HttpRequest, email: str, password: str, name: str, language: str, now: datetime) -> None:
    """Register over the API: mails a verification link; a known address gets a mail instead. Answers the same.

    Raises PasswordWeak, TooManyMails (counted per address and per source).
    """
    count_mail(request=request, email=email)
    with transaction.atomic():
        address = email.strip().lower()
        if User.objects.filter(email=address).exists():
            check_password(password, User(email=address, name=name))
            register_nobody(password=password, name=name, language=language, now=now)
            passwords.tell_known_address(address)
            return
        user = register_user(email=address, password=password, name=name, language=language, now=now)
        passwords.send_verification(EmailAddress.objects.get(user=user))


def count_mail(*, request: HttpRequest, email: str) -> None:
    """Count an account mail somebody asks for, per address and per source. Raises TooManyMails."""
    if limits.mail(request, email=email) is None:
        raise TooManyMails


class _Nobody(Exception):
    pass


def register_nobody(
    *, password: str, name: str, language: str, now: datetime, request: HttpRequest | None = None
) -> None:
    """Do the work of a registration and take it back: a known address takes as long as a new one.

    With the request of a page also what the page does around it: the look for former addresses, the link of the mail.
    """
    with contextlib.suppress(_Nobody), transaction.atomic():
        address = f"{secrets.token_hex(8)}@nobody.invalid"
        user = User.objects.create_user(address, password, name=name.strip(), language=language)
        if request is None:
            EmailAddress.objects.create(user=user, email=address, primary=True)
        else:
            mine = setup_user_email(request, user, [])
            get_email_verification_url(request, EmailConfirmationHMAC.create(mine))
        note_registration(user=user, now=now)
        raise _Nobody


@transaction.atomic
def verify_mail(*, key: str, now: datetime) -> User:
    """Verify a mail address by the key of its mail. Raises MailKeyInvalid for a forged, used or old key."""
    confirmation = EmailConfirmationHMAC.from_key(key)
    if confirmation is None:
        raise MailKeyInvalid
    address = locked(EmailAddress, confirmation.email_address.pk)
    if address.verified or not address.set_verified():
        raise MailKeyInvalid
    user: User = address.user
    audit.record(
        verb="parties.mail.verified", subject=user, by=By(Actor.PERSON, user.id, None, str(user)), at=now,
        email=address.email,
    )  # fmt: skip
    return user


def sign_in(
    *, request: HttpRequest, email: str, password: str, code: str, company_id: UUID | None, now: datetime
) -> IssuedToken:
    """Exchange mail, password and (when the account has one) a second-factor code for a personal token of 30 real days.

    The token acts in `company_id`, else in the current company. Raises SignInRefused, TooManyAttempts, CodeNeeded,
    CodeWrong, MailUnverified, NotFound (company). Failed attempts are counted per address and account.
    """
    user = passwords.checked(request, email=email.strip().lower(), password=password, code=code)
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        raise MailUnverified
    rows = {row.company_id for row in queries.companies_of(user_id=user.id)}
    if company_id is not None and company_id not in rows:
        raise NotFound
    wanted = company_id or user.current_company_id
    chosen = wanted if wanted in rows else next(iter(sorted(rows)), None)
    return issue_sign_in_token(user_id=user.id, company_id=chosen, now=now)


def issue_sign_in_token(*, user_id: UUID, company_id: UUID | None, now: datetime) -> IssuedToken:
    """The token of a person who has just proven who they are: all rights of their roles, for 30 real days."""
    ends = timezone.now() + timedelta(days=SIGN_IN_DAYS)
    return issue_token(user_id=user_id, company_id=company_id, name="sign-in", expires_at=ends, now=now)


def change_password(*, request: HttpRequest, user_id: UUID, current: str, new: str, now: datetime) -> None:
    """Set another password over the API; all tokens of the person end. Raises SignInRefused, PasswordWeak.

    Failed attempts count like those of signing in, and outside of the transaction: a refusal must not undo the count.
    """
    proven = passwords.reauthenticated(request, user=queries.person(user_id), password=current)
    check_password(new, proven)
    with transaction.atomic():
        user = locked(User, user_id)
        if user.password != proven.password:
            raise SignInRefused
        user.set_password(new)
        user.save(update_fields=["password"])
        end_tokens(user=user, now=now)


@transaction.atomic
def end_tokens(*, user: User, now: datetime) -> None:
    """Another password was set, by whatever way: every token of the person ends, with an audit row."""
    ended = ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    audit.record(
        verb="parties.password.changed", subject=user, by=By(Actor.PERSON, user.id, None, str(user)), at=now,
        tokens_ended=ended,
    )  # fmt: skip


def request_password_reset(*, request: HttpRequest, email: str) -> None:
    """Mail a reset link, or a mail that says nobody is registered: the caller is answered alike.

    Raises TooManyMails (counted per address and per source).
    """
    count_mail(request=request, email=email)
    passwords.send_reset(request, email.strip().lower())


@transaction.atomic
def edit_profile(*, user_id: UUID, name: str, language: str, zone: str, now: datetime) -> User:
    """Change how pages speak to a person; `zone` is an IANA name (checked by the form and the schema)."""
    user = locked(User, user_id)
    user.name, user.language, user.zone = name.strip(), language, zone
    user.save(update_fields=["name", "language", "zone"])
    audit.record(
        verb="parties.profile.edited", subject=user, by=By(Actor.PERSON, user.id, None, str(user)), at=now,
        language=language, zone=zone,
    )  # fmt: skip
    return user

"""Forms of people and companies."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm, SignupForm
from allauth.core import context
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from sourcebridge.clock import queries as clock
from sourcebridge.kit.errors import Refusal
from sourcebridge.parties import services
from sourcebridge.parties.models import LicenceKind, User
from sourcebridge.parties.permissions import Permission, Role
from sourcebridge.shell.inputs import DayInput

ZONES = ("Asia/Shanghai", "UTC", "Asia/Dhaka", "Asia/Tokyo", "Europe/Berlin", "Europe/London", "America/New_York")


def add_refusal(form: forms.BaseForm, refusal: Refusal) -> None:
    """Show a refusal beside the fields it names, else above the form."""
    named = [name for name in refusal.fields if name in form.fields]
    for name in named:
        form.add_error(name, refusal.text)
    if not named:
        form.add_error(None, refusal.text)


class RegisterForm(SignupForm):  # type: ignore[misc]
    """Sign-up: address, password, and how we may speak to the person."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    field_order = ("name", "email", "password1", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = translation.get_language()
        self.fields["password1"].help_text = _("At least 10 characters, not a common password.")

    def save(self, request: HttpRequest) -> Any:
        """Store the person and the audit row of it."""
        adapter = get_adapter()
        if not adapter.is_email_verified(request, self.cleaned_data["email"]):
            adapter.unstash_verified_email(request)
        user = super().save(request)
        assert isinstance(user, User)
        services.note_registration(user=user, now=clock.now())
        return user

    def try_save(self, request: HttpRequest) -> Any:
        """Take as long for a known address as for a new one."""
        user, response = super().try_save(request)
        if user is None:
            services.register_nobody(
                password=self.cleaned_data.get("password1", ""),
                name=self.cleaned_data["name"],
                language=self.cleaned_data["language"],
                now=clock.now(),
                request=request,
            )
        return user, response

    def clean(self) -> Any:
        """Count the mail that follows."""
        cleaned = super().clean()
        _count_mail(self)
        return cleaned


class ResetForm(ResetPasswordForm):  # type: ignore[misc]
    """Ask for a link that sets a new password."""

    def clean(self) -> Any:
        """Count the mail that follows."""
        cleaned = super().clean()
        _count_mail(self)
        return cleaned


def _count_mail(form: forms.Form) -> None:
    if form.errors:
        return
    try:
        services.count_mail(request=context.request, email=form.cleaned_data["email"])
    except Refusal as refusal:
        form.add_error(None, refusal.text)


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey, good for signing in without a password unless the box is cleared."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the device")
        self.fields["passwordless"].label = _("Sign in with it alone, without password")
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = _("The device must check your finger, face or PIN.")


class ProfileForm(forms.Form):
    """Name, language, time zone."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    zone = forms.ChoiceField(label=_("Time zone"), choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [*ZONES, *sorted(available_timezones() - set(ZONES))]
        self.fields["zone"] = forms.ChoiceField(label=_("Time zone"), choices=[(name, name) for name in names])


class CompanyForm(forms.Form):
    """What a company says about itself."""

    name = forms.CharField(
        label=_("Registered name"), max_length=200, help_text=_("As it stands on the business licence.")
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    region = forms.CharField(label=_("Province and city"), max_length=120, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    credit_code = forms.CharField(
        label=_("Unified social credit code"),
        max_length=30,
        required=False,
        help_text=_("18 characters; shown as unverified until the operator has read the licence."),
    )
    sells = forms.BooleanField(label=_("This company sells here: open a supplier's workbench"), required=False)


class FoundForm(CompanyForm):
    """A company to found."""

    country = forms.CharField(
        label=_("Country code"), min_length=2, max_length=2, initial="CN", help_text=_("Two letters, e.g. CN.")
    )

    def clean_country(self) -> str:
        """Two capital letters."""
        return str(self.cleaned_data["country"]).upper()


class RolesForm(forms.Form):
    """The roles of one member."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple, required=False
    )


class InviteForm(RolesForm):
    """Whom to invite, as what."""

    email = forms.EmailField(label=_("Mail address"))
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)
    field_order = ("email", "roles", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = translation.get_language()


class TokenForm(forms.Form):
    """A key for a program."""

    name = forms.CharField(label=_("What is it for?"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("Rights"),
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None chosen: everything your own roles allow at the time of use."),
    )
    days = forms.ChoiceField(
        label=_("Ends after"),
        choices=[("30", _("30 days")), ("90", _("90 days")), ("365", _("1 year")), ("", _("never"))],
        required=False,
        initial="90",
    )

    def __init__(self, *args: Any, permissions: frozenset[Permission], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(right.value, right.value) for right in Permission if right in permissions]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]


class LicenceForm(forms.Form):
    """A document and what it claims."""

    kind = forms.ChoiceField(label=_("Document"), choices=LicenceKind.choices)
    claimed_name = forms.CharField(label=_("Name on the document"), max_length=200)
    claimed_number = forms.CharField(label=_("Number on the document"), max_length=60)
    claimed_until = forms.DateField(label=_("Valid until"), required=False, widget=DayInput())
    document = forms.FileField(label=_("File"), help_text=_("PDF, JPEG, PNG or WebP, up to 8 MB."))


class ApproveForm(forms.Form):
    """What the operator read on the document."""

    verified_name = forms.CharField(label=_("Name on the document"), max_length=200)
    verified_number = forms.CharField(label=_("Number on the document"), max_length=60)
    valid_until = forms.DateField(
        label=_("Last valid day"),
        required=False,
        widget=DayInput(),
        help_text=_("Empty: no end."),
    )


class RejectForm(forms.Form):
    """Why the document is not accepted."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}))

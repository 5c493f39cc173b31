"""Forms of a person's data and of holds."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sourcebridge.privacy import personal


class PasswordForm(forms.Form):
    """Who asks, once more."""

    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )


class HoldForm(forms.Form):
    """Whose rows stay, which, why."""

    email = forms.EmailField(label=_("Mail address of the person"))
    reason = forms.CharField(label=_("Why it must stay, and who asked"), max_length=500)
    tables = forms.MultipleChoiceField(
        label=_("Tables to keep; none: everything"), required=False,
        choices=lambda: [(name, name) for name in personal.tables()],
    )  # fmt: skip


class ReleaseForm(forms.Form):
    """Why a hold ends."""

    reason = forms.CharField(label=_("Why it may go now"), max_length=500)

"""Forms of the money pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sourcebridge.shell.inputs import DayInput


def amount_input() -> forms.DecimalField:
    """An amount in CNY, two decimals."""
    return forms.DecimalField(label=_("Amount"), min_value=0, max_digits=15, decimal_places=2)


class TopUpForm(forms.Form):
    """How much to put on the balance, and how."""

    amount = amount_input()
    provider = forms.ChoiceField(
        label=_("Way of paying"), choices=[("BANK_TRANSFER", _("Bank transfer")), ("ALIPAY", _("Alipay"))]
    )


class SlipForm(forms.Form):
    """Proof of a transfer."""

    slip = forms.FileField(label=_("Transfer slip (PDF or picture)"))


class AccountForm(forms.Form):
    """Where a company wants its money."""

    holder = forms.CharField(label=_("Account holder"), max_length=120)
    bank = forms.CharField(label=_("Bank and branch"), max_length=120)
    number = forms.CharField(label=_("Account number"), max_length=40)


class PayoutForm(forms.Form):
    """How much to be paid out."""

    amount = amount_input()


class BankLineForm(forms.Form):
    """One credit line of the custodian bank's statement."""

    bank_ref = forms.CharField(label=_("Bank reference"), max_length=60)
    value_date = forms.DateField(label=_("Value date"), widget=DayInput())
    amount = amount_input()
    payer_name = forms.CharField(label=_("Payer"), max_length=120)
    payer_account = forms.CharField(label=_("Payer's account"), max_length=60)
    payer_bank = forms.CharField(label=_("Payer's bank"), max_length=120, required=False)
    text = forms.CharField(label=_("Text on the transfer"), max_length=200, required=False)


class ReasonForm(forms.Form):
    """Why something is decided."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class PeriodForm(forms.Form):
    """From one day to another, both included."""

    start = forms.DateField(label=_("From"), required=False, widget=DayInput())
    end = forms.DateField(label=_("To"), required=False, widget=DayInput())

"""Forms of the stock page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ReceiveForm(forms.Form):
    """Goods come in."""

    quantity = forms.DecimalField(label=_("Quantity"), max_digits=15, decimal_places=3, min_value=0)
    reason = forms.CharField(label=_("Note"), max_length=200, required=False)


class CountForm(forms.Form):
    """What was counted; the version tells which stock the count was made against."""

    counted = forms.DecimalField(label=_("Counted"), max_digits=15, decimal_places=3, min_value=0)
    reason = forms.CharField(label=_("Reason"), max_length=200)
    pool = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)


class AdjustForm(forms.Form):
    """A difference above or below zero."""

    delta = forms.DecimalField(label=_("Difference (+ or −)"), max_digits=15, decimal_places=3)
    reason = forms.CharField(label=_("Reason"), max_length=200)
    pool = forms.UUIDField(widget=forms.HiddenInput)

"""Forms of the operator's rates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class RatesForm(forms.Form):
    """Rates as lines in the box or as a file; the file wins."""

    text = forms.CharField(
        label=_("Lines: date, currency, units for one euro, source"),
        required=False,
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    file = forms.FileField(label=_("Or a CSV file"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        """Read the file into the text."""
        data = super().clean() or self.cleaned_data
        upload = data.get("file")
        if upload is not None:
            if upload.size > 2_000_000:
                raise forms.ValidationError(_("The file is too long; split it."))
            try:
                data["text"] = upload.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                raise forms.ValidationError(_("Save the file as CSV in UTF-8 and try again.")) from None
        if not (data.get("text") or "").strip():
            raise forms.ValidationError(_("The file has no rates. Give lines of date, currency, rate and source."))
        return data

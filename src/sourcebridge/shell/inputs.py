"""Inputs that stand in many forms: days and instants as HTML wants them in whatever language, lines or a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DayInput(forms.DateInput):
    """A calendar day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class InstantInput(forms.DateTimeInput):
    """Day and time in the reader's zone, to the minute."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class LinesField(forms.CharField):
    """A box of lines, at most `max_length` characters."""

    def __init__(self, *, label: Any, max_length: int) -> None:
        rows = forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})
        super().__init__(label=label, max_length=max_length, required=False, widget=rows)


class LinesForm(forms.Form):
    """Rows as lines in the box or as a CSV file in UTF-8; the file wins. Cleaned, both stand in `text`.

    Who builds on it names the box and its length, and says in `empty` what to give when there is nothing.
    """

    text = LinesField(label="", max_length=1)
    file = forms.FileField(label=_("Or a CSV file"), required=False, max_length=200)
    empty: Any

    def clean(self) -> dict[str, Any]:
        """Read the file into the text."""
        data = super().clean() or self.cleaned_data
        upload, box = data.get("file"), self.fields["text"]
        assert isinstance(box, LinesField)
        if upload is not None:
            if upload.size > (box.max_length or 0):
                raise forms.ValidationError(_("The file is too long; split it."))
            try:
                data["text"] = upload.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                raise forms.ValidationError(_("Save the file as CSV in UTF-8 and try again.")) from None
        if not (data.get("text") or "").strip():
            raise forms.ValidationError(self.empty)
        return data

"""Forms of the tariff's desk and of a supplier's goods."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sourcebridge.customs import dutyfile, words
from sourcebridge.customs.rules import Duty, Join, Kind, Mode, Regime, Status
from sourcebridge.shell.inputs import DayInput, LinesField, LinesForm

BYTES = 4_000_000


def _choices(values: Any, *, empty: str = "") -> list[tuple[str, str]]:
    return ([("", empty)] if empty else []) + [(one.value, one.value) for one in values]


class RowsForm(LinesForm):
    """Rows of the tariff."""

    text = LinesField(label=_("Lines, the header first"), max_length=BYTES)
    empty = _("There is no row of duty in it. Give a header and at least one line.")


class DutyForm(forms.Form):
    """One row, by the names of the file's columns."""

    country = forms.CharField(label=_("Country or union"), min_length=2, max_length=2)
    kind = forms.ChoiceField(label=_("What is charged"))
    code = forms.CharField(label=_("Code begins with (empty: all goods)"), required=False, max_length=20)
    origin = forms.CharField(label=_("Origin (empty: any)"), required=False, max_length=2)
    percent_low = forms.CharField(label=_("Percent"), required=False, max_length=20)
    percent_high = forms.CharField(label=_("Percent, at most (for a range)"), required=False, max_length=20)
    per_low = forms.CharField(label=_("Amount per unit"), required=False, max_length=20)
    per_high = forms.CharField(label=_("Amount, at most (for a range)"), required=False, max_length=20)
    unit = forms.CharField(label=_("Unit (KGM, HEADING, ENTRY or that of the goods)"), required=False, max_length=10)
    currency = forms.CharField(label=_("Currency of amounts"), required=False, max_length=3)
    join = forms.ChoiceField(label=_("Percent and amount"), choices=_choices(Join))
    least = forms.CharField(label=_("Least of an entry"), required=False, max_length=20)
    most = forms.CharField(label=_("Most of an entry"), required=False, max_length=20)
    regime = forms.ChoiceField(label=_("Procedure"), choices=_choices(Regime, empty="–"), required=False)
    mode = forms.ChoiceField(label=_("Way"), choices=_choices(Mode, empty="–"), required=False)
    not_on = forms.CharField(
        label=_("Not beside (codes with spaces between, e.g. SECTION_232)"), required=False, max_length=200
    )
    taxed = forms.ChoiceField(
        label=_("Enters the base of the value added tax"),
        choices=[("yes", _("yes")), ("no", _("no")), ("open", _("not settled"))],
    )
    status = forms.ChoiceField(label=_("How sure"), choices=_choices(Status))
    valid_from = forms.DateField(label=_("Holds from"), widget=DayInput())
    valid_until = forms.DateField(label=_("Holds until (empty: open)"), required=False, widget=DayInput())
    source = forms.CharField(label=_("Source"), max_length=300)
    url = forms.CharField(label=_("Address of the source"), required=False, max_length=300)
    source_on = forms.DateField(label=_("Read on"), required=False, widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, words.name(kind)) for kind in Kind]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The row, read as a line of the file would be."""
        data = super().clean() or self.cleaned_data
        if not self.errors:
            cells = {name: "" if value is None else str(value).strip() for name, value in data.items()}
            cells["prefix"] = cells.pop("code")
            try:
                data["row"] = dutyfile.row(cells)
            except ValueError as why:
                raise forms.ValidationError(str(why)) from None
        return data

    @property
    def row(self) -> Duty:
        """The row of a valid form."""
        found: Duty = self.cleaned_data["row"]
        return found


class EndForm(forms.Form):
    """The end of a row."""

    last_day = forms.DateField(label=_("Last day it holds"), widget=DayInput())
    reason = forms.CharField(label=_("Why it ends"), min_length=3, max_length=300)


class CodeForm(forms.Form):
    """What a supplier says about goods."""

    code = forms.CharField(label=_("HS code, six digits"), max_length=20)
    origin = forms.CharField(label=_("Made in (code of the country)"), min_length=2, max_length=2, initial="CN")
    national = forms.CharField(
        label=_("National codes, one a line: country and code"), required=False, max_length=600,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "US 3926909989"}),
    )  # fmt: skip

    def clean_national(self) -> dict[str, str]:
        """By country; a line without a code is named."""
        found: dict[str, str] = {}
        for line in self.cleaned_data["national"].splitlines():
            land, _between, code = line.strip().partition(" ")
            if land and not code.strip():
                raise forms.ValidationError(_("Write the country, a space and the code, e.g. US 3926909989."))
            if land:
                found[land.upper()] = code
        return found

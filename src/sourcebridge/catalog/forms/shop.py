"""Forms of the shop: profile, mixed batch, shelves, holidays."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from sourcebridge.catalog.forms import HOME
from sourcebridge.catalog.models import Language, MixRule, Shop
from sourcebridge.catalog.queries.words import Words
from sourcebridge.catalog.services import Profile
from sourcebridge.kit.errors import Refusal
from sourcebridge.shell.inputs import DayInput

_CLAIMS = ("founded_year", "employees", "floor_area_m2", "lines")


class Blamed(forms.Form):
    """A form that shows a refusal's notes beside its fields."""

    def blame(self, refusal: Refusal) -> None:
        """Set the notes beside the fields they name; the rest stands above the form."""
        for name, note in refusal.fields.items():
            self.add_error(name if name in self.fields else None, note)
        if not refusal.fields:
            self.add_error(None, refusal.text)


class ProfileForm(Blamed):
    """What a shop says about itself; empty is not said."""

    name = forms.CharField(label=gettext_lazy("Shop name"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Shop name in English"), max_length=120, required=False)
    about_zh = forms.CharField(
        label=gettext_lazy("About the shop, in Chinese"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    about_en = forms.CharField(
        label=gettext_lazy("About the shop, in English"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    founded_year = forms.IntegerField(label=gettext_lazy("Founded in"), required=False)
    employees = forms.IntegerField(label=gettext_lazy("Employees"), required=False)
    floor_area_m2 = forms.IntegerField(label=gettext_lazy("Floor area"), required=False)
    lines = forms.IntegerField(label=gettext_lazy("Production lines"), required=False)
    monthly_output = forms.CharField(
        label=gettext_lazy("Monthly output"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("In your own words: 300,000 metres of twill."),
    )
    makes_to_order = forms.ChoiceField(
        label=gettext_lazy("Makes to order"),
        required=False,
        choices=[("", "—"), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))],
    )
    freight_note = forms.CharField(label=gettext_lazy("Note on freight"), max_length=200, required=False)

    @classmethod
    def of(cls, shop: Shop, texts: Words) -> ProfileForm:
        """The form filled from the shop."""
        initial: dict[str, Any] = {name: getattr(shop, name) for name in (*_CLAIMS, "name", "name_en", "freight_note")}
        initial["monthly_output"] = shop.monthly_output
        initial["makes_to_order"] = "" if shop.makes_to_order is None else "yes" if shop.makes_to_order else "no"
        for short, language in (("zh", Language.ZH.value), ("en", Language.EN.value)):
            initial[f"about_{short}"] = texts.exact(shop.id, "about", language)
        return cls(initial=initial)

    def profile(self) -> Profile:
        """The form as the service takes it."""
        data = self.cleaned_data
        return Profile(
            name=data["name"],
            name_en=data["name_en"],
            freight_note=data["freight_note"],
            about=((Language.ZH.value, data["about_zh"]), (Language.EN.value, data["about_en"])),
            monthly_output=data["monthly_output"],
            makes_to_order={"yes": True, "no": False}.get(data["makes_to_order"]),
            **{name: data[name] for name in _CLAIMS},
        )


class MixForm(Blamed):
    """The terms of a mixed batch; both empty ends the offer."""

    mix_amount = forms.DecimalField(
        label=gettext_lazy("Goods of one order worth at least"), required=False, decimal_places=2, max_digits=12
    )
    mix_number = forms.DecimalField(
        label=gettext_lazy("Units of any goods, at least"), required=False, decimal_places=3, max_digits=12
    )
    mix_rule = forms.ChoiceField(
        label=gettext_lazy("When both are given, an order needs"), choices=MixRule.choices, widget=forms.RadioSelect
    )


class SectionForm(Blamed):
    """A shelf of the shop's page."""

    name = forms.CharField(label=gettext_lazy("Name of the shelf"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=80, required=False)
    products = forms.MultipleChoiceField(
        label=gettext_lazy("Goods on it"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: Any = None, *, goods: list[tuple[str, str]], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["products"].choices = goods  # type: ignore[attr-defined]


class ClosureForm(Blamed):
    """Holidays in calendar days of Beijing time, the last day included."""

    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DayInput())
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput())
    note = forms.CharField(label=gettext_lazy("Note to buyers"), max_length=200, required=False)

    def period(self) -> tuple[datetime, datetime]:
        """From the first midnight to the midnight after the last day, in Beijing."""
        first: date = self.cleaned_data["first_day"]
        last: date = self.cleaned_data["last_day"]
        return datetime.combine(first, time(), HOME), datetime.combine(last + timedelta(days=1), time(), HOME)


class InviteForm(Blamed):
    """A buyer company that may see the prices without asking."""

    buyer = forms.CharField(
        label=gettext_lazy("Buyer company"), max_length=200, help_text=gettext_lazy("The exact registered name.")
    )


class AskForm(Blamed):
    """What a buyer says when asking to see prices."""

    note = forms.CharField(
        label=gettext_lazy("What you buy, and how much"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The shop decides by what it reads here and by your company's papers."),
    )


class ReasonForm(Blamed):
    """Why an edit is rejected."""

    reason = forms.CharField(label=gettext_lazy("Reason for the supplier"), max_length=300, required=False)


def empty_decimal(value: Decimal | None) -> str:
    """A stored number for a field, empty when unknown."""
    return "" if value is None else f"{value.normalize():f}"

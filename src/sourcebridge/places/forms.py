"""Forms of places: the supplier's claim, the operator's belts, markets, halls and stalls."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sourcebridge.catalog.models import Category
from sourcebridge.kit.errors import Refusal
from sourcebridge.parties import queries as parties
from sourcebridge.parties.models import Company
from sourcebridge.places import queries
from sourcebridge.places.models import LAT, LON, Belt, Hall, Market
from sourcebridge.places.services import BeltFacts, HallFacts, MarketFacts
from sourcebridge.places.services.stalls import numbers_of

LINES = forms.Textarea({"rows": 3})


def add_refusal(form: forms.BaseForm, refusal: Refusal) -> None:
    """Show a refusal beside the fields it names, else above the form."""
    named: list[str | None] = [name for name in refusal.fields if name in form.fields]
    for name in named or [None]:
        form.add_error(name, refusal.text)


def _provinces() -> list[tuple[str, str]]:
    return [(code, row.name(get_language())) for code, row in queries.provinces().items()]


class CompanyField(forms.CharField):
    """A company by its registered name in either language, exactly as registered, or by its id."""

    def clean(self, value: Any) -> Any:
        """The company, or None when empty and not required."""
        text = super().clean(value)
        if not text:
            return None
        try:
            found = parties.companies([UUID(text)]).get(UUID(text))
        except ValueError:
            found = parties.find_company(text)
        if found is None:
            raise forms.ValidationError(
                _("No company is registered under this name, or several are. Copy the name from its page.")
            )
        return found


class _PlaceForm(forms.Form):
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    province = forms.ChoiceField(label=_("Province"), choices=_provinces)
    city_zh = forms.CharField(label=_("City in Chinese"), max_length=40)
    city_en = forms.CharField(label=_("City in English"), max_length=60)
    lon = forms.DecimalField(label=_("Longitude"), min_value=LON[0], max_value=LON[1], max_digits=8, decimal_places=5)
    lat = forms.DecimalField(label=_("Latitude"), min_value=LAT[0], max_value=LAT[1], max_digits=8, decimal_places=5)
    about_zh = forms.CharField(label=_("About, in Chinese"), max_length=2000, required=False, widget=LINES)
    about_en = forms.CharField(label=_("About, in English"), max_length=2000, required=False, widget=LINES)


_PLACED = ("name_zh", "name_en", "province", "city_zh", "city_en", "lon", "lat", "about_zh", "about_en")


class CategoriesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Categories by their names in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        """How one is written."""
        return str(obj.name(get_language()))


class BeltForm(_PlaceForm):
    """A belt."""

    categories = CategoriesField(
        label=_("Known for"),
        queryset=Category.objects.none(),
        required=False,
        help_text=_("Hold Ctrl to choose several."),
        widget=forms.SelectMultiple({"size": 10}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["categories"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Category.objects.filter(active=True, level__lte=2).order_by("code")

    @property
    def offered(self) -> set[str]:
        """The codes one can choose."""
        field = self.fields["categories"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        return {row.code for row in field.queryset or ()}

    @staticmethod
    def first(row: Belt) -> dict[str, Any]:
        """What an existing belt's form starts with."""
        return {**{name: getattr(row, name) for name in _PLACED}, "categories": row.categories}

    def facts(self, kept: tuple[str, ...] = ()) -> BeltFacts:
        """What was written; `kept` are categories of the belt that the list does not offer."""
        values = {name: self.cleaned_data[name] for name in _PLACED}
        chosen = tuple(row.code for row in self.cleaned_data["categories"])
        return BeltFacts(**values, categories=(*[code for code in kept if code not in chosen], *chosen))


class MarketForm(_PlaceForm):
    """A market."""

    address_zh = forms.CharField(label=_("Address in Chinese"), max_length=200, required=False)
    address_en = forms.CharField(label=_("Address in English"), max_length=200, required=False)
    run_by = CompanyField(
        label=_("Run by"), required=False, help_text=_("The registered name of the company, if known.")
    )

    @staticmethod
    def first(row: Market) -> dict[str, Any]:
        """What an existing market's form starts with."""
        names = (*_PLACED, "address_zh", "address_en")
        return {
            **{name: getattr(row, name) for name in names},
            "run_by": row.operator_company.name if row.operator_company else "",
        }

    def facts(self) -> MarketFacts:
        """What was written."""
        values = {name: self.cleaned_data[name] for name in (*_PLACED, "address_zh", "address_en")}
        company: Company | None = self.cleaned_data["run_by"]
        return MarketFacts(**values, operator_company_id=company.id if company else None)


class CodeForm(forms.Form):
    """The address of a new place."""

    code = forms.SlugField(
        label=_("Code"), max_length=60, help_text=_("Stands in the address: small letters, digits and hyphens.")
    )


class HallForm(forms.Form):
    """A hall."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=60)
    floor = forms.CharField(label=_("Floors"), max_length=20, required=False, help_text=_("For example F1-F5."))
    sells_zh = forms.CharField(label=_("What is sold here, in Chinese"), max_length=120, required=False)
    sells_en = forms.CharField(label=_("What is sold here, in English"), max_length=160, required=False)
    position = forms.IntegerField(label=_("Place in the list"), min_value=1, max_value=999, initial=1)

    @staticmethod
    def first(row: Hall) -> dict[str, Any]:
        """What an existing hall's form starts with."""
        return {name: getattr(row, name) for name in HallForm.base_fields}

    def facts(self) -> HallFacts:
        """What was written."""
        return HallFacts(**self.cleaned_data)


class StallsForm(forms.Form):
    """Numbers of stalls to open."""

    numbers = forms.CharField(
        label=_("Stall numbers"), widget=LINES, max_length=20000,
        help_text=_("One per line or with commas; a range like F3-1201..1240."),
    )  # fmt: skip

    def clean_numbers(self) -> list[str]:
        """The numbers, ranges written out."""
        try:
            return numbers_of(self.cleaned_data["numbers"])
        except Refusal as refusal:
            raise forms.ValidationError(refusal.text) from None


class CompanyForm(forms.Form):
    """Which company; for belts also what speaks for it."""

    company = CompanyField(label=_("Company"), max_length=200, help_text=_("The registered name, in either language."))
    evidence = forms.CharField(label=_("Evidence"), max_length=300, required=False)


class AssignForm(forms.Form):
    """Which stall goes to which company."""

    number = forms.CharField(label=_("Stall number"), max_length=24)
    company = CompanyField(label=_("Company"), max_length=200, help_text=_("The registered name, in either language."))


class ClaimForm(forms.Form):
    """A supplier's claim."""

    belt = forms.ChoiceField(label=_("Industrial belt"))
    evidence = forms.CharField(
        label=_("What speaks for it"), max_length=300, required=False,
        help_text=_("For example the address of your factory, or since when you work there."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language()
        field = self.fields["belt"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *[(row.code, row.name(language)) for row in queries.belts()]]


class ReasonForm(forms.Form):
    """Why a claim is not confirmed."""

    reason = forms.CharField(label=_("Reason"), max_length=300)

"""What people ask of carriers, and what the operator says about cards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sourcebridge.freight import parcels, words
from sourcebridge.freight.cards import Load, Place
from sourcebridge.freight.promise import Calendar
from sourcebridge.kit.boxes import Box
from sourcebridge.shell.inputs import DayInput, InstantInput, LinesField, LinesForm

CURRENCIES = ("CNY", "USD", "EUR", "GBP", "BDT")
MOST_TEXT = 2_000_000


class FinderForm(forms.Form):
    """From where, to where, what, and the totals when the boxes are not known."""

    from_place = forms.ChoiceField(label=_("Handed over in"), required=False)
    to = forms.ChoiceField(label=_("To"))
    postcode = forms.RegexField(label=_("Postcode"), regex=r"^[A-Za-z0-9 \-]*$", max_length=12, required=False)
    currency = forms.ChoiceField(label=_("Compared in"), choices=[(one, one) for one in CURRENCIES], required=False)
    total_kg = forms.DecimalField(
        label=_("or in all: weight (kg)"), min_value=Decimal("0.01"), max_value=100_000, decimal_places=3,
        required=False,
    )  # fmt: skip
    total_cbm = forms.DecimalField(
        label=_("volume (m³)"), min_value=Decimal("0.001"), max_value=500, decimal_places=3, required=False
    )
    flags = forms.MultipleChoiceField(
        label=_("The goods hold"), choices=words.FLAGS, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, places: Iterable[str], countries: Iterable[str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        named = [("", _("anywhere in China")), *((code, words.place_name(code)) for code in places)]
        self.fields["from_place"] = forms.ChoiceField(label=_("Handed over in"), choices=named, required=False)
        self.fields["to"] = forms.ChoiceField(label=_("To"), choices=words.countries(countries))

    def clean(self) -> dict[str, Any]:
        """Weight and volume come together."""
        data = super().clean() or self.cleaned_data
        if (data.get("total_kg") is None) != (data.get("total_cbm") is None):
            raise forms.ValidationError(_("Give both the weight and the volume of the whole load."))
        return data

    @property
    def place(self) -> Place:
        """Where the goods go."""
        return Place(self.cleaned_data["to"], postcode=self.cleaned_data["postcode"].upper().replace(" ", ""))

    def totals(self) -> tuple[Box, ...]:
        """Ordinary cartons for the totals, none when there are no totals. Raises ValueError."""
        kg, cbm = self.cleaned_data["total_kg"], self.cleaned_data["total_cbm"]
        return () if kg is None else parcels.of_total(grams=parcels.grams(kg), litres=int(cbm * 1000))


class BoxForm(forms.Form):
    """Boxes alike; a row left empty is none."""

    length = forms.DecimalField(label=_("Length (cm)"), min_value=1, max_value=1300, decimal_places=1)
    width = forms.DecimalField(label=_("width (cm)"), min_value=1, max_value=300, decimal_places=1)
    height = forms.DecimalField(label=_("height (cm)"), min_value=1, max_value=300, decimal_places=1)
    weight = forms.DecimalField(label=_("weight (kg)"), min_value=Decimal("0.01"), max_value=30_000, decimal_places=3)
    count = forms.IntegerField(label=_("boxes"), min_value=1, max_value=100_000, required=False)

    @property
    def box(self) -> Box | None:
        """The boxes of a filled row."""
        data = self.cleaned_data
        if not data:
            return None
        sides = [int(data[side] * 10) for side in ("length", "width", "height")]
        return Box(sides[0], sides[1], sides[2], parcels.grams(data["weight"]), data["count"] or 1)


BoxFormSet = forms.formset_factory(BoxForm, extra=2, max_num=12, absolute_max=12)


def load_of(form: FinderForm, rows: Any) -> Load | None:
    """The load of filled forms; None with an error on the form when there is nothing to carry."""
    boxes = tuple(box for row in rows if (box := row.box) is not None)
    try:
        boxes = boxes or form.totals()
    except ValueError:
        form.add_error(None, _("Weight and volume do not fit together. Describe the boxes instead."))
        return None
    if not boxes:
        form.add_error(None, _("Describe at least one box, or give weight and volume of the whole load."))
        return None
    return Load(boxes, frozenset(form.cleaned_data["flags"]))


class CardFileForm(LinesForm):
    """A card as the file this site gives out."""

    text = LinesField(label=_("Lines of the file"), max_length=MOST_TEXT)
    empty = _("The file is empty. Download a card, change it and upload it here.")


class EndForm(forms.Form):
    """The last day on which a card prices, and why."""

    last_day = forms.DateField(label=_("Last day"), widget=DayInput())
    reason = forms.CharField(label=_("Reason"), max_length=300)


class CountryField(forms.RegexField):
    """An ISO code; small letters are taken for capitals."""

    default_error_messages = {"invalid": _("Write the country as two capital letters, for example US.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(r"^[A-Z]{2}$", max_length=2, **options)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).upper()


class PromiseForm(forms.Form):
    """What is promised: goods of a reference, handed over at an instant, by a card of that day to an address."""

    subject = forms.CharField(label=_("Order or quote number"), max_length=60)
    card = forms.ChoiceField(label=_("Rate card"))
    country = CountryField(label=_("Country (two letters)"))
    postcode = forms.CharField(label=_("Postcode"), max_length=12, required=False)
    handed_over_at = forms.DateTimeField(label=_("Handed over at"), widget=InstantInput())

    def __init__(self, *args: Any, cards: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["card"] = forms.ChoiceField(label=_("Rate card"), choices=cards)


class ArrivalForm(forms.Form):
    """When goods that were promised came."""

    subject = forms.CharField(widget=forms.HiddenInput, max_length=60)
    at = forms.DateTimeField(label=_("Came at"), widget=InstantInput())


def _days(text: str) -> frozenset[date]:
    try:
        return frozenset(date.fromisoformat(one) for one in text.split())
    except ValueError:
        raise forms.ValidationError(_("Write days as year-month-day, for example 2026-10-01.")) from None


class CalendarForm(forms.Form):
    """A country's working days, as its next version."""

    country = CountryField(label=_("Country (two letters)"))
    zone_name = forms.CharField(label=_("Time zone"), max_length=40, help_text=_("For example Asia/Shanghai."))
    zones = forms.CharField(
        label=_("Other zones by postcode"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line: the beginning of the postcode, =, the zone. For example 9=America/Los_Angeles."),
    )  # fmt: skip
    covers_from = forms.DateField(label=_("Known from"), widget=DayInput())
    covers_until = forms.DateField(label=_("Known until"), widget=DayInput())
    weekend = forms.TypedMultipleChoiceField(
        label=_("Weekend"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")), (4, _("Friday")),
                 (5, _("Saturday")), (6, _("Sunday"))],
    )  # fmt: skip
    holidays = forms.CharField(
        label=_("Days off"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    workdays = forms.CharField(
        label=_("Weekend days that are worked"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    source = forms.CharField(label=_("Source"), max_length=300)
    url = forms.URLField(label=_("Address of the source"), max_length=300, required=False, assume_scheme="https")

    def clean_holidays(self) -> frozenset[date]:
        """Days apart by spaces or lines."""
        return _days(self.cleaned_data["holidays"])

    def clean_workdays(self) -> frozenset[date]:
        """Days apart by spaces or lines."""
        return _days(self.cleaned_data["workdays"])

    def clean_zones(self) -> tuple[tuple[str, str], ...]:
        """Pairs of prefix and zone."""
        pairs = [line.partition("=") for line in self.cleaned_data["zones"].split()]
        if any(not prefix or not zone or len(prefix) + len(zone) > 59 for prefix, _is, zone in pairs):
            raise forms.ValidationError(_("Write each line as the beginning of a postcode, =, a zone."))
        return tuple((prefix, zone) for prefix, _is, zone in pairs)

    @property
    def calendar(self) -> Calendar:
        """The calendar of a filled form."""
        data = self.cleaned_data
        return Calendar(
            data["country"], 1, data["zone_name"], data["covers_from"], data["covers_until"],
            frozenset(data["weekend"]), data["holidays"], data["workdays"], data["zones"],
        )  # fmt: skip

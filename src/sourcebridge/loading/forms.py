"""What people say of their cartons, and what the operator says of containers, cartons and categories."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sourcebridge.kit.boxes import Box
from sourcebridge.kit.quantity import UNITS
from sourcebridge.loading.answer import Line
from sourcebridge.shell.inputs import DayInput

GRAMS, MM = 1000, 10
MM3_PER_DM3, MM3_PER_CBM = 10**6, 10**9


class CartonForm(forms.Form):
    """One line: cartons of equal size. An empty form is no line."""

    name = forms.CharField(label=_("Goods"), max_length=60, required=False)
    length = forms.DecimalField(label=_("Length (cm)"), min_value=1, max_value=1200, decimal_places=1)
    width = forms.DecimalField(label=_("Width (cm)"), min_value=1, max_value=300, decimal_places=1)
    height = forms.DecimalField(label=_("Height (cm)"), min_value=1, max_value=300, decimal_places=1)
    weight = forms.DecimalField(label=_("Gross (kg)"), min_value=Decimal("0.01"), max_value=26_000, decimal_places=3)
    count = forms.IntegerField(label=pgettext_lazy("number", "Cartons"), min_value=1, max_value=100_000)
    bears = forms.IntegerField(label=_("Stack on top, at most"), min_value=0, max_value=50, required=False)
    fragile = forms.BooleanField(label=_("fragile, nothing on top"), required=False)
    upright = forms.BooleanField(label=_("this side up"), required=False)

    def line(self) -> Line:
        """The line of a valid form."""
        data = self.cleaned_data
        sides = [int(data[name] * MM) for name in ("length", "width", "height")]
        box = Box(sides[0], sides[1], sides[2], int(data["weight"] * GRAMS), data["count"])
        return Line(data["name"], (box,), data["fragile"], data["bears"], data["upright"])


class ChoiceForm(forms.Form):
    """Which container is wanted; none lets the plan choose."""

    container = forms.ChoiceField(label=_("Container"), required=False)

    def __init__(self, data: Any = None, *, codes: Iterable[str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["container"] = forms.ChoiceField(
            label=_("Container"), required=False, choices=[("", _("the smallest that does")), *((c, c) for c in codes)]
        )


class _RowForm(forms.Form):
    """A row of the operator's: from a day on, with its source."""

    code: forms.Field = forms.SlugField(label=_("Code"), max_length=60)
    valid_from = forms.DateField(label=_("From"), widget=DayInput())
    source = forms.CharField(label=_("Source and date"), max_length=300)

    def _mm(self, *names: str) -> dict[str, int]:
        return {f"{name}_mm": int(self.cleaned_data[name] * MM) for name in names}

    def _row(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("code", "valid_from", "source")}


def _cm(label: Any, most: int) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=1, max_value=most, decimal_places=1)


def _litres(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=Decimal("0.001"), max_value=10**5, decimal_places=3)


class ContainerForm(_RowForm):
    """Inner sides and door in cm, payload in kg, usable volume in m3."""

    length = _cm(_("Length (cm)"), 2000)
    width = _cm(_("Width (cm)"), 400)
    height = _cm(_("Height (cm)"), 400)
    door_width = _cm(_("Door width (cm)"), 400)
    door_height = _cm(_("Door height (cm)"), 400)
    payload = forms.IntegerField(label=_("Payload (kg)"), min_value=1, max_value=100_000)
    usable = forms.DecimalField(label=_("Usable (m³)"), min_value=1, max_value=200, decimal_places=1)

    field_order = ("code", "length", "width", "height", "door_width", "door_height", "payload", "usable")

    def given(self) -> dict[str, Any]:
        """The fields of services.ContainerGiven."""
        data = self.cleaned_data
        more = {"payload_g": data["payload"] * GRAMS, "usable_mm3": int(data["usable"] * MM3_PER_CBM)}
        return {**self._row(), **self._mm("length", "width", "height", "door_width", "door_height"), **more}


class TypeForm(_RowForm):
    """An empty carton: outer sides in cm, weights in kg."""

    length = _cm(_("Length (cm)"), 300)
    width = _cm(_("Width (cm)"), 300)
    height = _cm(_("Height (cm)"), 300)
    tare = forms.DecimalField(label=_("Empty (kg)"), min_value=Decimal("0.01"), max_value=100, decimal_places=3)
    most = forms.DecimalField(label=_("Full, at most (kg)"), min_value=Decimal("0.1"), max_value=1000, decimal_places=3)

    field_order = ("code", "length", "width", "height", "tare", "most")

    def given(self) -> dict[str, Any]:
        """The fields of services.CartonGiven."""
        data = self.cleaned_data
        more = {"tare_g": int(data["tare"] * GRAMS), "most_g": int(data["most"] * GRAMS)}
        return {**self._row(), **self._mm("length", "width", "height"), **more}


class EstimateForm(_RowForm):
    """What one unit of a category weighs in g and takes in dm3 (litres)."""

    code: forms.Field = forms.ChoiceField(label=_("Category"), required=False)
    unit = forms.ChoiceField(
        label=_("Unit"), required=False, choices=[("", _("any")), *((code, one.name) for code, one in UNITS.items())]
    )
    low_g = forms.IntegerField(label=_("Weight from (g)"), min_value=1, max_value=10**8)
    high_g = forms.IntegerField(label=_("to (g)"), min_value=1, max_value=10**8)
    low = _litres(_("Volume from (dm³)"))
    high = _litres(_("to (dm³)"))

    field_order = ("code", "unit", "low_g", "high_g", "low", "high")

    def __init__(self, data: Any = None, *, categories: dict[str, str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choices = [("", _("any goods")), *sorted(categories.items(), key=lambda one: one[0])]
        self.fields["code"] = forms.ChoiceField(label=_("Category"), required=False, choices=choices)

    def given(self) -> dict[str, Any]:
        """The fields of services.EstimateGiven."""
        data = self.cleaned_data
        volumes = {f"{name}_mm3": int(data[name] * MM3_PER_DM3) for name in ("low", "high")}
        return {**self._row(), **volumes, "low_g": data["low_g"], "high_g": data["high_g"], "unit": data["unit"]}

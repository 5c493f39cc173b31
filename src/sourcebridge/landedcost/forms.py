"""What people ask: where to, how much, under which rule; goods that are not in the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sourcebridge.customs.rules import Regime
from sourcebridge.kit.boxes import Box
from sourcebridge.kit.currency import EXPONENTS
from sourcebridge.kit.quantity import UNITS
from sourcebridge.landedcost.incoterms import RULES
from sourcebridge.landedcost.lands import CURRENCIES, choices, country_name
from sourcebridge.landedcost.models import FeeRow
from sourcebridge.loading.cartons import Cartons
from sourcebridge.shell.inputs import DayInput

FLAGS = (("battery", _("battery")), ("liquid", _("liquid")), ("magnet", _("magnet")), ("brand", _("brand goods")))
REGIMES = ((Regime.HOME_USE.value, _("home use")), (Regime.BONDED.value, _("bonded, for export goods")))
GIVEN = ("EXW", "FCA", "FOB", "CFR", "CIF", "CPT", "CIP")
MOST = Decimal(10) ** 9


class DoorForm(forms.Form):
    """The door and how the answer is looked at; read from the address."""

    to = forms.ChoiceField(label=_("To"))
    postcode = forms.RegexField(label=_("Postcode"), regex=r"^[A-Za-z0-9 \-]*$", max_length=12, required=False)
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    rule = forms.ChoiceField(label=_("Delivery term"), choices=[(one, one) for one in RULES], required=False)
    regime = forms.ChoiceField(label=_("Procedure"), choices=[("", "-"), *REGIMES], required=False)
    consumer = forms.BooleanField(label=_("for myself, not for a business"), required=False)
    flags = forms.MultipleChoiceField(
        label=_("The goods hold"), choices=FLAGS, required=False, widget=forms.CheckboxSelectMultiple
    )
    card = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, countries: Iterable[str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["to"] = forms.ChoiceField(label=_("To"), choices=choices(countries))
        self.fields["currency"] = forms.ChoiceField(
            label=_("Currency"), choices=[("", _("the country's")), *((one, one) for one in CURRENCIES)], required=False
        )


class GoodsForm(DoorForm):
    """Goods of the catalogue: how many, and of which variant."""

    quantity = forms.DecimalField(label=_("Quantity"), min_value=Decimal("0.001"), max_value=MOST, decimal_places=3)
    sku = forms.UUIDField(required=False, widget=forms.HiddenInput)

    field_order = ("quantity", "to", "postcode")


class FreeForm(DoorForm):
    """Goods of one's own: price, cartons and HS code as one knows them."""

    name = forms.CharField(label=_("Goods"), max_length=120)
    quantity = forms.DecimalField(label=_("Quantity"), min_value=Decimal("0.001"), max_value=MOST, decimal_places=3)
    unit = forms.ChoiceField(label=_("Unit"), choices=[(code, unit.name) for code, unit in UNITS.items()])
    price = forms.DecimalField(label=_("Price of a unit"), min_value=0, max_value=MOST, max_digits=16, decimal_places=6)
    price_currency = forms.ChoiceField(label=_("in"), choices=[(one, one) for one in CURRENCIES])
    given = forms.ChoiceField(label=_("The price is"), choices=[(one, one) for one in GIVEN])
    code = forms.RegexField(
        label=_("HS code"), regex=r"^[0-9. ]{0,16}$", max_length=16, required=False,
        help_text=_("6 digits or more; without it no duty can be told."),
    )  # fmt: skip
    length = forms.DecimalField(label=_("Carton: length (cm)"), min_value=1, max_value=1200, decimal_places=1)
    width = forms.DecimalField(label=_("width (cm)"), min_value=1, max_value=300, decimal_places=1)
    height = forms.DecimalField(label=_("height (cm)"), min_value=1, max_value=300, decimal_places=1)
    weight = forms.DecimalField(label=_("weight (kg)"), min_value=Decimal("0.01"), max_value=5000, decimal_places=3)
    cartons = forms.IntegerField(label=_("cartons"), min_value=1, max_value=100_000)

    field_order = ("name", "quantity", "unit", "price", "price_currency", "given", "code", "length", "width", "height",
                   "weight", "cartons", "to", "postcode")  # fmt: skip

    def clean_code(self) -> str:
        """Digits only."""
        return "".join(sign for sign in self.cleaned_data["code"] if sign.isdigit())

    def packed(self) -> Cartons:
        """The cartons as the way counts them."""
        data = self.cleaned_data
        sides = [int(data[side] * 10) for side in ("length", "width", "height")]
        box = Box(sides[0], sides[1], sides[2], max(1, int(data["weight"] * 1000)), data["cartons"])
        return Cartons((box,), (box,))


class FeeForm(forms.ModelForm):  # type: ignore[type-arg]
    """A fee from a day on."""

    class Meta:
        model = FeeRow
        fields = ("code", "name", "name_zh", "step", "country", "mode", "basis", "low", "high", "least", "currency",
                  "source", "valid_from", "valid_until")  # fmt: skip
        widgets = {
            "valid_from": DayInput(),
            "valid_until": DayInput(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"] = forms.ChoiceField(label=_("currency"), choices=[(one, one) for one in EXPONENTS])
        self.fields["least"].required = False

    def clean_country(self) -> str:
        """An ISO code in capitals, or nothing for everywhere."""
        code = str(self.cleaned_data["country"]).upper()
        if code and country_name(code) == code:
            raise forms.ValidationError(_("“%(code)s” is no country."), params={"code": code})
        return code

    def clean_least(self) -> Decimal:
        """Nothing when it is left empty."""
        return self.cleaned_data["least"] or Decimal(0)

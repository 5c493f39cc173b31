"""Forms of export prices: terms abroad with their steps, a supplier's costs, the operator's rebate rates."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sourcebridge.catalog.exporting import LONGEST_LEAD, MOST_TIERS, Exported, ExportTerms
from sourcebridge.catalog.models import ExportRule
from sourcebridge.kit.errors import Malformed
from sourcebridge.landedcost.floor import plain
from sourcebridge.landedcost.lands import CURRENCIES
from sourcebridge.landedcost.models import FloorTerms, InlandBasis, RebateRate
from sourcebridge.landedcost.services import OwnCosts
from sourcebridge.shell.inputs import DayInput

MOST = Decimal(10) ** 9
ROOM = 3
Rows = list[tuple[str, str]]


def _day(label: Any, *, required: bool = False) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DayInput())


class ListingForm(forms.Form):
    """Terms for buyers abroad; the steps of the ladder are rows beside it."""

    rule = forms.ChoiceField(label=gettext_lazy("Delivery term"), choices=ExportRule.choices)
    place = forms.RegexField(
        label=gettext_lazy("Place (UN/LOCODE)"), regex=r"^[A-Za-z]{2}[A-Za-z2-9]{3}$", max_length=5,
        help_text=gettext_lazy("CNSHA is Shanghai, CNNGB Ningbo, CNSZX Shenzhen."),
    )  # fmt: skip
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(one, one) for one in CURRENCIES])
    moq = forms.DecimalField(
        label=gettext_lazy("Least order"), min_value=Decimal("0.001"), decimal_places=3, max_digits=15
    )
    lead_from = forms.IntegerField(label=gettext_lazy("Lead time from (days)"), min_value=1, max_value=LONGEST_LEAD)
    lead_until = forms.IntegerField(label=gettext_lazy("to (days)"), min_value=1, max_value=LONGEST_LEAD)
    valid_from = _day(gettext_lazy("First day"), required=True)
    valid_until = _day(gettext_lazy("Last day"))

    def clean_place(self) -> str:
        """In capitals."""
        return str(self.cleaned_data["place"]).upper()

    def terms(self, rows: Rows) -> ExportTerms:
        """As the catalogue takes them; raises Malformed for a row that is no figure."""
        return ExportTerms(**self.cleaned_data, tiers=numbers(rows))


def listed(found: Exported) -> dict[str, Any]:
    """What the form shows of a listing that stands."""
    return {
        "rule": found.rule, "place": found.place, "currency": found.currency, "moq": found.moq.text,
        "lead_from": found.lead[0], "lead_until": found.lead[1], "valid_from": found.valid_from.isoformat(),
        "valid_until": found.valid_until.isoformat() if found.valid_until else "",
    }  # fmt: skip


def posted(data: QueryDict) -> Rows:
    """The rows of a sent form; empty ones are dropped, no more are read than a ladder may have."""
    pairs = zip(data.getlist("tier_from"), data.getlist("tier_price"), strict=False)
    return [(least.strip(), price.strip()) for least, price in pairs if least.strip() or price.strip()][
        : MOST_TIERS + 1
    ]


def numbers(rows: Rows) -> tuple[tuple[Decimal, Decimal], ...]:
    """The rows as figures. Raises Malformed."""
    return tuple((number(least), number(price)) for least, price in rows)


def number(text: str) -> Decimal:
    """A figure as people type it. Raises Malformed."""
    try:
        found = Decimal(text.replace("，", "").replace(",", ""))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > MOST:
        raise Malformed(fields={"tiers": _("“%(text)s” is no figure.") % {"text": text[:40]}})
    return found


def with_room(rows: Iterable[tuple[str, str]]) -> Rows:
    """The rows with empty ones to type into, without script."""
    filled = list(rows)
    return filled + [("", "")] * max(1, min(ROOM, MOST_TIERS - len(filled)))


class CostsForm(forms.Form):
    """What exporting costs a supplier, in yuan."""

    inland = forms.DecimalField(
        label=gettext_lazy("Carriage to the port (CNY)"), min_value=0, max_value=MOST, max_digits=15, decimal_places=6
    )
    inland_basis = forms.ChoiceField(label=gettext_lazy("counted"), choices=InlandBasis.choices)
    documents = forms.DecimalField(
        label=gettext_lazy("Export documents per shipment (CNY)"), min_value=0, max_value=MOST, max_digits=12,
        decimal_places=2,
    )  # fmt: skip
    margin = forms.DecimalField(
        label=gettext_lazy("Margin on the floor (%)"), min_value=0, max_value=1000, max_digits=6, decimal_places=2
    )
    vat_included = forms.BooleanField(label=gettext_lazy("my domestic prices hold VAT"), required=False)

    def costs(self) -> OwnCosts:
        """As the service takes them."""
        data = dict(self.cleaned_data)
        return OwnCosts(**{**data, "margin": data["margin"] / 100})


def said(row: FloorTerms | None) -> dict[str, Any]:
    """What the form shows of a row."""
    if row is None:
        return {"inland_basis": InlandBasis.SHIPMENT, "vat_included": True, "margin": 10}
    return {
        "inland": plain(row.inland), "inland_basis": row.inland_basis, "documents": plain(row.documents),
        "margin": plain(row.margin * 100), "vat_included": row.vat_included,
    }  # fmt: skip


class FilterForm(forms.Form):
    """Which goods to show."""

    q = forms.CharField(max_length=100, required=False)
    show = forms.ChoiceField(
        choices=[("", ""), ("ALARM", ""), ("LISTED", ""), ("UNLISTED", "")], required=False
    )  # fmt: skip


class RebateForm(forms.ModelForm):  # type: ignore[type-arg]
    """A rebate rate from a day on; VAT and rebate in percent."""

    levy = forms.DecimalField(label=gettext_lazy("VAT (%)"), min_value=0, max_value=99, max_digits=4, decimal_places=2)
    rebate = forms.DecimalField(
        label=gettext_lazy("Export rebate (%)"), min_value=0, max_value=99, max_digits=4, decimal_places=2
    )

    class Meta:
        model = RebateRate
        fields = ("prefix", "levy", "rebate", "treatment", "source", "valid_from", "valid_until")
        widgets = {
            "valid_from": DayInput(),
            "valid_until": DayInput(),
        }

    def _share(self, name: str) -> Decimal:
        return Decimal(self.cleaned_data[name]) / 100

    def clean_levy(self) -> Decimal:
        """As a share."""
        return self._share("levy")

    def clean_rebate(self) -> Decimal:
        """As a share."""
        return self._share("rebate")

    def validate_constraints(self) -> None:
        """The service says what contradicts itself, in one sentence at its field."""

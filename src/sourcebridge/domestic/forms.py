"""Forms of the acts on an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from sourcebridge.deals.models import DealLine
from sourcebridge.domestic.models import CloseReason, SpotOrder
from sourcebridge.domestic.preview import title_of
from sourcebridge.kit.quantity import Quantity
from sourcebridge.logistics.carriers import CARRIERS

R = CloseReason


def _choices(*reasons: CloseReason) -> list[tuple[str, Any]]:
    return [(str(reason.value), reason.label) for reason in reasons]


def line_name(line: DealLine) -> str:
    """A line in one phrase: the goods with their variant."""
    return " · ".join(part for part in (title_of(line.title), line.options) if part)


class CancelForm(forms.Form):
    """The buyer says why."""

    reason = forms.ChoiceField(label=_("Reason"), choices=_choices(R.BUYER_CHANGED_MIND, R.WRONG_ORDER, R.OTHER))


class DeclineForm(forms.Form):
    """The supplier says why."""

    reason = forms.ChoiceField(label=_("Reason"), choices=_choices(R.SUPPLIER_LACKS_GOODS, R.OTHER))


class RefundForm(forms.Form):
    """The buyer says why, in a word and in a sentence."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=_choices(R.BUYER_CHANGED_MIND, R.WRONG_ORDER, R.LATE_DISPATCH, R.OTHER)
    )
    note = forms.CharField(
        label=_("Note to the supplier"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RefuseForm(forms.Form):
    """The supplier says why not."""

    note = forms.CharField(label=_("Reason the buyer reads"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class RepriceForm(forms.Form):
    """New unit prices and freight; everything is filled in with what stands now."""

    def __init__(self, data: Any, *, order: SpotOrder, lines: Sequence[DealLine]) -> None:
        super().__init__(data)
        self.lines = list(lines)
        for line in self.lines:
            self.fields[f"price-{line.id}"] = forms.DecimalField(
                label=line_name(line), min_value=0, max_digits=20, decimal_places=6, initial=line.price.text
            )
        self.fields["freight"] = forms.DecimalField(
            label=_("Freight"), min_value=0, max_digits=14, decimal_places=2, initial=order.freight_fee.amount
        )

    def prices(self) -> dict[UUID, str]:
        """The new unit prices by line id, as exact text."""
        return {line.id: str(self.cleaned_data[f"price-{line.id}"]) for line in self.lines}


class ShipForm(forms.Form):
    """A parcel: carrier, waybill, and how much of each open line is in it."""

    carrier = forms.ChoiceField(label=_("Carrier"))
    waybill = forms.CharField(label=_("Waybill number"), max_length=40)

    def __init__(
        self, data: Any, *, order: SpotOrder, lines: Sequence[DealLine], still: Mapping[UUID, Quantity]
    ) -> None:
        super().__init__(data, initial={"carrier": order.carrier})
        self.fields["carrier"] = forms.ChoiceField(
            label=_("Carrier"), choices=[(code, carrier.name) for code, carrier in CARRIERS.items()]
        )
        self.lines = [line for line in lines if still[line.id]]
        for line in self.lines:
            open_now = still[line.id]
            self.fields[f"quantity-{line.id}"] = forms.DecimalField(
                label=line_name(line), min_value=0, max_value=open_now.amount, max_digits=18, decimal_places=3,
                initial=Decimal(open_now.text), required=False,
            )  # fmt: skip

    def quantities(self) -> list[tuple[UUID, str]]:
        """What is in the parcel, by line id, as exact text."""
        return [(line.id, str(self.cleaned_data.get(f"quantity-{line.id}") or 0)) for line in self.lines]

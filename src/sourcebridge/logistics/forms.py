"""Forms of addresses, freight templates and waybills."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sourcebridge.logistics.carriers import CARRIERS
from sourcebridge.logistics.models import ChargeBy
from sourcebridge.logistics.regions import province_choices


class AddressForm(forms.Form):
    """Where goods go."""

    recipient = forms.CharField(label=_("Recipient"), max_length=60)
    phone = forms.RegexField(
        label=_("Phone"),
        regex=r"^[+0-9][0-9 \-]{5,28}$",
        max_length=30,
        error_messages={"invalid": _("Write the number with digits only.")},
    )
    province = forms.ChoiceField(label=_("Province"))
    city = forms.CharField(label=_("City"), max_length=60)
    district = forms.CharField(label=_("District"), max_length=60, required=False)
    street = forms.CharField(label=_("Street and number"), max_length=200)
    is_default = forms.BooleanField(label=_("Use by default"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["province"] = forms.ChoiceField(
            label=_("Province"), choices=[("", _("Choose")), *province_choices()]
        )


class TemplateForm(forms.Form):
    """The head of a freight template."""

    carrier = forms.ChoiceField(label=_("Carrier"))
    charge_by = forms.ChoiceField(
        label=_("Charge"),
        choices=ChargeBy.choices,
        help_text=_("By weight counts grams; by piece counts the unit of sale."),
    )
    transit_days = forms.IntegerField(label=_("Days on the way"), min_value=0, max_value=60, initial=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["carrier"] = forms.ChoiceField(
            label=_("Carrier"), choices=[(c.code, c.name) for c in CARRIERS.values()]
        )


class RateForm(forms.Form):
    """One rate row; an empty region list holds everywhere else."""

    regions = forms.MultipleChoiceField(label=_("Provinces"), required=False)
    first_unit = forms.DecimalField(label=_("First (g or pcs)"), min_value=0, max_digits=12, decimal_places=3)
    first_fee = forms.DecimalField(label=_("Fee ¥"), min_value=0, max_digits=12, decimal_places=2)
    next_unit = forms.DecimalField(label=_("Each further"), min_value=0, max_digits=12, decimal_places=3)
    next_fee = forms.DecimalField(label=_("Fee ¥"), min_value=0, max_digits=12, decimal_places=2)
    least_fee = forms.DecimalField(
        label=_("At least ¥"), min_value=0, max_digits=12, decimal_places=2, required=False, initial=0
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regions"] = forms.MultipleChoiceField(
            label=_("Provinces"),
            choices=province_choices(),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


class TryForm(forms.Form):
    """A parcel to try the templates on."""

    province = forms.ChoiceField(label=_("To"))
    quantity = forms.DecimalField(label=_("Quantity"), min_value=0, max_digits=12, decimal_places=3, initial=200)
    weight_g = forms.DecimalField(
        label=_("Weight of one unit (g)"), min_value=0, max_digits=12, decimal_places=3, initial=180
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["province"] = forms.ChoiceField(label=_("To"), choices=province_choices(), initial="44")


class WaybillForm(forms.Form):
    """A corrected waybill number."""

    waybill = forms.CharField(label=_("Waybill number"), max_length=40)

"""Forms of the supplier's desk: terms of sale, agreed prices, files."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from sourcebridge.catalog.intake import PUBLISH_AS_FILE, PUBLISH_LATER, STOCK_IGNORE, STOCK_NEW, Answers
from sourcebridge.catalog.models import DeductOn, Language
from sourcebridge.kit import digits
from sourcebridge.kit.currency import EXPONENTS
from sourcebridge.kit.quantity import UNITS
from sourcebridge.shell.inputs import DayInput

HOME = ZoneInfo("Asia/Shanghai")
PROMISES = (24, 48, 72, 120, 168, 240, 360, 720)


def promise_words(hours: int) -> Any:
    """A dispatch promise in words: within 24 hours, within 5 days."""
    if hours <= 72 or hours % 24:
        return ngettext_lazy("within %(count)d hour", "within %(count)d hours", hours) % {"count": hours}
    return ngettext_lazy("within %(count)d day", "within %(count)d days", hours // 24) % {"count": hours // 24}


def _units() -> list[tuple[str, Any]]:
    return [(unit.code, unit.name) for unit in UNITS.values()]


def _currencies() -> list[tuple[str, str]]:
    return [(code, code) for code in EXPONENTS]


class Terms(forms.Form):
    """Terms of sale, shared by the product form and the import's questions."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=_units)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=_currencies)
    moq = forms.DecimalField(label=gettext_lazy("MOQ"), min_value=Decimal("0.001"), decimal_places=3, max_digits=15)
    batch_multiple = forms.DecimalField(
        label=gettext_lazy("Batch multiple"),
        help_text=gettext_lazy("Sold in whole batches of this many, such as 10 metres or 12 pieces."),
        min_value=Decimal("0.001"),
        decimal_places=3,
        max_digits=15,
    )
    dispatch_hours = forms.TypedChoiceField(label=gettext_lazy("Dispatch promise"), coerce=int)
    deduct_on = forms.ChoiceField(
        label=gettext_lazy("Stock is taken"),
        choices=DeductOn.choices,
        help_text=gettext_lazy("When the order is placed, stock is held for 30 minutes until it is paid."),
    )

    def offer_promises(self, chosen: object = None) -> None:
        """Fill the choices of the promise; a stored one outside the list is kept."""
        kept = digits.whole(str(chosen or ""))
        hours = sorted({*PROMISES, *([] if kept is None else [kept])})
        self.fields["dispatch_hours"].choices = [(h, promise_words(h)) for h in hours]  # type: ignore[attr-defined]


class AgreedForm(forms.Form):
    """A price for one buyer company; days are calendar days in Beijing time."""

    buyer = forms.CharField(
        label=gettext_lazy("Buyer company"), max_length=200, help_text=gettext_lazy("The exact registered name.")
    )
    sku = forms.ChoiceField(label=gettext_lazy("Variant"), required=False)
    min_quantity = forms.DecimalField(
        label=gettext_lazy("From quantity"), min_value=Decimal("0.001"), decimal_places=3, max_digits=15
    )
    unit_price = forms.DecimalField(
        label=gettext_lazy("Price"), min_value=Decimal("0.000001"), decimal_places=6, max_digits=18
    )
    first_day = forms.DateField(
        label=gettext_lazy("First day"), required=False, help_text=gettext_lazy("Empty: at once."),
        widget=DayInput(),
    )  # fmt: skip
    last_day = forms.DateField(
        label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: until you end it."),
        widget=DayInput(),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, skus: list[tuple[str, str]]) -> None:
        super().__init__(data, initial={"min_quantity": 1})
        self.fields["sku"].choices = [("", _("All variants")), *skus]  # type: ignore[attr-defined]

    def start(self, now: datetime) -> datetime:
        """When the promise begins: now, or the first day at midnight in Beijing."""
        day: date | None = self.cleaned_data["first_day"]
        return now if day is None else max(now, datetime.combine(day, time(), HOME))

    def end(self) -> datetime | None:
        """The midnight after the last day in Beijing, or never."""
        day: date | None = self.cleaned_data["last_day"]
        return None if day is None else datetime.combine(day + timedelta(days=1), time(), HOME)


class UploadForm(forms.Form):
    """The file of an import."""

    file = forms.FileField(
        label=gettext_lazy("Product file (CSV or Excel)"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,text/csv"}),
    )


class AnswersForm(Terms):
    """What the file cannot say; the answers shape new goods only."""

    language = forms.ChoiceField(label=gettext_lazy("Language of the file"), choices=Language.choices)
    weight_g = forms.DecimalField(
        label=gettext_lazy("Weight per unit in grams, where the file has none"),
        help_text=gettext_lazy("Leave empty when unknown: freight by weight cannot be quoted then."),
        required=False,
        min_value=Decimal("0.001"),
        decimal_places=3,
        max_digits=12,
    )
    stock = forms.ChoiceField(
        label=gettext_lazy("Stock in the file"),
        choices=[(STOCK_NEW, gettext_lazy("take it for new variants")), (STOCK_IGNORE, gettext_lazy("leave it out"))],
    )
    publish = forms.ChoiceField(
        label=gettext_lazy("New goods"),
        choices=[
            (PUBLISH_AS_FILE, gettext_lazy("put on sale where the file says published")),
            (PUBLISH_LATER, gettext_lazy("keep as drafts")),
        ],
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.offer_promises(data.get("dispatch_hours") if data is not None else (initial or {}).get("dispatch_hours"))

    def answers(self) -> Answers:
        """The answers as the service takes them."""
        return Answers(**self.cleaned_data)

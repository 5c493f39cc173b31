"""Forms of the supplier's desk. Rows of ladders and variants come as repeated fields, so no script is needed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from sourcebridge.catalog.drafts import ProductDraft, SkuDraft, TierDraft, ladder_text, plain
from sourcebridge.catalog.intake import PUBLISH_AS_FILE, PUBLISH_LATER, STOCK_IGNORE, STOCK_NEW, Answers
from sourcebridge.catalog.models import OTHER_GOODS, DeductOn, Language
from sourcebridge.kit.currency import EXPONENTS
from sourcebridge.kit.errors import Malformed, Refusal
from sourcebridge.kit.quantity import UNITS

HOME = ZoneInfo("Asia/Shanghai")
PROMISES = (24, 48, 72, 120, 168, 240, 360, 720)
OPTION_SLOTS = 3
EMPTY_TIERS, EMPTY_SKUS = 3, 1


def promise_words(hours: int) -> Any:
    """A dispatch promise in words: within 24 hours, within 5 days."""
    if hours <= 72 or hours % 24:
        return ngettext_lazy("within %(count)d hour", "within %(count)d hours", hours) % {"count": hours}
    return ngettext_lazy("within %(count)d day", "within %(count)d days", hours // 24) % {"count": hours // 24}


def _units() -> list[tuple[str, Any]]:
    return [(unit.code, unit.name) for unit in UNITS.values()]


def _currencies() -> list[tuple[str, str]]:
    return [(code, code) for code in EXPONENTS]


class ShopForm(forms.Form):
    """What a shop is called."""

    name = forms.CharField(label=gettext_lazy("Shop name"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Shop name in English"), max_length=120, required=False)
    freight_note = forms.CharField(label=gettext_lazy("Note on freight"), max_length=200, required=False)


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
        hours = sorted({*PROMISES, *([int(str(chosen))] if str(chosen or "").isdigit() else [])})
        self.fields["dispatch_hours"].choices = [(h, promise_words(h)) for h in hours]  # type: ignore[attr-defined]


class ProductForm(Terms):
    """A product without its rows."""

    field_order = ("title_zh", "title_en", "description_zh", "description_en", "handle", "category", "language")

    title_zh = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=300, required=False)
    title_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=300, required=False)
    description_zh = forms.CharField(
        label=gettext_lazy("Description in Chinese"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    description_en = forms.CharField(
        label=gettext_lazy("Description in English"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    handle = forms.CharField(
        label=gettext_lazy("Short name in the address"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Letters, digits and hyphens; made from the name when left empty."),
    )
    category = forms.CharField(label=gettext_lazy("Category"), max_length=60, initial=OTHER_GOODS)
    language = forms.ChoiceField(
        label=gettext_lazy("Original language"),
        choices=Language.choices,
        help_text=gettext_lazy("The other language counts as its translation."),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None, fixed: bool = False) -> None:
        initial = {"dispatch_hours": 48, "moq": 1, "batch_multiple": 1, "currency": "CNY", **(initial or {})}
        super().__init__(data, initial=initial)
        if fixed:
            del self.fields["handle"]
        chosen = data.get("dispatch_hours") if data is not None else initial["dispatch_hours"]
        self.offer_promises(chosen)

    @classmethod
    def of(cls, draft: ProductDraft | None) -> ProductForm:
        """The form filled from a product, or empty."""
        if draft is None:
            return cls()
        names = ("unit", "currency", "category", "language", "dispatch_hours", "deduct_on")
        initial: dict[str, Any] = {name: getattr(draft, name) for name in names}
        initial |= {"moq": plain(draft.moq), "batch_multiple": plain(draft.batch_multiple)}
        for short, language in (("zh", "zh-hans"), ("en", "en")):
            initial[f"title_{short}"] = draft.titles.get(language, "")
            initial[f"description_{short}"] = draft.descriptions.get(language, "")
        return cls(initial=initial, fixed=True)

    def blame(self, refusal: Refusal) -> None:
        """Set a refusal's field notes beside the fields they name."""
        for name, note in refusal.fields.items():
            target = (
                f"title_{'zh' if self.cleaned_data['language'] == 'zh-hans' else 'en'}" if name == "title" else name
            )
            if target in self.fields:
                self.add_error(target, note)


@dataclass
class SkuRow:
    """One variant as typed."""

    id: str = ""
    options: list[str] = field(default_factory=lambda: [""] * OPTION_SLOTS)
    code: str = ""
    weight: str = ""
    barcode: str = ""
    price: str = ""
    active: bool = True


@dataclass
class Rows:
    """Ladder steps, option names and variants as typed; empty rows are dropped."""

    tiers: list[tuple[str, str]] = field(default_factory=list)
    option_names: list[str] = field(default_factory=lambda: [""] * OPTION_SLOTS)
    skus: list[SkuRow] = field(default_factory=list)

    @classmethod
    def of(cls, draft: ProductDraft | None) -> Rows:
        """The rows of a product, with room for more."""
        if draft is None:
            return cls([("", "")] * EMPTY_TIERS, [""] * OPTION_SLOTS, [SkuRow() for _row in range(EMPTY_SKUS)])
        names = [*draft.option_names, *[""] * OPTION_SLOTS][:OPTION_SLOTS]
        skus = [
            SkuRow(
                id=str(sku.id or ""),
                options=[*(value for _name, value in sku.options), *[""] * OPTION_SLOTS][:OPTION_SLOTS],
                code=sku.code,
                weight="" if sku.weight_g is None else plain(sku.weight_g),
                barcode=sku.barcode,
                price=plain(sku.tiers[0][1])
                if len(sku.tiers) == 1 and sku.tiers[0][0] == draft.moq
                else ladder_text(sku.tiers),
                active=sku.active,
            )
            for sku in draft.skus
        ]
        return cls([(plain(least), plain(price)) for least, price in draft.tiers] or [("", "")], names, skus)

    @classmethod
    def posted(cls, data: QueryDict) -> Rows:
        """The rows of a sent form."""
        columns = [
            data.getlist(f"sku_{name}")
            for name in ("id", "option_1", "option_2", "option_3", "code", "weight", "barcode", "price", "active")
        ]
        count = max((len(column) for column in columns), default=0)
        skus = []
        for index in range(min(count, 300)):
            cells = [column[index].strip() if index < len(column) else "" for column in columns]
            skus.append(SkuRow(cells[0], cells[1:4], cells[4], cells[5], cells[6], cells[7], cells[8] != "no"))
        names = [data.get(f"option_name_{slot}", "").strip() for slot in range(1, OPTION_SLOTS + 1)]
        tiers = list(zip(data.getlist("tier_min"), data.getlist("tier_price"), strict=False))
        return cls(tiers, names, skus)

    def add(self, button: str) -> None:
        """One more empty row, for readers without script."""
        if button == "add_tier":
            self.tiers.append(("", ""))
        else:
            self.skus.append(SkuRow())

    def draft(self, data: dict[str, Any], *, handle: str) -> ProductDraft:
        """The typed rows with the form's fields as a draft; raises Malformed naming what is not a number."""
        names = tuple(name for name in self.option_names if name)
        typed = [row for row in self.skus if any([*row.options, row.code, row.weight, row.barcode, row.price])]
        return ProductDraft(
            handle=handle,
            titles={"zh-hans": data["title_zh"].strip(), "en": data["title_en"].strip()},
            descriptions={"zh-hans": data["description_zh"], "en": data["description_en"]},
            unit=data["unit"],
            currency=data["currency"],
            category=data["category"],
            language=data["language"],
            moq=data["moq"],
            batch_multiple=data["batch_multiple"],
            dispatch_hours=data["dispatch_hours"],
            deduct_on=data["deduct_on"],
            option_names=names,
            tiers=tuple((_number(a, "tiers"), _number(b, "tiers")) for a, b in self.tiers if a.strip() or b.strip()),
            skus=tuple(_sku(row, names, data["moq"]) for row in typed) or (SkuDraft(),),
        )


def _sku(row: SkuRow, names: tuple[str, ...], moq: Decimal) -> SkuDraft:
    values = row.options[: len(names)]
    if names and not all(values):
        raise Malformed(fields={"skus": _("Give every variant a value for each option.")})
    try:
        known = UUID(row.id) if row.id else None
    except ValueError:
        known = None
    return SkuDraft(
        options=tuple(zip(names, values, strict=True)),
        code=row.code,
        weight_g=_number(row.weight, "weight") if row.weight else None,
        barcode=row.barcode,
        active=row.active,
        tiers=_ladder(row.price, moq),
        id=known,
    )


def _ladder(text: str, moq: Decimal) -> tuple[TierDraft, ...]:
    if not text:
        return ()
    steps = [step.partition(":") for step in text.replace("：", ":").replace("，", ",").split(",")]
    return tuple(
        (_number(least, "skus"), _number(price, "skus")) if colon else (moq, _number(least, "skus"))
        for least, colon, price in steps
    )


def _number(text: str, name: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise Malformed(fields={name: _("“%(text)s” is not a number.") % {"text": text}}) from None
    if not number.is_finite():
        raise Malformed(fields={name: _("“%(text)s” is not a number.") % {"text": text}})
    return number


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
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    last_day = forms.DateField(
        label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: until you end it."),
        widget=forms.DateInput(attrs={"type": "date"}),
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
        label=gettext_lazy("Shopify's product file (CSV)"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"})
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

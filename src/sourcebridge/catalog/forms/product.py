"""The product form: words, what the category asks, price form and terms."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sourcebridge.catalog.drafts import AttributeDraft, PriceForm, ProductDraft, plain
from sourcebridge.catalog.forms import Terms
from sourcebridge.catalog.forms.rows import Rows
from sourcebridge.catalog.models import AttributeKind, Audience, Language, SellUnit
from sourcebridge.catalog.queries.words import known
from sourcebridge.catalog.tree import AttributeFacts, Node
from sourcebridge.kit.errors import Malformed, Refusal

PRICE_FORMS = [
    (PriceForm.FIXED.value, gettext_lazy("One article, one price ladder")),
    (PriceForm.RANGE_FOR_OFFER.value, gettext_lazy("Variants share one ladder; quantities are added up")),
    (PriceForm.PER_SKU.value, gettext_lazy("Each variant has one price of its own")),
    (PriceForm.PER_SKU_RANGE.value, gettext_lazy("Each variant has a ladder of its own")),
]
FEW = 4
OWN_PRICES = (PriceForm.PER_SKU, PriceForm.PER_SKU_RANGE)
_COPIED = ("unit", "currency", "language", "dispatch_hours", "deduct_on", "sell_unit", "audience")


def _number_field(label: Any, *, places: int, hint: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, decimal_places=places, max_digits=18, help_text=hint, localize=False
    )


class ProductForm(Terms):
    """A product without its rows. Fields of attributes are called `attribute.<code>`."""

    title_zh = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=300, required=False)
    title_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=300, required=False)
    description_zh = forms.CharField(
        label=gettext_lazy("Description in Chinese"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    description_en = forms.CharField(
        label=gettext_lazy("Description in English"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    handle = forms.CharField(
        label=gettext_lazy("Short name in the address"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Letters, digits and hyphens; made from the name when left empty."),
    )
    category = forms.CharField(max_length=60, widget=forms.HiddenInput)
    language = forms.ChoiceField(
        label=gettext_lazy("Original language"),
        choices=Language.choices,
        help_text=gettext_lazy("The other language counts as its translation."),
    )
    price_form = forms.ChoiceField(
        label=gettext_lazy("How it is priced"), choices=PRICE_FORMS, widget=forms.RadioSelect
    )
    sell_unit = forms.ChoiceField(
        label=gettext_lazy("Sold by the"),
        required=False,
        choices=[("", "—"), *SellUnit.choices],
        help_text=gettext_lazy("What a batch is called: 1 hand = 12 pieces."),
    )
    sample_price = _number_field(gettext_lazy("Price of a sample, per unit"), places=6)
    sample_most = _number_field(
        gettext_lazy("Samples per order, at most"), places=3, hint=gettext_lazy("Both empty: no samples.")
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Prices are seen by"), choices=Audience.choices, initial=Audience.PUBLIC
    )

    def __init__(
        self,
        data: Any = None,
        *,
        leaf: Node,
        attributes: Sequence[AttributeFacts],
        draft: ProductDraft | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        given = {**self._defaults(leaf, attributes), **(self._of(draft) if draft else {}), **(initial or {})}
        super().__init__(data, initial={**given, "category": leaf.code})
        self.stored = draft
        reader = get_language()
        self.attributes = [one for one in attributes if not one.is_variant_axis]
        self.axes = [one for one in attributes if one.is_variant_axis]
        if draft is not None:
            del self.fields["handle"]
        for one in self.attributes:
            self.fields[f"attribute.{one.code}"] = _attribute_field(one, reader)
        original = str(data.get("language", "") if data is not None else given["language"])
        self.fields["title_en" if original == Language.EN else "title_zh"].needed = True  # type: ignore[attr-defined]
        self.offer_promises(data.get("dispatch_hours") if data is not None else given["dispatch_hours"])

    @staticmethod
    def _defaults(leaf: Node, attributes: Sequence[AttributeFacts]) -> dict[str, Any]:
        varied = any(one.is_variant_axis for one in attributes)
        return {
            "dispatch_hours": 48, "moq": 1, "batch_multiple": 1, "currency": "CNY", "unit": leaf.unit,
            "language": known(get_language()),
            "price_form": (PriceForm.RANGE_FOR_OFFER if varied else PriceForm.FIXED).value,
        }  # fmt: skip

    @staticmethod
    def _of(draft: ProductDraft) -> dict[str, Any]:
        initial: dict[str, Any] = {name: getattr(draft, name) for name in _COPIED}
        initial |= {"moq": plain(draft.moq), "batch_multiple": plain(draft.batch_multiple)}
        initial["price_form"] = draft.price_form.value
        for name in ("sample_price", "sample_most"):
            value = getattr(draft, name)
            initial[name] = None if value is None else plain(value)
        for short, language in (("zh", Language.ZH.value), ("en", Language.EN.value)):
            initial[f"title_{short}"] = draft.titles.get(language, "")
            initial[f"description_{short}"] = draft.descriptions.get(language, "")
        for answer in draft.attributes:
            initial[f"attribute.{answer.code}"] = list(answer.values)
        return initial

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """Answers are kept as lists; only questions with several answers show them as such."""
        value = super().get_initial_for_field(field, field_name)
        if isinstance(value, list) and not isinstance(field, forms.MultipleChoiceField):
            return value[0] if value else ""
        return value

    @property
    def asked(self) -> list[tuple[Any, str]]:
        """The questions to answer before publishing, with the sign of their unit; all when there are few."""
        return self._questions(needed=True) or self._questions(needed=False)[:FEW]

    @property
    def more(self) -> list[tuple[Any, str]]:
        """The questions that may stay open."""
        shown = {bound.name for bound, _unit in self.asked}
        return [(bound, unit) for bound, unit in self._questions(needed=False) if bound.name not in shown]

    @property
    def more_open(self) -> bool:
        """Whether one of them was answered, or answered wrongly."""
        return any(bound.value() or bound.errors for bound, _unit in self.more)

    def _questions(self, *, needed: bool) -> list[tuple[Any, str]]:
        return [(self[f"attribute.{one.code}"], one.unit) for one in self.attributes if one.is_required == needed]

    def clean(self) -> dict[str, Any]:
        """Batch and sell unit need each other (domain.md A2); goods that never named one keep that until it changes."""
        data = super().clean() or {}
        batch, unit, stored = data.get("batch_multiple"), data.get("sell_unit", ""), self.stored
        same = stored is not None and (stored.batch_multiple, stored.sell_unit) == (batch, unit)
        if batch is not None and not same:
            if unit and batch == 1:
                self.add_error("batch_multiple", _("Say how many units make one: 1 hand = 12 pieces."))
            elif not unit and batch != 1:
                self.add_error("sell_unit", _("Say what a batch is called: hand, carton, bolt..."))
        return data

    def blame(self, refusal: Refusal) -> None:
        """Set a refusal's field notes beside the fields they name."""
        original = "title_en" if self.cleaned_data.get("language") == Language.EN else "title_zh"
        for name, note in refusal.fields.items():
            target = original if name == "title" else name
            if target in self.fields and name.startswith("attribute.") and refusal.code == "not_ready":
                note = _("Needed before publishing.")
            if target in self.fields:
                self.add_error(target, note)

    def draft(self, rows: Rows, *, handle: str) -> ProductDraft:
        """Fields and rows as a draft; raises Malformed naming what is not a number or does not fit the price form."""
        data, chosen = self.cleaned_data, PriceForm(self.cleaned_data["price_form"])
        rows.make_skus()
        names = tuple(axis.name for axis in rows.axes if axis.name and _used(rows, axis.name))
        slots = [place for place, axis in enumerate(rows.axes) if axis.name in names and axis.name]
        for row in rows.skus:
            row.options = [*(row.options[place] for place in slots), *[""] * (len(rows.axes) - len(slots))]
        rows.axes = [*(rows.axes[place] for place in slots), *(a for i, a in enumerate(rows.axes) if i not in slots)]
        skus = rows.sku_drafts(names, data["moq"], priced=chosen in OWN_PRICES)
        stored = self.stored
        keys = {sku.key for sku in skus}
        own_packs = tuple(p for p in stored.packaging if p.sku_key in keys and p.sku_key) if stored else ()
        draft = ProductDraft(
            handle=handle,
            titles={Language.ZH.value: data["title_zh"].strip(), Language.EN.value: data["title_en"].strip()},
            descriptions={Language.ZH.value: data["description_zh"], Language.EN.value: data["description_en"]},
            unit=data["unit"],
            currency=data["currency"],
            category=data["category"],
            language=data["language"],
            moq=data["moq"],
            batch_multiple=data["batch_multiple"],
            dispatch_hours=data["dispatch_hours"],
            deduct_on=data["deduct_on"],
            sell_unit=data["sell_unit"],
            sample_price=data["sample_price"],
            sample_most=data["sample_most"],
            audience=data["audience"],
            option_names=names,
            tiers=rows.tier_drafts(),
            skus=skus,
            attributes=self._answers(),
            packaging=(*rows.pack_drafts(), *own_packs),
        )
        _check_form(draft, chosen)
        return draft

    def _answers(self) -> tuple[AttributeDraft, ...]:
        answers = []
        for one in self.attributes:
            value = self.cleaned_data.get(f"attribute.{one.code}")
            values = list(value) if isinstance(value, list) else [plain(value) if isinstance(value, Decimal) else value]
            said = tuple(str(each) for each in values if each not in (None, ""))
            if said:
                answers.append(AttributeDraft(one.code, said))
        return tuple(answers)


def _used(rows: Rows, name: str) -> bool:
    place = next(place for place, axis in enumerate(rows.axes) if axis.name == name)
    return any(row.options[place] for row in rows.skus)


def _check_form(draft: ProductDraft, chosen: PriceForm) -> None:
    made = draft.price_form
    if (made, chosen) == (PriceForm.FIXED, PriceForm.RANGE_FOR_OFFER):
        return
    if made == chosen or {made, chosen} == {PriceForm.PER_SKU, PriceForm.PER_SKU_RANGE}:
        if chosen == PriceForm.PER_SKU and made == PriceForm.PER_SKU_RANGE:
            raise Malformed(fields={"skus": _("One price per variant was chosen: give each a single number.")})
        return
    sentences = {
        PriceForm.FIXED: _("There are variants below: choose one of the other three, or remove the variants."),
        PriceForm.RANGE_FOR_OFFER: _("Some variants have prices of their own: choose one of the last two."),
        PriceForm.PER_SKU: _("Give the variants below their own prices."),
        PriceForm.PER_SKU_RANGE: _("Give the variants below their own ladders, such as 1: 12, 50: 10.5."),
    }
    raise Malformed(fields={"price_form": sentences[chosen]})


def _attribute_field(one: AttributeFacts, language: str | None) -> forms.Field:
    label, options = one.name(language), [(option.code, option.name(language)) for option in one.offered]
    made: forms.Field
    if one.kind == AttributeKind.NUMBER:
        made = _number_field(label, places=4)
    elif one.kind == AttributeKind.CHOICE:
        made = forms.ChoiceField(label=label, required=False, choices=[("", "—"), *options])
    elif one.kind == AttributeKind.SEVERAL:
        made = forms.MultipleChoiceField(
            label=label, required=False, choices=options, widget=forms.CheckboxSelectMultiple
        )
    elif one.kind == AttributeKind.FLAG:
        made = forms.ChoiceField(label=label, required=False, choices=[("", "—"), ("yes", _("yes")), ("no", _("no"))])
    else:
        made = forms.CharField(label=label, required=False, max_length=300)
    setattr(made, "needed", one.is_required)  # noqa: B010
    return made

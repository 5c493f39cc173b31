"""Forms of the goods list: what to show, and what to do to the goods chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from sourcebridge.catalog import ports
from sourcebridge.catalog.bulk import AMOUNT, PERCENT
from sourcebridge.catalog.forms import PROMISES, promise_words
from sourcebridge.catalog.models import Audience, BulkAct, DeductOn
from sourcebridge.catalog.states import ProductState
from sourcebridge.catalog.tree import Tree

Choices = list[tuple[str, Any]]


def used_branches(tree: Tree, used: set[str], language: str | None) -> Choices:
    """The categories of some leaves with those above them, indented, in the order of the tree."""
    above = {node.code for code in used for node in tree.chain(code)}
    return [
        (node.code, "\u3000" * (node.level - 1) + node.name(language)) for node in tree.walk() if node.code in above
    ]


class FilterForm(forms.Form):
    """The filter of the goods list; sent by GET, so that it stands in the address."""

    q = forms.CharField(label=gettext_lazy("Name, article number or short name"), required=False, max_length=80)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    stock = forms.ChoiceField(label=gettext_lazy("Stock"), required=False)
    text = forms.ChoiceField(label=gettext_lazy("Translations"), required=False)
    lacks = forms.ChoiceField(label=gettext_lazy("What is missing"), required=False)
    hidden = forms.ChoiceField(label=gettext_lazy("Prices"), required=False)
    waiting = forms.ChoiceField(label=gettext_lazy("Review"), required=False)
    sort = forms.ChoiceField(label=gettext_lazy("Sorted by"), required=False)

    def __init__(self, data: Any, *, categories: Choices) -> None:
        super().__init__(data, auto_id="filter_%s")
        anything: Choices = [("", _("All"))]
        offered: dict[str, Choices] = {
            "state": [("", _("Any state")), *ProductState.choices],
            "category": [("", _("All categories")), *categories],
            "stock": anything + list(ports.StockLevel.choices),
            "text": [
                *anything, ("ANY", _("Any of these")), ("MISSING", _("Not translated")), ("STALE", _("Out of date")),
                ("MACHINE", _("Machine draft, unread")),
            ],
            "lacks": [
                *anything, ("ANY", _("Weight, packaging or attributes")), ("WEIGHT", pgettext("goods", "Weight")),
                ("PACKAGING", _("Packaging")), ("ATTRIBUTES", _("Required attributes")), ("PICTURE", _("Photograph")),
            ],
            "hidden": [*anything, ("1", _("For approved buyers only"))],
            "waiting": [*anything, ("1", _("Edit waits for review"))],
            "sort": [
                ("", _("Changed last")), ("changed", _("Changed first")), ("-published", _("Newest on sale")),
                ("title", _("Name")), ("price", _("Price, low first")), ("-price", _("Price, high first")),
            ],
        }  # fmt: skip
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def rare(self) -> list[str]:
        """The fields folded away, of which something is set."""
        return [name for name in ("stock", "text", "lacks", "hidden", "waiting", "state") if self.data.get(name)]


class BulkForm(forms.Form):
    """What to do to the goods chosen; only the fields of the chosen act count."""

    act = forms.ChoiceField(
        label=gettext_lazy("Change the chosen goods"),
        choices=[(act.value, act.label) for act in BulkAct if act not in (BulkAct.PUBLISH, BulkAct.WITHDRAW)],
        initial=BulkAct.PRICE,
    )
    step = forms.CharField(
        label=gettext_lazy("By how much"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "placeholder": "-5", "size": "6"}),
    )
    by = forms.ChoiceField(
        label=gettext_lazy("Counted in"),
        choices=[(PERCENT, gettext_lazy("percent")), (AMOUNT, pgettext_lazy("price step", "amount per unit"))],
    )
    dispatch_hours = forms.ChoiceField(label=gettext_lazy("Dispatch promise"), initial="48")
    category = forms.ChoiceField(label=gettext_lazy("Category"))
    deduct_on = forms.ChoiceField(label=gettext_lazy("Stock is taken"), choices=DeductOn.choices)
    audience = forms.ChoiceField(label=gettext_lazy("Prices are seen by"), choices=Audience.choices)

    def __init__(self, *, leaves: Choices) -> None:
        super().__init__(auto_id="bulk_%s", use_required_attribute=False)
        self.fields["dispatch_hours"].choices = [(str(h), promise_words(h)) for h in PROMISES]  # type: ignore[attr-defined]
        self.fields["category"].choices = leaves  # type: ignore[attr-defined]

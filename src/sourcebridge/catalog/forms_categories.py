"""Forms of the operator's category tree. Answers of an attribute come as repeated rows, so no script is needed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sourcebridge.catalog.models import AttributeKind, Kind
from sourcebridge.catalog.services.attributes import AttributeDraft, OptionDraft
from sourcebridge.catalog.tree import Node, Tree
from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.quantity import UNITS

EMPTY_ROWS = 3
USED, RETIRED = "used", "retired"
OPTION_STATES = ((USED, pgettext_lazy("category", "in use")), (RETIRED, pgettext_lazy("category", "retired")))


def _units() -> list[tuple[str, Any]]:
    return [(unit.code, unit.name) for unit in UNITS.values()]


def blame(form: forms.Form, refusal: Refusal) -> None:
    """Show a refusal at the fields it names, or above the form."""
    for name, sentence in refusal.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
    if not refusal.fields:
        form.add_error(None, refusal.text)


class NameForm(forms.Form):
    """A name in both languages."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)


class CategoryForm(NameForm):
    """A category that stands in the tree."""

    kind = forms.ChoiceField(label=_("Drawn as"), choices=Kind.choices)
    unit = forms.ChoiceField(label=_("Usual unit of sale"), choices=_units)
    position = forms.IntegerField(label=_("Place among its neighbours"), min_value=1, max_value=999)


class NewCategoryForm(NameForm):
    """A category to be."""

    code = forms.CharField(
        label=_("Code"), max_length=60, help_text=_("Small letters, digits and hyphens; it stays for good.")
    )
    parent = forms.ChoiceField(label=_("Stands below"), required=False)
    kind = forms.ChoiceField(label=_("Drawn as"), required=False)
    unit = forms.ChoiceField(label=_("Usual unit of sale"), required=False)

    field_order = ("parent", "code", "name_zh", "name_en", "kind", "unit")

    def __init__(self, *args: Any, tree: Tree, language: str | None, **more: Any) -> None:
        super().__init__(*args, **more)
        above = [node for node in tree.walk() if not node.is_leaf and node.active]
        as_parent = [("", _("as the category above"))]
        self.fields["parent"].choices = [("", _("at the top")), *_indented(above, language)]  # type: ignore[attr-defined]
        self.fields["kind"].choices = as_parent + list(Kind.choices)  # type: ignore[attr-defined]
        self.fields["unit"].choices = as_parent + _units()  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """Where a category shall stand."""

    parent = forms.ChoiceField(label=_("Stands below"))

    def __init__(self, data: QueryDict | None, *, tree: Tree, node: Node, language: str | None) -> None:
        super().__init__(data, initial={"parent": node.parent})
        above = [one for one in tree.walk() if one.level == node.level - 1 and one.active]
        self.fields["parent"].choices = [(one.code, _full(tree, one, language)) for one in above]  # type: ignore[attr-defined]


class RetireForm(forms.Form):
    """Where the goods of a retired category go."""

    goods_to = forms.ChoiceField(label=_("Its goods move to"), required=False)

    def __init__(self, *args: Any, tree: Tree, node: Node, language: str | None, **more: Any) -> None:
        super().__init__(*args, **more)
        near = sorted(tree.leaves(), key=lambda leaf: leaf.parent != node.parent)
        self.fields["goods_to"].choices = [("", "—")] + [  # type: ignore[attr-defined]
            (leaf.code, _full(tree, leaf, language)) for leaf in near if leaf.code != node.code
        ]


class AttributeForm(NameForm):
    """An attribute without its answers."""

    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("Small letters, digits and hyphens; it stays for good.")
    )
    kind = forms.ChoiceField(label=_("Answered by"), choices=AttributeKind.choices)
    unit = forms.CharField(
        label=_("Unit shown"),
        max_length=12,
        required=False,
        help_text=_("The sign behind a number, such as g/m² or W."),
    )
    position = forms.IntegerField(label=_("Place in the list"), min_value=1, max_value=999, required=False)
    is_variant_axis = forms.BooleanField(label=_("Variants of one product differ in it"), required=False)
    is_filter = forms.BooleanField(label=_("Buyers can filter by it"), required=False)
    is_required = forms.BooleanField(label=_("Goods cannot be published without it"), required=False)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    field_order = ("code", "name_zh", "name_en", "kind", "unit", "position")

    def __init__(self, *args: Any, fixed: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if fixed:
            del self.fields["code"]

    def draft(self, options: Iterable[OptionDraft]) -> AttributeDraft:
        """The attribute the form describes, once it is valid."""
        facts = {name: value for name, value in self.cleaned_data.items() if name != "code"}
        return AttributeDraft(**facts, options=tuple(options))


def options_of(data: QueryDict) -> list[OptionDraft]:
    """The rows of answers that say anything."""
    columns = [data.getlist(f"option_{name}") for name in ("code", "zh", "en", "state")]
    rows = [tuple(cell.strip() for cell in row) for row in zip(*columns, strict=False)]
    return [OptionDraft(code, zh, en, state != RETIRED) for code, zh, en, state in rows if code or zh or en]


def _indented(nodes: Iterable[Node], language: str | None) -> list[tuple[str, str]]:
    return [(node.code, ("　" if node.level > 1 else "") + node.name(language)) for node in nodes]


def _full(tree: Tree, node: Node, language: str | None) -> str:
    return " › ".join(name for _code, name in tree.path(node.code, language))


class TreeFileForm(forms.Form):
    """A table of categories or attributes."""

    file = forms.FileField(label=_("Table (CSV)"))

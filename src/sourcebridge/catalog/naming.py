"""Facts of goods in words: what a change touched, as people read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sourcebridge.catalog.models import Audience, DeductOn, Language, PackagingLevel, SellUnit
from sourcebridge.catalog.tree import Tree
from sourcebridge.kit.quantity import UNITS


@dataclass(frozen=True, slots=True)
class Named:
    """One fact that changed: its name, what it was and what it becomes, in the reader's words."""

    field: str
    label: str
    before: str
    after: str
    long: bool = False


def _plain_labels() -> dict[str, str]:
    return {
        "category": _("Category"),
        "language": _("Original language"),
        "unit": _("Unit"),
        "currency": _("Currency"),
        "moq": _("MOQ"),
        "batch_multiple": _("Batch multiple"),
        "dispatch_hours": _("Dispatch promise in hours"),
        "deduct_on": _("Stock is taken"),
        "option_names": _("What variants differ in"),
        "tiers": _("Price ladder"),
        "sell_unit": _("Sold by the"),
        "sample_price": _("Price of a sample, per unit"),
        "sample_most": _("Samples per order, at most"),
        "audience": _("Prices are seen by"),
        "state": _("State"),
        "pictures": _("Pictures"),
    }


def _sku_labels() -> dict[str, str]:
    return {
        "code": _("article number"),
        "weight_g": _("weight in grams"),
        "barcode": _("barcode"),
        "active": _("on sale"),
        "tiers": _("own price"),
    }


def named(changes: Iterable[Mapping[str, Any]], tree: Tree) -> list[Named]:
    """Changes ([{"field", "before", "after"}]) in the reader's words, in their order."""
    return [
        Named(
            field=change["field"],
            label=label(change["field"], tree),
            before=value(change["field"], change["before"], tree),
            after=value(change["field"], change["after"], tree),
            long=change["field"].startswith("description."),
        )
        for change in changes
    ]


def label(name: str, tree: Tree) -> str:
    """What a fact is called."""
    head, _dot, rest = name.partition(".")
    if name.startswith("sku["):
        words, _bracket, field = name.removeprefix("sku[").rpartition("].")
        return f"{words or _('Article')}: {_sku_labels().get(field, field)}"
    if head in {"title", "description"}:
        language = dict(Language.choices).get(rest, rest)
        return f"{_('Name') if head == 'title' else _('Description')} ({language})"
    if head == "attribute":
        known = next((one for each in tree.attributes.values() for one in each if one.code == rest), None)
        return known.name(get_language()) if known else rest
    if head == "packaging":
        level = rest.partition("[")[0]
        words = str(PackagingLevel(level).label) if level in PackagingLevel.values else level
        return f"{_('Packaging')}: {words}"
    return _plain_labels().get(name, name)


def value(name: str, said: Any, tree: Tree) -> str:
    """What a fact says; a dash for nothing."""
    if said is None or said in ("", []):
        return "–"
    if isinstance(said, bool):
        return _("yes") if said else _("no")
    language = get_language()
    if name == "category":
        return " / ".join(words for _code, words in tree.path(str(said), language)) or str(said)
    if name == "unit" and said in UNITS:
        return str(UNITS[said].name)
    for field, choices in (("sell_unit", SellUnit), ("audience", Audience), ("deduct_on", DeductOn)):
        if name == field and said in choices.values:
            return str(choices(said).label)
    if name.startswith("attribute."):
        return ", ".join(_option(name.removeprefix("attribute."), str(one), tree) for one in said)
    if name.startswith("packaging."):
        return _packed(said)
    return ", ".join(str(one) for one in said) if isinstance(said, list) else str(said)


def _option(code: str, said: str, tree: Tree) -> str:
    found = (one.option(said) for each in tree.attributes.values() for one in each if one.code == code)
    option = next((each for each in found if each is not None), None)
    return option.name(get_language()) if option else said


def _packed(said: list[str | None]) -> str:
    holds, net, gross, *sides = said
    words = []
    if holds is not None:
        words.append(_("holds %(count)s") % {"count": holds})
    if net is not None:
        words.append(_("net %(weight)s g") % {"weight": net})
    if gross is not None:
        words.append(_("gross %(weight)s g") % {"weight": gross})
    if any(side is not None for side in sides):
        words.append(" × ".join(side or "?" for side in sides) + " mm")
    return ", ".join(words) or "–"

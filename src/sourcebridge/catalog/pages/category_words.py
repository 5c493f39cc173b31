"""Rows and words of the category pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sourcebridge.audit.models import AuditEntry
from sourcebridge.catalog.models import AttributeKind
from sourcebridge.catalog.services.attributes import AttributeDraft
from sourcebridge.catalog.tree import AttributeFacts, Node, Tree, is_chinese
from sourcebridge.shell import parts

_DONE = {
    "catalog.category.added": gettext_lazy("Added"),
    "catalog.category.edited": gettext_lazy("Edited"),
    "catalog.category.moved": gettext_lazy("Moved"),
    "catalog.category.retired": gettext_lazy("Retired"),
    "catalog.category.restored": gettext_lazy("Taken back into use"),
    "catalog.category.received": gettext_lazy("Took over goods"),
    "catalog.attribute.added": gettext_lazy("Attribute added"),
    "catalog.attribute.edited": gettext_lazy("Attribute edited"),
}
_FIELDS = {
    "name_zh": gettext_lazy("Name in Chinese"),
    "name_en": gettext_lazy("Name in English"),
    "kind": gettext_lazy("Drawn as"),
    "unit": gettext_lazy("Unit"),
    "position": gettext_lazy("Place"),
    "active": gettext_lazy("In use"),
    "is_filter": gettext_lazy("Filter"),
    "is_variant_axis": gettext_lazy("Variants"),
    "is_required": gettext_lazy("Required"),
    "attribute": gettext_lazy("Attribute"),
    "options": gettext_lazy("Answers"),
    "parent": gettext_lazy("Stands below"),
    "before": gettext_lazy("Before"),
    "after": gettext_lazy("After"),
    "goods": gettext_lazy("Goods"),
    "goods_to": gettext_lazy("Its goods moved to"),
    "goods_from": gettext_lazy("Goods came from"),
    "answers_ended": gettext_lazy("Answers that ended"),
}
_MOST_OPTIONS = 6


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A category with what is below it, retired ones too."""

    node: Node
    name: str
    other_name: str
    goods: int
    open: bool
    children: tuple[TreeRow, ...]


@dataclass(frozen=True, slots=True)
class AttributeRow:
    """An attribute as a line of a table."""

    facts: AttributeFacts
    name: str
    kind: str
    answers: str
    source: str = ""
    source_name: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """One line of the history."""

    at: datetime
    what: str
    who: str
    facts: str


def rows(
    tree: Tree, language: str | None, *, counts: Mapping[str, int], open_at: frozenset[str], under: str = ""
) -> tuple[TreeRow, ...]:
    """The whole tree, nested, each category with how many goods stand at or below it."""
    other = "en" if is_chinese(language) else "zh-hans"
    return tuple(
        TreeRow(
            node,
            node.name(language),
            node.name(other),
            counts.get(node.code, 0),
            node.code in open_at,
            rows(tree, language, counts=counts, open_at=open_at, under=node.code),
        )
        for node in tree.below.get(under, ())
    )


def full(tree: Tree, node: Node, language: str | None) -> str:
    """The path to a category in one line."""
    return " › ".join(name for _code, name in tree.path(node.code, language))


def named(draft: AttributeDraft, language: str | None) -> str:
    """The attribute's name in the reader's language."""
    return draft.name_zh if is_chinese(language) else draft.name_en


def crumbs(tree: Tree, node: Node, language: str | None, *, last: str = "") -> list[parts.Crumb]:
    """From the tree down to a category, or to a page of it."""
    chain = tree.path(node.code, language)
    found = [parts.Crumb(_("Categories"), reverse("catalog:categories"))]
    found += [parts.Crumb(name, reverse("catalog:category", args=[code])) for code, name in chain]
    return [*found, parts.Crumb(last)] if last else [*found[:-1], parts.Crumb(found[-1].label)]


def attribute_rows(
    attributes: Iterable[AttributeFacts], language: str | None, *, source: str = "", source_name: str = ""
) -> list[AttributeRow]:
    """Attributes as lines; long lists of answers are cut."""
    return [
        AttributeRow(
            one,
            one.name(language),
            str(AttributeKind(one.kind).label),
            _answers(one, language),
            source,
            source_name,
        )
        for one in attributes
    ]


def inherited_rows(tree: Tree, code: str, language: str | None) -> list[AttributeRow]:
    """The attributes that hold here because they hold above."""
    found: list[AttributeRow] = []
    for node in tree.chain(code)[:-1]:
        own = [one for one in tree.attributes.get(node.code, ()) if one.active]
        found += attribute_rows(own, language, source=node.code, source_name=node.name(language))
    return found


def _answers(one: AttributeFacts, language: str | None) -> str:
    names = [option.name(language) for option in one.offered]
    more = f" … ({len(names)})" if len(names) > _MOST_OPTIONS else ""
    separator = "、" if is_chinese(language) else ", "
    return separator.join(names[:_MOST_OPTIONS]) + more


def history(entries: Iterable[AuditEntry]) -> list[Done]:
    """What was done, in the reader's words."""
    return [
        Done(entry.at, str(_DONE.get(entry.verb, entry.verb)), entry.actor_name, _facts(entry.facts))
        for entry in entries
    ]


def _facts(facts: dict[str, Any]) -> str:
    said = []
    for name, value in facts.items():
        if name == "changed" and isinstance(value, dict):
            said += [f"{_field(field)}: {_plain(before)} → {_plain(after)}" for field, (before, after) in value.items()]
        elif value not in ("", [], None):
            said.append(f"{_field(name)}: {_plain(value)}")
    return "; ".join(said)


def _field(name: str) -> str:
    return str(_FIELDS.get(name, name))


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

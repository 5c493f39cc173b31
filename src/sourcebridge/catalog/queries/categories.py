"""Read the category tree. One statement asks whether it changed; the tree itself is kept in the process."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max

from sourcebridge.audit import queries as audit
from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog import guessing
from sourcebridge.catalog.events import CategoryChanged
from sourcebridge.catalog.models import Attribute, AttributeOption, AttributeValue, Category, Product
from sourcebridge.catalog.tree import AttributeFacts, Branch, Node, OptionFacts, Tree, grown
from sourcebridge.kit.errors import NotFound

_kept: dict[str, tuple[Any, Tree]] = {}


def whole() -> Tree:
    """The tree with its attributes, as it stands (1 statement; 4 after a change). Hold it for several questions."""
    version = _version()
    database = str(connection.settings_dict["NAME"])
    found = _kept.get(database)
    if found is None or found[0] != version:
        _kept[database] = found = (version, fresh())
    return found[1]


def fresh() -> Tree:
    """The tree as the present transaction sees it, read anew (3 statements): for verbs between change and fact."""
    options: dict[UUID, list[OptionFacts]] = defaultdict(list)
    listed = AttributeOption.objects.order_by("position", "code")
    for owner, code, name_zh, name_en, active in listed.values_list(
        "attribute_id", "code", "name_zh", "name_en", "active"
    ):
        options[owner].append(OptionFacts(code, name_zh, name_en, active))
    return grown(
        [
            Node(
                code=row.code,
                name_zh=row.name_zh,
                name_en=row.name_en,
                active=row.active,
                parent=row.parent_id or "",
                level=row.level,
                kind=row.kind,
                unit=row.unit,
                position=row.position,
            )
            for row in Category.objects.all()
        ],
        [
            AttributeFacts(
                code=row.code,
                name_zh=row.name_zh,
                name_en=row.name_en,
                active=row.active,
                category=row.category_id,
                kind=row.kind,
                unit=row.unit,
                is_variant_axis=row.is_variant_axis,
                is_filter=row.is_filter,
                is_required=row.is_required,
                position=row.position,
                options=tuple(options.get(row.id, ())),
            )
            for row in Attribute.objects.all()
        ],
    )


def tree(language: str | None) -> tuple[Branch, ...]:
    """The categories in use, nested, in the reader's language."""
    return whole().branches(language)


def path(code: str, language: str | None) -> list[tuple[str, str]]:
    """(code, name) from the top down to the category; raises NotFound."""
    found = whole().path(code, language)
    if not found:
        raise NotFound
    return found


def leaves() -> list[Node]:
    """Where goods may stand, in the order of the tree."""
    return whole().leaves()


def attributes_of(code: str) -> list[AttributeFacts]:
    """Inherited and own attributes of a category with their options, in order; raises NotFound."""
    known = whole()
    if code not in known.nodes:
        raise NotFound
    return known.attributes_of(code)


def labels(language: str | None) -> dict[str, str]:
    """Every category's name by its code."""
    return whole().labels(language)


def guess(words: str, *, fallback: str = "") -> str:
    """The leaf in use that the words speak for (`other-goods` when none does)."""
    code = guessing.guess_category(words, fallback=fallback)
    known = whole()
    return code if code in {node.code for node in known.leaves(under=code)} else guessing.OTHER_GOODS


def goods_counts() -> dict[str, int]:
    """How many goods of any state stand at or below each category (2 statements)."""
    known = whole()
    counts: dict[str, int] = defaultdict(int)
    for code, number in Product.objects.values_list("category_id").annotate(Count("id")).order_by():
        for node in known.chain(code):
            counts[node.code] += number
    return dict(counts)


def answers_counts(*, category: str) -> dict[str, int]:
    """How many goods answer each attribute declared at a category (1 statement)."""
    rows = AttributeValue.objects.filter(attribute__category_id=category).values_list("attribute__code")
    return dict(rows.annotate(Count("product_id", distinct=True)).order_by())


def history(code: str) -> list[AuditEntry]:
    """What was done to a category and its attributes, newest first."""
    return list(audit.of_subject(subject=Category(code=code)).order_by("-at", "-id")[:100])


def _version() -> tuple[int, Any]:
    changes = EventRecord.objects.filter(name=CategoryChanged.name).order_by()
    found = changes.aggregate(count=Count("id"), last=Max("recorded_at"))
    return found["count"], found["last"]

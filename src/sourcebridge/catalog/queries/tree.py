"""The category tree and its attributes as files name them."""

from __future__ import annotations

from collections import defaultdict

from sourcebridge.catalog.files.headers import squeezed
from sourcebridge.catalog.files.tree import Answers, Leaf, Tree
from sourcebridge.catalog.models import LEAF, Attribute, AttributeOption, Category


def tree() -> Tree:
    """The leaves in use with the attributes that hold for them (three statements); build it once per job."""
    rows = {row.code: row for row in Category.objects.filter(active=True)}
    options: dict[object, list[AttributeOption]] = defaultdict(list)
    for option in AttributeOption.objects.filter(active=True).order_by("position"):
        options[option.attribute_id].append(option)
    of_branch: dict[str, dict[str, Answers]] = defaultdict(dict)
    for attribute in Attribute.objects.filter(active=True).order_by("position"):
        of_branch[attribute.category_id][attribute.code] = _answers(attribute, options[attribute.id])
    leaves: dict[str, Leaf] = {}
    attributes: dict[str, dict[str, Answers]] = {}
    for row in rows.values():
        if row.level != LEAF:
            continue
        middle = rows.get(row.parent_id or "")
        top = rows.get(middle.parent_id or "") if middle else None
        above = [branch for branch in (top, middle) if branch]
        names = tuple(name for branch in above for name in (branch.name_zh, branch.name_en))
        leaves[row.code] = Leaf(row.code, row.name_zh, row.name_en, row.unit, names)
        attributes[row.code] = {}
        for branch in (*above, row):
            attributes[row.code] |= of_branch[branch.code]
    return Tree(leaves, attributes)


def _answers(attribute: Attribute, options: list[AttributeOption]) -> Answers:
    names: dict[str, str] = {}
    for option in options:
        for name in (option.code, option.name_zh, option.name_en, f"{option.name_zh} {option.name_en}"):
            names.setdefault(squeezed(name), option.code)
    return Answers(
        code=attribute.code,
        name_zh=attribute.name_zh,
        name_en=attribute.name_en,
        kind=attribute.kind,
        unit=attribute.unit,
        options=names,
        names=tuple(option.name_zh for option in options),
    )

"""Keep the answers of goods whose category, or whose category's place in the tree, changed."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import get_language

from sourcebridge.catalog.errors import AttributeRepeats, TooManyFilters
from sourcebridge.catalog.models import Attribute, AttributeOption, AttributeValue
from sourcebridge.catalog.queries import categories as queries
from sourcebridge.catalog.tree import Tree

MOST_FILTERS = 6


def carry(leaf: str) -> int:
    """Bring the answers of the leaf's goods to the attributes of its branch; returns how many answers ended.

    An answer goes over to the attribute of the same code, kind and unit, an option to the one of the same code.
    """
    chain = [node.code for node in queries.fresh().chain(leaf)]
    known = {row.code: row for row in Attribute.objects.filter(category_id__in=chain, active=True)}
    values = AttributeValue.objects.filter(product__category_id=leaf)
    strange = Attribute.objects.filter(id__in=values.values("attribute_id")).exclude(category_id__in=chain)
    ended = 0
    for old in strange:
        new = known.get(old.code)
        mine = values.filter(attribute=old)
        if new is not None and (new.kind, new.unit) == (old.kind, old.unit):
            _bring(mine, old, new)
            mine = values.filter(attribute=old)
        ended += mine.delete()[0]
    return ended


def _bring(values: QuerySet[AttributeValue], old: Attribute, new: Attribute) -> None:
    values.filter(option=None).update(attribute=new)
    codes = dict(AttributeOption.objects.filter(attribute=new).values_list("code", "id"))
    for option in AttributeOption.objects.filter(attribute=old, code__in=codes):
        values.filter(option=option).update(attribute=new, option_id=codes[option.code])


def refuse_repeats(code: str, parent: str) -> None:
    """Raises AttributeRepeats when the branch `code` below `parent` would meet an attribute twice on one way."""
    tree = queries.fresh()
    above = {one.code: node for node in tree.chain(parent) for one in tree.attributes.get(node.code, ())}
    for node in (tree.nodes[code], *tree.walk(under=code)):
        for one in tree.attributes.get(node.code, ()):
            if one.code in above:
                raise AttributeRepeats(category=above[one.code].name(get_language()), code=one.code)


def refuse_repeat_of(code: str, category: str) -> None:
    """Raises AttributeRepeats when an attribute `code` of a category meets another above or below."""
    tree = queries.fresh()
    for node in (*tree.chain(category)[:-1], *tree.walk(under=category)):
        if any(one.code == code for one in tree.attributes.get(node.code, ())):
            raise AttributeRepeats(category=node.name(get_language()), code=code)


def refuse_many_filters(category: str, *, tree: Tree) -> None:
    """Raises TooManyFilters when a buyer would meet more filters than fit at or below a category."""
    for node in tree.leaves(under=category):
        if len(tree.filters_of(node.code)) > MOST_FILTERS:
            raise TooManyFilters(name=node.name(get_language()), most=MOST_FILTERS)

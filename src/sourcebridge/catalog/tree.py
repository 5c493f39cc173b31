"""The category tree as plain values: walking it, naming it, inheriting attributes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sourcebridge.catalog.models import LEAF


def is_chinese(language: str | None) -> bool:
    """Whether the reader's language is Chinese."""
    return (language or "").startswith("zh")


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a name in both languages."""

    code: str
    name_zh: str
    name_en: str
    active: bool

    def name(self, language: str | None) -> str:
        """The name in the reader's language."""
        return self.name_zh if is_chinese(language) else self.name_en


@dataclass(frozen=True, slots=True)
class Node(Named):
    """A category: `parent` is "" at the top, `unit` how its goods are sold (UNECE Rec 20)."""

    parent: str
    level: int
    kind: str
    unit: str
    position: int

    @property
    def is_leaf(self) -> bool:
        """Goods may stand here."""
        return self.level == LEAF


@dataclass(frozen=True, slots=True)
class OptionFacts(Named):
    """One answer of a listed attribute."""


@dataclass(frozen=True, slots=True)
class AttributeFacts(Named):
    """An attribute as declared at `category`; `unit` is the sign a number is shown with."""

    category: str
    kind: str
    unit: str
    is_variant_axis: bool
    is_filter: bool
    is_required: bool
    position: int
    options: tuple[OptionFacts, ...] = ()

    def option(self, code: str) -> OptionFacts | None:
        """The answer of a code, retired ones too."""
        return next((option for option in self.options if option.code == code), None)

    @property
    def offered(self) -> tuple[OptionFacts, ...]:
        """The answers in use."""
        return tuple(option for option in self.options if option.active)


@dataclass(frozen=True, slots=True)
class Branch:
    """A category in the reader's language with what is below it."""

    code: str
    name: str
    level: int
    kind: str
    unit: str
    children: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class Tree:
    """All categories with their attributes, as of one moment."""

    nodes: Mapping[str, Node]
    attributes: Mapping[str, tuple[AttributeFacts, ...]]
    below: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)

    def branches(self, language: str | None, *, under: str = "") -> tuple[Branch, ...]:
        """The categories in use below `under` ("" = from the top), nested, in the operator's order."""
        return tuple(
            Branch(
                node.code,
                node.name(language),
                node.level,
                node.kind,
                node.unit,
                self.branches(language, under=node.code),
            )
            for node in self.below.get(under, ())
            if node.active
        )

    def chain(self, code: str) -> tuple[Node, ...]:
        """The nodes from the top down to the code; empty when the tree does not know it."""
        found: list[Node] = []
        node = self.nodes.get(code)
        while node is not None:
            found.insert(0, node)
            node = self.nodes.get(node.parent)
        return tuple(found)

    def path(self, code: str, language: str | None) -> list[tuple[str, str]]:
        """(code, name) from the top down to the code."""
        return [(node.code, node.name(language)) for node in self.chain(code)]

    def walk(self, *, under: str = "") -> Iterator[Node]:
        """Every node below, a parent before its children, retired ones too."""
        for node in self.below.get(under, ()):
            yield node
            yield from self.walk(under=node.code)

    def leaves(self, *, under: str = "") -> list[Node]:
        """The leaves in use at or below `under`: those goods may stand in."""
        own = self.nodes.get(under)
        found = [own] if own and own.is_leaf else [node for node in self.walk(under=under) if node.is_leaf]
        return [node for node in found if all(above.active for above in self.chain(node.code))]

    def attributes_of(self, code: str) -> list[AttributeFacts]:
        """The attributes in use at a category: inherited ones from the top first, then its own; the nearest wins."""
        found: dict[str, AttributeFacts] = {}
        for node in self.chain(code):
            found |= {one.code: one for one in self.attributes.get(node.code, ()) if one.active}
        return list(found.values())

    def filters_of(self, code: str) -> list[AttributeFacts]:
        """The attributes goods of a category may be narrowed by."""
        return [one for one in self.attributes_of(code) if one.is_filter]

    def labels(self, language: str | None) -> dict[str, str]:
        """Every code with its name, retired ones too."""
        return {code: node.name(language) for code, node in self.nodes.items()}


def grown(nodes: list[Node], attributes: list[AttributeFacts]) -> Tree:
    """A tree of rows; siblings by position, then code."""
    below: dict[str, list[Node]] = {}
    for node in sorted(nodes, key=lambda node: (node.position, node.code)):
        below.setdefault(node.parent, []).append(node)
    declared: dict[str, list[AttributeFacts]] = {}
    for one in sorted(attributes, key=lambda one: (one.position, one.code)):
        declared.setdefault(one.category, []).append(one)
    return Tree(
        nodes={node.code: node for node in nodes},
        attributes={code: tuple(rows) for code, rows in declared.items()},
        below={code: tuple(rows) for code, rows in below.items()},
    )

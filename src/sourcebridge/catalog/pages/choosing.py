"""Find the category goods belong in: by typing what they are, or by walking the three levels."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import get_language

from sourcebridge.catalog.models import OTHER_GOODS, Product
from sourcebridge.catalog.queries import categories
from sourcebridge.catalog.tree import Node, Tree

MOST = 30


@dataclass(frozen=True, slots=True)
class Choice:
    """A category that can be chosen, with the way to it."""

    url: str
    path: list[str]
    name: str
    guessed: bool = False


def is_leaf(tree: Tree, code: str) -> bool:
    """Whether goods may stand there."""
    node = tree.nodes.get(code)
    return node is not None and node.is_leaf and all(above.active for above in tree.chain(code))


def page(request: HttpRequest, tree: Tree, *, onward: str, product: Product | None = None) -> HttpResponse:
    """The choice as a page: what was typed finds leaves, a branch opens below `under`. Chosen leads `onward`."""
    q, under = request.GET.get("q", "").strip()[:200], request.GET.get("under", "")
    language = get_language()
    keep = {"choose": "1"} if product else {}
    found = _found(tree, q, onward, language) if q else []
    context = {
        "q": q,
        "found": found,
        "tops": [
            (branch, f"?{urlencode({**keep, 'under': branch.code})}#branch", branch.code == under)
            for branch in tree.branches(language)
        ],
        "opened": [
            (branch.name, [Choice(_link(onward, leaf.code, ""), [], leaf.name) for leaf in branch.children])
            for branch in (tree.branches(language, under=under) if under in tree.nodes else ())
        ],
        "under": under,
        "product": product,
        "onward": onward,
        "other_url": _link(onward, OTHER_GOODS, q),
    }
    return render(request, "catalog/category_choice.html", context)


def _link(onward: str, code: str, name: str) -> str:
    return f"{onward}?{urlencode({'category': code, **({'name': name} if name else {})})}"


def _found(tree: Tree, q: str, onward: str, language: str | None) -> list[Choice]:
    guessed = categories.guess(q)
    codes = [guessed] if guessed != OTHER_GOODS else []
    words = q.casefold().split()
    leaves = tree.leaves()
    for hit in (_all_of, _any_of):
        codes += [leaf.code for leaf in leaves if hit(tree, leaf, words)]
        if len(codes) >= MOST:
            break
    return [
        Choice(
            url=_link(onward, code, q),
            path=[name for _code, name in tree.path(code, language)][:-1],
            name=tree.nodes[code].name(language),
            guessed=code == guessed,
        )
        for code in list(dict.fromkeys(codes))[:MOST]
    ]


def _said(tree: Tree, leaf: Node) -> str:
    return " ".join(f"{node.name_zh} {node.name_en}" for node in tree.chain(leaf.code)).casefold()


def _all_of(tree: Tree, leaf: Node, words: list[str]) -> bool:
    said = _said(tree, leaf)
    return all(word in said for word in words)


def _any_of(tree: Tree, leaf: Node, words: list[str]) -> bool:
    own = f"{leaf.name_zh} {leaf.name_en}".casefold()
    return any(word in own or leaf.name_zh in word for word in words if len(word) > 1)

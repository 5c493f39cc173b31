"""What the door's frame and chips name without asking each time: categories, belts, markets as of a minute ago."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sourcebridge.catalog.queries import categories
from sourcebridge.catalog.tree import Tree, is_chinese
from sourcebridge.places import queries as places

MINUTE = 60.0
_SHOWN_BELOW = 5

Names = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Known:
    """The category tree, and the names (Chinese, English) of belts, markets and provinces by code."""

    tree: Tree
    belts: Names
    markets: Names
    provinces: Names


_kept: dict[str, tuple[float, Known]] = {}
_menus: dict[str, tuple[Tree, SafeString]] = {}


def known(*, code: str = "") -> Known:
    """The names as of at most a minute ago, without a statement; read anew when the category `code` is not among them.

    The minute is real time: it bounds a cache in this process.
    """
    database = str(connection.settings_dict["NAME"])
    found = _kept.get(database)
    if found is None or time.monotonic() - found[0] > MINUTE or (code and code not in found[1].tree.nodes):
        fresh = Known(
            tree=categories.whole(),
            belts={row.code: (row.name_zh, row.name_en) for row in places.belts(withdrawn=True)},
            markets={row.code: (row.name_zh, row.name_en) for row in places.markets(withdrawn=True)},
            provinces={code: (one.name_zh, one.name_en) for code, one in places.provinces().items()},
        )
        _kept[database] = found = (time.monotonic(), fresh)
    return found[1]


def named(names: Names, code: str, language: str | None) -> str:
    """A code's name in the reader's language; the code itself where nobody knows it."""
    zh, en = names.get(code, (code, code))
    return zh if is_chinese(language) else en


def menu(language: str | None) -> SafeString:
    """The sheet behind "Categories" in the header: every branch with its first twigs, drawn once per tree."""
    tree, spoken = known().tree, language or ""
    found = _menus.get(spoken)
    if found is None or found[0] is not tree:
        _menus[spoken] = found = (tree, _drawn(tree, language))
    return found[1]


def _drawn(tree: Tree, language: str | None) -> SafeString:
    rows = (
        (
            reverse("domestic:category", args=[branch.code]),
            branch.name,
            format_html_join(
                "",
                '<li><a href="{}">{}</a></li>',
                (
                    (reverse("domestic:category", args=[twig.code]), twig.name)
                    for twig in branch.children[:_SHOWN_BELOW]
                ),
            ),
        )
        for branch in tree.branches(language)
    )
    return format_html(
        '<ul class="categories-all">{}</ul><p class="categories-foot"><a href="{}">{}</a></p>',
        format_html_join("", '<li><a class="categories-branch" href="{}">{}</a><ul>{}</ul></li>', rows),
        reverse("domestic:categories"),
        _("All categories"),
    )

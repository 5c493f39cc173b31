"""Lines and countries as pages show them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sourcebridge.customs.search import Hit


class Line(NamedTuple):
    """A line of the nomenclature; `other` is its name in the nomenclature's own English where that is not shown."""

    code: str
    dotted: str
    name: str
    other: str
    level: int
    url: str


def line(hit: Hit, language: str | None) -> Line:
    """A line in the reader's language."""
    name = hit.name(language)
    other = hit.name_en if name != hit.name_en else ""
    return Line(hit.code, hit.dotted, name, other, hit.level, reverse("customs:heading", args=[hit.code]))


@cache
def _names(chinese: bool) -> dict[str, str]:
    from babel import Locale  # its data is read when the first name is asked for, not at the start

    return dict(Locale.parse("zh_Hans" if chinese else "en").territories)


def country_name(code: str) -> str:
    """A country or union in the reader's language; its code where it has no name."""
    if code == "EU":
        return _("European Union")
    return _names((get_language() or "").startswith("zh")).get(code, code)

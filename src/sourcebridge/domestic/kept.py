"""A product's page in parts, kept by the text the database told of it; see shell/remembered.py.

Only pages that show every company the same are kept: one with agreed or approved prices is drawn anew each time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from sourcebridge.shell.remembered import HOLES, Drawn, digest, remembered


class Page(NamedTuple):
    """What a product's page shows within the frame; the holes for the form token are still open."""

    title: Drawn
    seo: Drawn
    crumbs: Drawn
    main: Drawn

    def filled(self, token: str) -> dict[str, SafeString]:
        """The parts as the page takes them, the token of its forms put in."""
        return {name: part.filled({"csrf_token": token}) for name, part in self._asdict().items()}


_TEMPLATES = {
    "title": "domestic/parts/product_title.html",
    "seo": "shell/seo.html",
    "crumbs": "shell/crumbs.html",
    "main": "domestic/parts/product.html",
}


def drawn(context: dict[str, Any]) -> Page:
    """The parts from the templates; `context` holds `offer`, `seo`, `crumbs` and what the main part shows."""
    with_holes = context | HOLES
    return Page(**{name: Drawn(render_to_string(template, with_holes)) for name, template in _TEMPLATES.items()})


def page(facts: tuple[str, ...], make: Callable[[], dict[str, Any]]) -> Page:
    """The page of these facts in the present language and zone; what is not kept is drawn from the context made."""
    key = (digest(*facts), get_language(), timezone.get_current_timezone_name(), settings.PUBLIC_URL)
    context = cache(lambda: make() | HOLES)

    def kept(name: str, template: str) -> Drawn:
        return remembered(("goods", name, *key), lambda: render_to_string(template, context()))

    return Page(**{name: kept(name, template) for name, template in _TEMPLATES.items()})

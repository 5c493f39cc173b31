"""A product's page in parts, kept by the text the database told of it; see shell/remembered.py.

Only pages that show every company the same are kept: one with agreed or approved prices is drawn anew each time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from sourcebridge.shell.remembered import HOLES, digest, filled, remembered

_BETWEEN = "\0"


class Page(NamedTuple):
    """What a product's page shows within the frame; the holes for the form token are still open."""

    title: str
    seo: str
    crumbs: str
    main: str

    def filled(self, token: str) -> dict[str, SafeString]:
        """The parts as the page takes them, the token of its forms put in."""
        return {name: filled(text, {"csrf_token": token}) for name, text in self._asdict().items()}


def drawn(context: dict[str, Any]) -> Page:
    """The parts from the templates; `context` holds `offer`, `seo`, `crumbs` and what the main part shows."""
    with_holes = context | HOLES
    return Page(
        title=render_to_string("domestic/parts/product_title.html", with_holes),
        seo=render_to_string("shell/seo.html", with_holes),
        crumbs=render_to_string("shell/crumbs.html", with_holes),
        main=render_to_string("domestic/parts/product.html", with_holes),
    )


def page(facts: tuple[str, ...], make: Callable[[], Page]) -> Page:
    """The page of these facts in the present language and zone, drawn when it is not kept."""
    key = ("goods", digest(*facts), get_language(), timezone.get_current_timezone_name(), settings.PUBLIC_URL)
    return Page(*remembered(key, lambda: _BETWEEN.join(make())).split(_BETWEEN))

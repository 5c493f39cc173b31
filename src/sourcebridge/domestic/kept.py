"""A product's page in parts, kept by the text the database told of it; see shell/remembered.py.

What every company is shown is kept for all. Ladder and variants of a company with agreed prices are kept apart, under
its id and its prices, and put into the rest. The whole page of one who is shown guarded prices is drawn anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from sourcebridge.shell.remembered import HOLES, Drawn, Shelf, digest, hole, remembered


class Page(NamedTuple):
    """What a product's page shows within the frame; the holes for the form token and for what has prices are open."""

    title: Drawn
    seo: Drawn
    crumbs: Drawn
    main: Drawn
    ladder: Drawn
    variants: Drawn

    def filled(self, token: str) -> dict[str, SafeString]:
        """The parts as the page takes them: prices in their places, the token of its forms put in."""
        given = {
            "csrf_token": token, "ladder_part": self.ladder.filled({}), "variants_part": self.variants.filled({}),
        }  # fmt: skip
        return {name: part.filled(given) for name, part in zip(_AROUND, self, strict=False)}


_AROUND = {
    "title": "domestic/parts/product_title.html",
    "seo": "shell/seo.html",
    "crumbs": "shell/crumbs.html",
    "main": "domestic/parts/product.html",
}
_PRICED = {
    "ladder": "domestic/parts/product_ladder.html",
    "variants": "domestic/parts/product_variants.html",
}
OWN = Shelf(1024 * 1024)
_HOLES = {**HOLES, **{name: hole(name) for name in ("ladder_part", "variants_part")}}


def drawn(context: dict[str, Any]) -> Page:
    """The parts from the templates; `context` holds `offer`, `seo`, `crumbs` and what the main part shows."""
    with_holes = context | _HOLES
    templates = _AROUND | _PRICED
    return Page(**{name: Drawn(render_to_string(template, with_holes)) for name, template in templates.items()})


def page(facts: tuple[str, ...], make: Callable[[], dict[str, Any]]) -> Page:
    """The page of these facts in the present language and zone; what is not kept is drawn from the context made."""
    key, context = _key(facts), cache(lambda: make() | _HOLES)

    def kept(name: str, template: str) -> Drawn:
        return remembered(("goods", name, *key), lambda: render_to_string(template, context()))

    return Page(**{name: kept(name, template) for name, template in (_AROUND | _PRICED).items()})


def repriced(page: Page, company_id: UUID, facts: tuple[str, ...], make: Callable[[], dict[str, Any]]) -> Page:
    """The page with one company's own prices; `facts` tell them, the context holds `offer`, its ladder and its rows."""
    key, context = (company_id, *_key(facts)), cache(make)

    def kept(name: str, template: str) -> Drawn:
        return remembered((name, *key), lambda: render_to_string(template, context()), OWN)

    return page._replace(**{name: kept(name, template) for name, template in _PRICED.items()})


def _key(facts: tuple[str, ...]) -> tuple[Hashable, ...]:
    return digest(*facts), get_language(), timezone.get_current_timezone_name(), settings.PUBLIC_URL

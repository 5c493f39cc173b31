"""Words of the catalogue in templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from sourcebridge.catalog import drafts, reasons, richtext
from sourcebridge.catalog.forms import promise_words

register = template.Library()


@register.filter
def description(text: str) -> SafeString:
    """A product's description as harmless HTML."""
    return richtext.shown(text)


@register.filter
def promise(hours: int) -> str:
    """A dispatch promise in words."""
    return str(promise_words(hours))


@register.filter
def reason(problem: dict[str, Any]) -> str:
    """Why a row of a file was left out."""
    return reasons.words(problem)


@register.filter
def picture_reason(code: str) -> str:
    """Why a picture could not be fetched."""
    return reasons.picture_words(code)


@register.filter
def figure(value: object) -> str:
    """A stored fact of a change as text."""
    if value is None:
        return "–"
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return str(value)


@register.filter
def get(table: dict[str, Any], key: str) -> Any:
    """An entry of a table, or the neutral tone."""
    return table.get(key, "neutral")


@register.filter
def ladder_words(tiers: Any) -> str:
    """A ladder in one line."""
    return drafts.ladder_text([(tier.minimum.amount, tier.price.amount) for tier in tiers])

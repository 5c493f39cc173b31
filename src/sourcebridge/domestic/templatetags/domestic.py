"""What the forms of acts show beside their fields."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms.boundfield import BoundField

from sourcebridge.kit.currency import SYMBOLS
from sourcebridge.shell import figures

register = template.Library()


@register.filter
def suffix(bound: BoundField, form: Any) -> str:
    """The unit after a quantity or price field of a line, the currency after freight; else nothing."""
    for line in getattr(form, "lines", []):
        if bound.name == f"price-{line.id}":
            return f"{SYMBOLS.get(line.currency, line.currency)} / {figures.unit_sign(line.unit)}"
        if bound.name == f"quantity-{line.id}":
            return str(figures.unit_sign(line.unit))
        if bound.name == "freight":
            return str(SYMBOLS.get(line.currency, line.currency))
    return ""

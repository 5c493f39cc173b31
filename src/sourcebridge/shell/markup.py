"""Amounts, instants, icons and words of state as markup; `templatetags.shell` offers them to templates."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from heroicons.templatetags import heroicons

from sourcebridge.kit.money import Money, UnitPrice
from sourcebridge.kit.quantity import Quantity
from sourcebridge.shell import drawing, figures, parts

ICONS = {
    "mini": (heroicons.heroicon_mini, 20), "outline": (heroicons.heroicon_outline, 24),
    "solid": (heroicons.heroicon_solid, 24), "micro": (heroicons.heroicon_micro, 16),
}  # fmt: skip


def missing(value: object) -> bool:
    """What a template makes of a name it cannot find."""
    return value is None or value == ""


def money(value: Money | UnitPrice | None, style: str = "") -> SafeString:
    """An amount with small currency and unit. Styles: large, quiet, signed (says + too). Nothing for None."""
    if value is None or missing(value):
        return mark_safe("")
    piece = figures.written(value)
    sign = "+" if style == "signed" and value.amount > 0 else piece.sign
    wide = " wide" if piece.symbol.isalpha() else ""
    kind = f" money-{style}" if style else ""
    per = format_html('<span class="per">/{}</span>', piece.per) if piece.per else ""
    return format_html(
        '<span class="money{}">{}<span class="cur{}">{}</span><span class="digits">{}</span>{}</span>',
        kind, sign, wide, piece.symbol, piece.digits, per,
    )  # fmt: skip


def money_text(value: Money | UnitPrice | None) -> str:
    """An amount in plain text, for titles, attributes and mails."""
    return "" if value is None or missing(value) else figures.money_text(value)


def price_text(value: UnitPrice) -> str:
    """A unit price in plain text without its unit."""
    return figures.price_text(value)


def quantity(value: Quantity | None) -> SafeString:
    """A quantity with its unit, not breaking."""
    if value is None or missing(value):
        return mark_safe("")
    return format_html('<span class="quantity">{}</span>', figures.quantity_text(value))


def quantity_text(value: Quantity | None) -> str:
    """A quantity in plain text."""
    return "" if value is None or missing(value) else figures.quantity_text(value)


def unit(code: str) -> str:
    """The sign of a unit code in the reader's language."""
    return figures.unit_sign(code)


def number(value: Decimal | int) -> SafeString:
    """A grouped number in tabular figures."""
    return format_html('<span class="figures">{}</span>', figures.number(value))


def plain(value: Decimal | int | Quantity) -> str:
    """A number for an attribute: no groups, no idle zeros."""
    return value.text if isinstance(value, Quantity) else drawing.plain(value)


def figure(value: object) -> object:
    """Whatever a fact or a statistic holds, set as what it is: Money, Quantity, day, instant, number or words."""
    match value:
        case Money() | UnitPrice():
            return money(value)
        case Quantity():
            return quantity(value)
        case datetime():
            return moment(value)
        case date():
            return format_html('<time datetime="{}">{}</time>', value.isoformat(), figures.day_text(value))
        case bool():
            return value
        case int() | Decimal():
            return number(value)
        case _:
            return value


def moment(at: datetime, style: str = "full", now: datetime | None = None) -> SafeString:
    """An instant as <time>, in the reader's zone."""
    absolute, zone = figures.instant_text(at, now), figures.zone_label(at)
    title = f"{figures.instant_text(at)} {zone}"
    if style == "day":
        shown = format_html("{}", figures.day_text(figures.local(at).date(), now))
    elif style == "short":
        shown = format_html('<span class="at">{}</span>', absolute)
    elif style == "relative" and now is not None:
        shown = format_html("{}", figures.relative_text(at, now))
    else:
        relative = format_html(' <span class="rel">{}</span>', figures.relative_text(at, now)) if now else ""
        shown = format_html('<span class="at">{}</span> <span class="zone">{}</span>{}', absolute, zone, relative)
    return format_html('<time class="when" datetime="{}" title="{}">{}</time>', figures.iso(at), title, shown)


def icon(name: str, style: str = "mini", label: str = "", size: int | None = None) -> SafeString:
    """One of heroicons, inline; silent to screen readers unless it has a label."""
    return _drawn(name, style, size, {"role": "img", "aria_label": label, "aria_hidden": "false"} if label else {})


def _drawn(name: str, style: str, size: int | None, spoken: dict[str, object] | None = None) -> SafeString:
    return _spoken(name, style, size, spoken) if spoken else _silent(name, style, size)


@cache
def _silent(name: str, style: str, size: int | None) -> SafeString:
    return _spoken(name, style, size, {})


def _spoken(name: str, style: str, size: int | None, spoken: dict[str, object]) -> SafeString:
    draw, usual = ICONS[style]
    drawn = draw(name, size=size or usual, **{"class": f"icon icon-{style}"}, **spoken)
    return mark_safe(drawn)  # noqa: S308 - the drawing comes from the icon package; attributes are escaped by ElementTree


def badge(text: parts.Text, tone: parts.Tone = "neutral", icon: str = "") -> SafeString:
    """A word of state in its tone."""
    sign = _drawn(icon, "micro", None) if icon else ""
    return format_html('<span class="badge tone-{}">{}{}</span>', tone, sign, text)


def swatch(colour: str, label: str = "") -> SafeString:
    """A square of a colour, filled by attribute."""
    named = format_html(' role="img" aria-label="{}"', label) if label else mark_safe(' aria-hidden="true"')
    return format_html(
        '<svg class="swatch" width="18" height="18" viewBox="0 0 18 18"{}>'
        '<rect x=".5" y=".5" width="17" height="17" rx="2.5" fill="{}"/></svg>',
        named, colour,
    )  # fmt: skip

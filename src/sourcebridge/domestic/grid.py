"""Product cards and filter groups of the shop window, made from what the search answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from sourcebridge.catalog.forms import promise_words
from sourcebridge.discovery import queries as discovery
from sourcebridge.discovery.cards import Card
from sourcebridge.discovery.ranking import RULES, decimal, digits
from sourcebridge.discovery.results import Choice, Facet, Hit, Results
from sourcebridge.discovery.wanted import ATTRIBUTE, Wanted
from sourcebridge.domestic import addresses
from sourcebridge.kit.money import UnitPrice
from sourcebridge.landedcost import queries as landed
from sourcebridge.landedcost.lands import country_name
from sourcebridge.landedcost.models import Estimate
from sourcebridge.shell import figures, parts

_OPEN = 6
_FIRST = ("category", "flags", "price", "hours_to", "belt")
_DAYS_FROM = 72


def cards(results: Results, *, wanted: Wanted, language: str | None) -> list[parts.ProductCard]:
    """The cards that a page of results brought, each with its place and why it has it when ranked.

    One statement for what a unit costs at the door of the country asked for, if any.
    """
    before, url = (wanted.page - 1) * wanted.per_page, reverse("discovery:ranking")
    ranks = (
        {hit.product_id: _rank(hit, before + place, url) for place, hit in enumerate(results.rows, start=1)}
        if wanted.sort == "rank"
        else {}
    )
    rows = discovery.brought(results.rows, language=language)
    found = [card(row, ranks) for row in rows]
    if not wanted.to:
        return found
    doors = landed.estimates([row.product_id for row in rows], country=wanted.to)
    return [
        replace(one, landed=_landed(doors[row.product_id])) if row.product_id in doors else one
        for one, row in zip(found, rows, strict=True)
    ]


def _landed(row: Estimate) -> str:
    return _("%(price)s at the door in %(country)s, %(days)s days") % {
        "price": _spanned(row), "country": country_name(row.country), "days": row.days,
    }  # fmt: skip


def _spanned(row: Estimate) -> str:
    low, high = (UnitPrice(end.quantize(Decimal("0.01")), row.currency, "C62") for end in (row.low, row.high))
    text = figures.price_text(low)
    if low != high:
        text = f"{text} – {figures.price_text(high)}"
    return f"{text} + ?" if row.gaps else text


def shown(
    product_ids: Iterable[UUID], *, buyer_company_id: UUID | None, language: str | None, now: datetime
) -> dict[UUID, parts.ProductCard]:
    """The cards of these goods by product; those no longer for sale are left out (1 statement)."""
    rows = discovery.cards(product_ids, buyer_company_id=buyer_company_id, language=language, now=now)
    return {row.product_id: card(row, {}) for row in rows}


def card(row: Card, ranks: Mapping[UUID, parts.Rank]) -> parts.ProductCard:
    """The product card's model; a guarded price stays out of it."""
    draw = _card if row.agreed else _drawn
    rank, drawn = ranks.get(row.product_id), draw(row, get_language())
    return drawn if rank is None else replace(drawn, rank=rank)


@lru_cache(maxsize=1500)
def _drawn(row: Card, language: str | None) -> parts.ProductCard:
    return _card(row, language)


def _card(row: Card, _language: str | None) -> parts.ProductCard:
    several = row.several_prices and row.best is not None
    return parts.ProductCard(
        url=reverse("domestic:product", args=[row.shop_slug, row.handle]),
        title=row.title.text,
        first_price=row.first.price if row.first else None,
        best_price=row.best.price if row.best and several else None,
        best_from=row.best.minimum if row.best and several else None,
        minimum=row.moq,
        place=row.place,
        orders=row.sold_30,
        promise=promise_words(row.dispatch_hours),
        mark=pgettext("supplier", "Verified") if row.verified else "",
        stock_note="" if row.in_stock else _("Sold out for now"),
        picture=parts.Picture(url=row.picture_url, alt=row.title.text),
        own=row.agreed,
    )


def _rank(hit: Hit, place: int, url: str) -> parts.Rank:
    points = [(digits(value), digits(point)) for value, point in zip(hit.values, hit.pointed, strict=True)]
    return parts.Rank(place=place, score=digits(hit.scored), scale=_scale(hit.weights, get_language()), points=points,
                      url=url)  # fmt: skip


@lru_cache(maxsize=16)
def _scale(weights: tuple[int, ...], _language: str | None) -> tuple[tuple[str, Decimal], ...]:
    return tuple((str(rule.label), decimal(weight).normalize()) for rule, weight in zip(RULES, weights, strict=True))


@dataclass(frozen=True, slots=True)
class Pick:
    """One choice of a filter with the address that puts it on or takes it off."""

    id: str
    label: str
    count: int
    chosen: bool
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """A filter: the choices shown at once, and more behind a fold that is `opened` when one of them is chosen."""

    code: str
    name: str
    shown: Sequence[Pick]
    more: Sequence[Pick]
    opened: bool
    about: bool


def groups(facets: Iterable[Facet], wanted: Wanted) -> list[Group]:
    """The filters of a search as groups of links: what every search has first, then attributes; the flags in one."""
    found: list[Group] = []
    flags: list[Pick] = []
    about = False
    for facet in facets:
        if facet.kind == "flag":
            flags += [_pick(facet, choice, wanted) for choice in facet.choices]
            about = about or facet.about
        else:
            picks = [_pick(facet, choice, wanted) for choice in facet.choices]
            more = picks[_OPEN:]
            opened = any(pick.chosen for pick in more)
            found.append(Group(facet.code, str(facet.name), picks[:_OPEN], more, opened, facet.about))
    if flags:
        found.append(Group("flags", _("Only"), flags, [], opened=False, about=about))
    place = {code: number for number, code in enumerate(_FIRST)}
    found.sort(key=lambda group: place.get(group.code, len(place)))
    return found


def _pick(facet: Facet, choice: Choice, wanted: Wanted) -> Pick:
    return Pick(
        id=f"pick-{facet.code.replace('.', '-')}-{choice.value.replace('.', '_')}",
        label=_label(facet, choice),
        count=choice.count,
        chosen=choice.chosen,
        url=_url(facet, choice, wanted),
    )


def _label(facet: Facet, choice: Choice) -> str:
    if facet.code == "price":
        low, _bar, high = choice.value.partition("-")
        if low and high:
            return f"¥{low}–{high}"
        return _("¥%(price)s and more") % {"price": low} if low else _("up to ¥%(price)s") % {"price": high}
    if facet.code == "hours_to" and int(choice.value) > _DAYS_FROM:
        days = int(choice.value) // 24
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    return choice.label


def _url(facet: Facet, choice: Choice, wanted: Wanted) -> str:
    if facet.code == "price":
        low, _bar, high = choice.value.partition("-")
        if choice.chosen:
            return addresses.of(wanted, price_from=None, price_to=None)
        return addresses.of(wanted, price_from=Decimal(low) if low else None, price_to=Decimal(high) if high else None)
    if facet.code == "category":
        return addresses.of(_without_answers(wanted), category="" if choice.chosen else choice.value)
    return addresses.toggled(wanted, facet.code, choice.value)


def _without_answers(wanted: Wanted) -> Wanted:
    """Another category asks other things: the answers given stay behind."""
    for code in list(wanted.attributes):
        wanted = wanted.without(ATTRIBUTE + code)
    return wanted

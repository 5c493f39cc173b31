"""Addresses of the shop window: every filter stands in them, and each search has one address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sourcebridge.discovery.wanted import ATTRIBUTE, Wanted
from sourcebridge.domestic import branches
from sourcebridge.domestic.branches import Known
from sourcebridge.landedcost.lands import country_name


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force and the address of the same search without it."""

    label: str
    url: str


def pairs(request: HttpRequest) -> list[tuple[str, str]]:
    """(name, value) of the request's query as it was sent, repeated names too."""
    return [(name, str(value)) for name, values in request.GET.lists() for value in values]


def asked(request: HttpRequest, **given: Any) -> Wanted:
    """The search in a request's address; what cannot be read is left out, `given` overrules."""
    return Wanted.of(pairs(request), **given)


def kept_language(request: HttpRequest, url: str) -> str:
    """The address with the language this request's address asks for."""
    said = request.GET.get("hl", "")
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'hl': said})}" if said else url


def of(wanted: Wanted, **changes: Any) -> str:
    """The address of a search; a change starts at the first page. A category alone has a page of its own."""
    search = replace(wanted, **{"page": 1, **changes}) if changes else wanted
    if search.category and not search.q and not search.shop:
        path = reverse("domestic:category", args=[search.category])
        query = urlencode(replace(search, category="").parameters())
    else:
        path, query = reverse("domestic:goods"), urlencode(search.parameters())
    return f"{path}?{query}" if query else path


def toggled(wanted: Wanted, code: str, value: str) -> str:
    """The address with one value of a filter put on, or taken off when it is on."""
    if code.startswith(ATTRIBUTE):
        name = code.removeprefix(ATTRIBUTE)
        before = wanted.attributes.get(name, ())
        after = tuple(one for one in before if one != value) if value in before else (*before, value)
        attributes = {key: values for key, values in wanted.attributes.items() if key != name}
        return of(wanted, attributes=attributes | ({name: after} if after else {}))
    changed = Wanted.of([*wanted.without(code).parameters(), (code, value)])
    return of(wanted.without(code)) if getattr(changed, code) == getattr(wanted, code) else of(changed)


def chips(wanted: Wanted, known: Known, language: str | None) -> list[Chip]:
    """The filters in force, each removable; the category is not among them, it stands in the breadcrumbs."""
    found = [Chip(text, of(wanted.without(name))) for name, text in _plain(wanted, known, language) if text]
    for code, values in sorted(wanted.attributes.items()):
        fact = _attribute(known, wanted.category, code)
        for value in values:
            option = fact.option(value) if fact else None
            text = option.name(language) if option else f"{value}{f' {fact.unit}' if fact and fact.unit else ''}"
            label = f"{fact.name(language)}: {text}" if fact else text
            found.append(Chip(label, toggled(wanted, ATTRIBUTE + code, value)))
    return found


def _plain(wanted: Wanted, known: Known, language: str | None) -> list[tuple[str, str]]:
    return [
        ("in_stock", _("In stock") if wanted.in_stock else ""),
        ("sample", _("Samples sold") if wanted.sample else ""),
        ("verified", _("Licence verified") if wanted.verified else ""),
        ("hours_to", _("Ships within %(hours)s h") % {"hours": wanted.hours_to} if wanted.hours_to else ""),
        ("price_from", _("From %(price)s") % {"price": _price(wanted.price_from)} if wanted.price_from else ""),
        ("price_to", _("Up to %(price)s") % {"price": _price(wanted.price_to)} if wanted.price_to else ""),
        ("to", _("Costs at the door: %(country)s") % {"country": country_name(wanted.to)} if wanted.to else ""),
        ("landed_to", _("At the door up to %(cost)s") % {"cost": wanted.landed_to} if wanted.landed_to else ""),
        ("moq_to", _("MOQ up to %(quantity)s") % {"quantity": f"{wanted.moq_to:f}"} if wanted.moq_to else ""),
        ("belt", branches.named(known.belts, wanted.belt, language)),
        ("market", branches.named(known.markets, wanted.market, language)),
        ("province", branches.named(known.provinces, wanted.province, language)),
        ("shop", pgettext("filter", "Shop: %(shop)s") % {"shop": wanted.shop} if wanted.shop else ""),
    ]


def _price(amount: Any) -> str:
    return f"¥{amount:f}"


def _attribute(known: Known, category: str, code: str) -> Any:
    if category:
        return next((one for one in known.tree.attributes_of(category) if one.code == code), None)
    declared = (one for rows in known.tree.attributes.values() for one in rows)
    return next((one for one in declared if one.code == code), None)


def sorts(wanted: Wanted) -> list[tuple[str, str, bool]]:
    """(label, address, whether in force) of every order; each is over the whole result."""
    labels = [
        ("rank", _("Best match")),
        ("price", _("Price, low first")),
        ("-price", _("Price, high first")),
        ("sold", _("30-day sales")),
        ("newest", _("Newest")),
        ("repeat", _("Buyers come back")),
    ]
    if wanted.to:
        labels.append(("landed", _("Cost at the door")))
    return [(label, of(wanted, sort=code), wanted.sort == code) for code, label in labels]


@dataclass(frozen=True, slots=True)
class PageLink:
    """One entry of the numbered pages; no number means a gap."""

    number: int | None
    url: str = ""
    here: bool = False


def pages(wanted: Wanted, count: int) -> list[PageLink]:
    """The first, the last and the pages around the present one."""
    if count < 2:
        return []
    here = min(wanted.page, count)
    shown = sorted({1, count, *range(max(1, here - 2), min(count, here + 2) + 1)})
    found: list[PageLink] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before == 2:
            found.append(PageLink(number - 1, of(wanted, page=number - 1)))
        elif number - before > 2:
            found.append(PageLink(None))
        found.append(PageLink(number, of(wanted, page=number), number == here))
    return found

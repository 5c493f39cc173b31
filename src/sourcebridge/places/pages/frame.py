"""What the pages of places share: addresses of goods and shops, names in the reader's language."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sourcebridge.catalog.models import Category, Shop
from sourcebridge.parties.models import Company
from sourcebridge.parties.permissions import Permission
from sourcebridge.places import queries
from sourcebridge.places.models import Belt, is_chinese
from sourcebridge.shell import parts


def address(name: str, *args: Any, **query: str) -> str:
    """The address of a page of a higher domain, or nothing while that domain is not installed."""
    try:
        place = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    return f"{place}?{urlencode(query)}" if query else place


def shop_url(shop: Shop) -> str:
    """Where a shop is looked at."""
    return address("domestic:shop", shop.slug) or address("domestic:goods", shop=shop.slug)


def shop_name(shop: Shop) -> str:
    """A shop's name in the reader's language."""
    return shop.name if is_chinese(get_language()) else shop.name_en or shop.name


def company_name(company: Company) -> str:
    """A company's name in the reader's language."""
    return company.name if is_chinese(get_language()) else company.name_en or company.name


def province_name(code: str) -> str:
    """A province's name in the reader's language; the code when unknown."""
    found = queries.provinces().get(code)
    return found.name(get_language()) if found else code


def category_links(belt: Belt, known: dict[str, Category]) -> list[parts.Link]:
    """The categories a belt is known for, with where their goods are."""
    found = [known[code] for code in belt.categories if code in known]
    return [parts.Link(row.name(get_language()), address("domestic:category", row.code)) for row in found]


def operator_tabs(here: str) -> list[parts.NavItem]:
    """The tabs of the operator's pages on places."""
    waiting = queries.claims().count()
    places = [
        (_("Industrial belts"), "places:desk", 0),
        (_("Markets"), "places:desk_markets", 0),
        (_("Claims"), "places:claims", waiting),
    ]
    return [parts.NavItem(label, reverse(name), active=name == here, count=count) for label, name, count in places]


EDIT = Permission.PLACE_EDIT
CONFIRM = Permission.BELT_CONFIRM

"""What every page's shell shows: who is acting, where they can go, what time it is."""

from datetime import datetime
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sourcebridge.clock import edge
from sourcebridge.clock import queries as clock
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts

P = Permission
_NAVIGATION: dict[str, list[tuple[str, str, P]]] = {
    "supplier": [
        ("Goods", "catalog:desk", P.PRODUCT_EDIT),
        ("Shop", "catalog:shop", P.SHOP_EDIT),
        ("Translations", "catalog:translations", P.TRANSLATION_EDIT),
        ("Import", "catalog:imports", P.IMPORT_RUN),
        ("HS codes", "customs:codes", P.PRODUCT_EDIT),
        ("Export prices", "landedcost:export_prices", P.AGREED_PRICE_EDIT),
        ("Stock", "inventory:stock", P.STOCK_VIEW),
        ("Sales", "domestic:sales", P.ORDER_VIEW),
        ("Freight", "logistics:templates", P.FREIGHT_EDIT),
        ("Places", "places:own", P.PLACE_VIEW),
        ("Money", "payments:supplier_money", P.PAYOUT_ASK),
        ("Company", "parties:company", P.MEMBER_VIEW),
    ],
    "buyer": [
        ("Orders", "domestic:orders", P.ORDER_VIEW),
        ("Balance", "payments:balance", P.BALANCE_VIEW),
        ("Statement", "payments:buyer_statement", P.STATEMENT_VIEW),
        ("Kept quotes", "landedcost:quotes", P.ORDER_VIEW),
        ("Company", "parties:company", P.MEMBER_VIEW),
    ],
    "operator": [
        ("Overview", "console:home", P.QUEUE_VIEW),
        ("Licences", "parties:licence_queue", P.LICENCE_REVIEW),
        ("Transfers", "payments:transfers", P.PAYMENT_MATCH),
        ("Unmatched funds", "payments:unmatched", P.UNMATCHED_RESOLVE),
        ("Payouts", "payments:payouts", P.PAYOUT_SETTLE),
        ("Synonyms", "discovery:synonyms", P.SYNONYM_EDIT),
        ("Orders", "console:orders", P.ORDER_OVERSEE),
        ("Places", "places:desk", P.PLACE_EDIT),
        ("Personal data", "privacy:desk", P.PRIVACY_OVERSEE),
        ("Stuck jobs", "console:jobs", P.QUEUE_VIEW),
        ("Books", "payments:platform_statement", P.PLATFORM_STATEMENT_VIEW),
        ("Categories", "catalog:categories", P.CATEGORY_EDIT),
        ("Edits of goods", "catalog:changes", P.PRODUCT_REVIEW),
        ("Exchange rates", "fx:desk", P.FX_EDIT),
        ("Rate cards", "freight:desk", P.RATE_CARD_EDIT),
        ("Tariffs", "customs:desk", P.CUSTOMS_EDIT),
        ("Fees of the way", "landedcost:desk", P.LANDED_EDIT),
        ("Containers and cartons", "loading:desk", P.LOADING_EDIT),
        ("Settings", "console:parameters", P.PARAMETER_CHANGE),
        ("Company", "parties:company", P.MEMBER_VIEW),
    ],
}


def _labels() -> dict[str, str]:
    return {
        "Goods": _("Goods"), "Import": _("Import"), "Stock": _("Stock"), "Sales": _("Sales"),
        "Freight": _("Freight"), "Money": _("Money"), "Company": _("Company"), "Orders": _("Orders"),
        "Balance": _("Balance"), "Statement": _("Statement"), "Overview": _("Overview"),
        "Licences": _("Licences"), "Transfers": _("Transfers"), "Unmatched funds": _("Unmatched funds"),
        "Payouts": _("Payouts"), "Stuck jobs": _("Stuck jobs"), "Books": _("Books"), "Settings": _("Settings"),
        "Synonyms": _("Synonyms"), "Personal data": _("Personal data"),
        "Categories": _("Categories"),
        "Places": _("Places"), "Shop": _("Shop"), "Translations": _("Translations"),
        "Edits of goods": _("Edits of goods"), "Exchange rates": _("Exchange rates"),
        "Rate cards": _("Rate cards"), "Tariffs": _("Tariffs"), "HS codes": _("HS codes"),
        "Export prices": _("Export prices"), "Fees of the way": _("Fees of the way"), "Kept quotes": _("Kept quotes"),
        "Containers and cartons": _("Containers and cartons"),
    }  # fmt: skip


def navigation(member: Member, path: str) -> tuple[parts.NavItem, ...]:
    """The workbench links this member may follow, with the active one marked."""
    desk = "operator" if member.is_platform else "supplier" if member.sells else "buyer"
    found = _desk_links(desk, member.permissions, get_language())
    here = max((url for _label, url in found if path.startswith(url)), key=len, default="")
    return tuple(parts.NavItem(label, url, active=url == here) for label, url in found)


@lru_cache(maxsize=256)
def _desk_links(desk: str, permissions: frozenset[P], _language: str | None) -> list[tuple[str, str]]:
    labels = _labels()
    found = [(labels[label], _address(name)) for label, name, right in _NAVIGATION[desk] if right in permissions]
    return [(label, url) for label, url in found if url]


@cache
def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=16)
def _account_links(has_company: bool, _language: str | None) -> tuple[parts.Link, ...]:
    wanted = [
        (_("Profile"), "parties:profile"),
        (_("Company"), "parties:company" if has_company else "parties:found"),
        (_("Sign-in and security"), "parties:security"),
        (_("Mailbox"), "messaging:mailbox"),
    ]
    return tuple(parts.Link(label, _address(name)) for label, name in wanted if _address(name))


def _chrome(request: HttpRequest, member: Member | None) -> parts.Chrome:
    search = _address("domestic:goods")
    if member is None:
        return parts.Chrome(
            operator_name=settings.OPERATOR_NAME,
            doors=(parts.NavItem(_("Domestic spot"), "/", active=True),),
            sign_in_url=_address("account_login"),
            sign_up_url=_address("account_signup"),
            search_url=search,
            suggest_url=_address("domestic:suggest"),
            categories=_categories(),
            footer_links=_footer(get_language()),
        )
    english = not (get_language() or "").startswith("zh")
    buys = not member.is_platform and member.may(P.CART_EDIT)
    return parts.Chrome(
        operator_name=settings.OPERATOR_NAME,
        doors=(parts.NavItem(_("Domestic spot"), "/", active=True),),
        person_name=member.name or member.email,
        company_name=(english and member.company_name_en) or member.company_name,
        companies=tuple(
            parts.Choice(str(company_id), name, active=company_id == member.company_id)
            for company_id, name in member.companies
        ),
        company_switch_url=_address("parties:switch"),
        account_links=_account_links(member.company_id is not None, get_language()),
        sign_out_url=_address("account_logout"),
        search_url=search,
        suggest_url=_address("domestic:suggest"),
        categories=_categories(),
        cart_url=_address("domestic:cart") if buys else "",
        cart_count=_cart_count(request, member) if buys else 0,
        orders_url=_address("domestic:orders") if buys else "",
        live_url=_address("api-1:live") if settings.STREAMS_URL and member.company_id else "",
        first_step=_first_step(request, member),
        footer_links=_footer(get_language()),
    )


def _first_step(request: HttpRequest, member: Member) -> str:
    """Where someone without a company begins; nowhere while they are there."""
    url = _address("parties:found")
    return "" if member.company_id or request.path == url else url


@cache
def _missing(*modules: str) -> bool:
    return any(find_spec(module) is None for module in modules)


def _cart_count(request: HttpRequest, member: Member) -> int:
    counted: int | None = getattr(request, "cart_count", None)
    if counted is not None:
        return counted
    if member.company_id is None or _missing("sourcebridge.domestic", "sourcebridge.domestic.queries"):
        return 0
    count: int = import_module("sourcebridge.domestic.queries").cart_count(company_id=member.company_id)
    return count


def _categories() -> str:
    if _missing("sourcebridge.domestic", "sourcebridge.domestic.branches"):
        return ""
    menu: str = import_module("sourcebridge.domestic.branches").menu(get_language())
    return menu


def _clock_job(heading: datetime) -> parts.Job:
    return parts.Job(
        title=_("The clock is moving to %(date)s") % {"date": f"{heading:%Y-%m-%d %H:%M} UTC"},
        state="running",
        poll_url=_address("console:clock_status"),
    )


@lru_cache(maxsize=8)
def _footer(_language: str | None) -> tuple[parts.Link, ...]:
    links = [
        (_("Industrial belts"), _address("places:belts")), (_("Wholesale markets"), _address("places:markets")),
        (_("Cost at the door"), _address("landedcost:calculator")), (_("HS codes"), _address("customs:headings")),
        (_("Loading plan"), _address("loading:plan")), (_("Rate finder"), _address("freight:finder")),
        (_("Mailbox"), _address("messaging:mailbox")), (_("How we rank"), _address("discovery:ranking")),
        (_("API"), "/api/v1/openapi.json"),
    ]  # fmt: skip
    return tuple(parts.Link(label, url) for label, url in links if url)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html: the frame, the workbench row, the clock."""
    member = access.optional_member(request) if hasattr(request, "user") else None
    heading = clock.target() if settings.CLOCK_MOVABLE else None
    return {
        "member": member,
        "here": request.get_full_path(),
        "chrome": _chrome(request, member),
        "nav": navigation(member, request.path) if member and member.company_id else (),
        "clock_movable": settings.CLOCK_MOVABLE,
        "business_now": edge.now(request),
        "clock_job": _clock_job(heading) if heading else None,
        "demo": settings.DEMO,
    }

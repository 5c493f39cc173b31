"""What every page's shell shows: who is acting, where they can go, what time it is."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from sourcebridge.clock import queries as clock
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission

P = Permission
_NAVIGATION: dict[str, list[tuple[str, str, P]]] = {
    "supplier": [
        ("Goods", "catalog:desk", P.PRODUCT_EDIT),
        ("Import", "catalog:imports", P.IMPORT_RUN),
        ("Stock", "inventory:stock", P.STOCK_VIEW),
        ("Sales", "domestic:sales", P.ORDER_VIEW),
        ("Freight", "logistics:templates", P.FREIGHT_EDIT),
        ("Money", "payments:supplier_money", P.PAYOUT_ASK),
        ("Company", "parties:company", P.MEMBER_VIEW),
    ],
    "buyer": [
        ("Orders", "domestic:orders", P.ORDER_VIEW),
        ("Balance", "payments:balance", P.BALANCE_VIEW),
        ("Statement", "payments:buyer_statement", P.STATEMENT_VIEW),
        ("Company", "parties:company", P.MEMBER_VIEW),
    ],
    "operator": [
        ("Overview", "console:home", P.QUEUE_VIEW),
        ("Licences", "parties:licence_queue", P.LICENCE_REVIEW),
        ("Transfers", "payments:transfers", P.PAYMENT_MATCH),
        ("Unmatched funds", "payments:unmatched", P.UNMATCHED_RESOLVE),
        ("Payouts", "payments:payouts", P.PAYOUT_FILE),
        ("Orders", "console:orders", P.ORDER_OVERSEE),
        ("Stuck jobs", "console:jobs", P.QUEUE_VIEW),
        ("Books", "payments:platform_statement", P.PLATFORM_STATEMENT_VIEW),
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
    }  # fmt: skip


def navigation(member: Member, path: str) -> list[dict[str, Any]]:
    """The workbench links this member may follow, with the active one marked."""
    desk = "operator" if member.is_platform else "supplier" if member.sells else "buyer"
    labels, items = _labels(), []
    for label, name, permission in _NAVIGATION[desk]:
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        if member.may(permission):
            items.append({"label": labels[label], "url": address, "active": path.startswith(address)})
    longest = max((len(item["url"]) for item in items if item["active"]), default=0)
    for item in items:
        item["active"] = item["active"] and len(item["url"]) == longest
    return items


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html: member, nav, clock, operator name."""
    member = access.optional_member(request) if hasattr(request, "user") else None
    return {
        "member": member,
        "nav": navigation(member, request.path) if member else [],
        "operator_name": settings.OPERATOR_NAME,
        "clock_movable": settings.CLOCK_MOVABLE,
        "business_now": clock.now() if settings.CLOCK_MOVABLE else None,
        "clock_target": clock.target() if settings.CLOCK_MOVABLE else None,
        "demo": settings.DEMO,
        "door": "domestic",
    }

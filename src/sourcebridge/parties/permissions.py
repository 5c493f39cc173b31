"""The one policy table: every permission of the platform, and which role of which company has it."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What a person does in a company; one person may have several."""

    OWNER = "OWNER", _("Owner")
    SALES = "SALES", pgettext_lazy("role", "Sales")
    FULFILMENT = "FULFILMENT", _("Fulfilment")
    FINANCE = "FINANCE", _("Finance")
    PURCHASER = "PURCHASER", _("Purchaser")
    APPROVER = "APPROVER", _("Approver")


class Permission(StrEnum):
    """`domain:object:action`."""

    COMPANY_EDIT = "parties:company:edit"
    MEMBER_VIEW = "parties:member:view"
    MEMBER_MANAGE = "parties:member:manage"
    TOKEN_MANAGE = "parties:token:manage"  # noqa: S105
    LICENCE_SUBMIT = "parties:licence:submit"
    LICENCE_REVIEW = "parties:licence:review"
    MAILBOX_VIEW = "messaging:mailbox:view"
    PRODUCT_VIEW = "catalog:product:view"
    PRODUCT_EDIT = "catalog:product:edit"
    PRODUCT_REVIEW = "catalog:product:review"
    CATEGORY_EDIT = "catalog:category:edit"
    SHOP_EDIT = "catalog:shop:edit"
    TRANSLATION_EDIT = "catalog:translation:edit"
    BUYER_APPROVE = "catalog:buyer:approve"
    PRICE_ASK = "catalog:price:ask"
    AGREED_PRICE_EDIT = "catalog:agreed_price:edit"
    IMPORT_RUN = "catalog:import:run"
    SYNONYM_EDIT = "discovery:synonym:edit"
    PLACE_VIEW = "places:place:view"
    PLACE_EDIT = "places:place:edit"
    BELT_CLAIM = "places:belt:claim"
    BELT_CONFIRM = "places:belt:confirm"
    STOCK_VIEW = "inventory:stock:view"
    STOCK_ADJUST = "inventory:stock:adjust"
    FREIGHT_EDIT = "logistics:freight:edit"
    SHIPMENT_VIEW = "logistics:shipment:view"
    SHIPMENT_SHIP = "logistics:shipment:ship"
    FX_EDIT = "fx:rate:edit"
    RATE_CARD_EDIT = "freight:card:edit"
    LOADING_EDIT = "loading:type:edit"
    CUSTOMS_EDIT = "customs:duty:edit"
    LANDED_EDIT = "landedcost:fee:edit"
    CART_EDIT = "domestic:cart:edit"
    ORDER_VIEW = "domestic:order:view"
    ORDER_PLACE = "domestic:order:place"
    ORDER_PAY = "domestic:order:pay"
    ORDER_CANCEL = "domestic:order:cancel"
    ORDER_CONFIRM = "domestic:order:confirm"
    ORDER_ASK_REFUND = "domestic:order:ask_refund"
    ORDER_REPRICE = "domestic:order:reprice"
    ORDER_DECLINE = "domestic:order:decline"
    ORDER_HOLD_STOCK = "domestic:order:hold_stock"
    ORDER_SHIP = "domestic:order:ship"
    ORDER_DECIDE_REFUND = "domestic:order:decide_refund"
    ORDER_OVERSEE = "domestic:order:oversee"
    BALANCE_VIEW = "payments:balance:view"
    BALANCE_TOP_UP = "payments:balance:top_up"
    PAYMENT_MATCH = "payments:payment:match"
    UNMATCHED_RESOLVE = "payments:unmatched:resolve"
    PAYOUT_ASK = "payments:payout:ask"
    PAYOUT_ACCOUNT_EDIT = "payments:payout_account:edit"
    PAYOUT_FILE = "payments:payout:file"
    PAYOUT_SETTLE = "payments:payout:settle"
    STATEMENT_VIEW = "payments:statement:view"
    PLATFORM_STATEMENT_VIEW = "payments:platform_statement:view"
    QUEUE_VIEW = "console:queue:view"
    JOB_RETRY = "console:job:retry"
    CLOCK_MOVE = "clock:clock:move"
    PARAMETER_CHANGE = "parameters:parameter:change"
    AUDIT_VIEW = "audit:entry:view"
    PRIVACY_OVERSEE = "privacy:person:oversee"


P = Permission
_EVERYONE = frozenset({P.MEMBER_VIEW, P.ORDER_VIEW, P.PRODUCT_VIEW, P.SHIPMENT_VIEW, P.STOCK_VIEW,
                       P.PLACE_VIEW})  # fmt: skip
_SALES = frozenset({P.PRODUCT_EDIT, P.AGREED_PRICE_EDIT, P.IMPORT_RUN, P.ORDER_REPRICE, P.ORDER_DECLINE,
                    P.ORDER_HOLD_STOCK, P.ORDER_DECIDE_REFUND, P.FREIGHT_EDIT, P.SHOP_EDIT,
                    P.TRANSLATION_EDIT, P.BUYER_APPROVE, P.BELT_CLAIM})  # fmt: skip
_FULFILMENT = frozenset({P.STOCK_ADJUST, P.SHIPMENT_SHIP, P.ORDER_SHIP})
_FINANCE = frozenset({P.BALANCE_VIEW, P.BALANCE_TOP_UP, P.ORDER_PAY, P.PAYOUT_ASK, P.PAYOUT_ACCOUNT_EDIT,
                      P.STATEMENT_VIEW})  # fmt: skip
_PURCHASER = frozenset({P.CART_EDIT, P.ORDER_PLACE, P.ORDER_PAY, P.ORDER_CANCEL, P.ORDER_CONFIRM,
                        P.ORDER_ASK_REFUND, P.BALANCE_VIEW, P.PRICE_ASK})  # fmt: skip
_APPROVER = frozenset({P.ORDER_PAY, P.BALANCE_VIEW, P.STATEMENT_VIEW})
_OWNER = _SALES | _FULFILMENT | _FINANCE | _PURCHASER | _APPROVER | {
    P.COMPANY_EDIT, P.MEMBER_MANAGE, P.TOKEN_MANAGE, P.LICENCE_SUBMIT}  # fmt: skip

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: _EVERYONE | _OWNER,
    Role.SALES: _EVERYONE | _SALES,
    Role.FULFILMENT: _EVERYONE | _FULFILMENT,
    Role.FINANCE: _EVERYONE | _FINANCE,
    Role.PURCHASER: _EVERYONE | _PURCHASER,
    Role.APPROVER: _EVERYONE | _APPROVER,
}

_DESK = frozenset({P.QUEUE_VIEW, P.ORDER_OVERSEE, P.MEMBER_VIEW, P.AUDIT_VIEW, P.MAILBOX_VIEW})
_PLATFORM_FINANCE = frozenset({P.PAYMENT_MATCH, P.UNMATCHED_RESOLVE, P.PAYOUT_FILE, P.PAYOUT_SETTLE,
                               P.PLATFORM_STATEMENT_VIEW})  # fmt: skip

PLATFORM_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: _DESK | _PLATFORM_FINANCE | {
        P.LICENCE_REVIEW, P.JOB_RETRY, P.CLOCK_MOVE, P.PARAMETER_CHANGE, P.MEMBER_MANAGE, P.COMPANY_EDIT,
        P.TOKEN_MANAGE, P.PRODUCT_REVIEW, P.CATEGORY_EDIT, P.PLACE_EDIT, P.BELT_CONFIRM, P.SYNONYM_EDIT,
        P.PRIVACY_OVERSEE, P.FX_EDIT, P.LOADING_EDIT, P.LANDED_EDIT, P.CUSTOMS_EDIT,
        P.RATE_CARD_EDIT},
    Role.SALES: _DESK | {P.LICENCE_REVIEW, P.PRODUCT_REVIEW, P.CATEGORY_EDIT, P.PLACE_EDIT, P.BELT_CONFIRM,
                        P.SYNONYM_EDIT, P.FX_EDIT, P.LOADING_EDIT, P.LANDED_EDIT, P.CUSTOMS_EDIT,
        P.RATE_CARD_EDIT},
    Role.FULFILMENT: _DESK | {P.JOB_RETRY},
    Role.FINANCE: _DESK | _PLATFORM_FINANCE,
    Role.PURCHASER: _DESK,
    Role.APPROVER: _DESK | {P.PAYOUT_SETTLE},
}  # fmt: skip


def permissions_of(roles: frozenset[str], *, platform: bool) -> frozenset[Permission]:
    """What these roles allow in a trading company, or in the company that runs the platform."""
    table = PLATFORM_PERMISSIONS if platform else ROLE_PERMISSIONS
    return frozenset().union(*(table[Role(role)] for role in roles))

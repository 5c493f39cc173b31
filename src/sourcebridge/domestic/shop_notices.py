"""Mails about shops: edits that wait for review and their outcome, buyers who ask to see prices and the answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sourcebridge.catalog import events as catalog
from sourcebridge.catalog import queries as goods
from sourcebridge.catalog.models import Product, Shop
from sourcebridge.kit.events import listens
from sourcebridge.messaging import services as messaging
from sourcebridge.parties import queries as parties
from sourcebridge.parties.permissions import Permission

SUBJECTS: dict[str, str | Promise] = {
    "change_asked": _("An edit of goods waits for review: %(title)s"),
    "change_confirmed": _("Your edit is in force: %(title)s"),
    "change_rejected": _("Your edit was rejected: %(title)s"),
    "prices_asked": _("%(buyer)s asks to see your prices"),
    "prices_shown": _("%(shop)s shows you its prices"),
    "prices_refused": _("%(shop)s does not show you its prices"),
    "prices_ended": _("%(shop)s no longer shows you its prices"),
}


def _tell(kind: str, company_id: UUID, permission: Permission, now: datetime, **more: Any) -> None:
    messaging.notify(
        company_id=company_id,
        permission=permission,
        subject=SUBJECTS[kind],
        template="shop",
        context={"kind": kind, **more},
        now=now,
    )


def _title(product_id: UUID) -> str:
    product = Product.objects.get(pk=product_id)
    return str(goods.words_of([product_id]).text(product_id, "title", product.language)) or product.handle


@listens(catalog.ChangeAsked)
def on_change_asked(fact: catalog.ChangeAsked) -> None:
    """The platform is told that an edit waits."""
    platform = parties.platform_company()
    if platform is not None:
        more = {"title": _title(fact.product_id), "id": fact.change_id}
        _tell("change_asked", platform.id, Permission.PRODUCT_REVIEW, fact.at, **more)


@listens(catalog.ChangeConfirmed)
def on_change_confirmed(fact: catalog.ChangeConfirmed) -> None:
    """The supplier is told that the edit is in force."""
    more = {"title": _title(fact.product_id), "id": fact.product_id}
    _tell("change_confirmed", fact.company_id, Permission.PRODUCT_EDIT, fact.at, **more)


@listens(catalog.ChangeRejected)
def on_change_rejected(fact: catalog.ChangeRejected) -> None:
    """The supplier reads why the edit was rejected."""
    reason = goods.change(fact.change_id).reason
    more = {"title": _title(fact.product_id), "id": fact.product_id, "reason": reason}
    _tell("change_rejected", fact.company_id, Permission.PRODUCT_EDIT, fact.at, **more)


@listens(catalog.ApprovalAsked)
def on_prices_asked(fact: catalog.ApprovalAsked) -> None:
    """The shop is told that a buyer asks to see its prices."""
    row = goods.approval_of(fact.shop_id, fact.buyer_company_id)
    buyer, note = parties.company(fact.buyer_company_id).name, row.note if row else ""
    _tell("prices_asked", fact.company_id, Permission.BUYER_APPROVE, fact.at, buyer=buyer, note=note)


@listens(catalog.ApprovalGiven)
def on_prices_shown(fact: catalog.ApprovalGiven) -> None:
    """The buyer is told that the prices are open."""
    _answer("prices_shown", fact)


@listens(catalog.ApprovalRefused)
def on_prices_refused(fact: catalog.ApprovalRefused) -> None:
    """The buyer is told of the refusal."""
    _answer("prices_refused", fact)


@listens(catalog.ApprovalEnded)
def on_prices_ended(fact: catalog.ApprovalEnded) -> None:
    """The buyer is told that the prices are hidden again."""
    _answer("prices_ended", fact)


def _answer(kind: str, fact: catalog.ApprovalGiven | catalog.ApprovalRefused | catalog.ApprovalEnded) -> None:
    shop = Shop.objects.get(pk=fact.shop_id)
    _tell(kind, fact.buyer_company_id, Permission.PRICE_ASK, fact.at, shop=shop.name, slug=shop.slug)

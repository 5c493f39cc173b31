"""Cart, preview, orders and every act of their lifecycle as calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from sourcebridge.audit import queries as audit
from sourcebridge.catalog.mixing import Mix
from sourcebridge.clock import queries as clock
from sourcebridge.deals import queries as deals
from sourcebridge.domestic import api_desk, api_goods, queries, services, views
from sourcebridge.domestic.actions import ACTIONS, human_moves
from sourcebridge.domestic.errors import AddressMissing
from sourcebridge.domestic.ground import Ground, ground
from sourcebridge.domestic.preview import SupplierPreview, preview
from sourcebridge.domestic.schemas import (
    CartLineIn,
    Empty,
    OrderIn,
    OrderLineIn,
    OrderOut,
    OrderRowOut,
    PreviewIn,
    PreviewOut,
    TermsOut,
    TimelineOut,
)
from sourcebridge.kit import paging
from sourcebridge.kit.errors import NotFound, Refusal
from sourcebridge.kit.quantity import Quantity
from sourcebridge.kit.schemas import Page, plain
from sourcebridge.logistics import queries as logistics
from sourcebridge.logistics.carriers import CARRIERS
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission

router = Router()
router.add_router("", api_desk.router)
router.add_router("", api_goods.router)


def _read(lines: list[OrderLineIn], member: Member) -> tuple[Ground, list[tuple[UUID, Quantity]]]:
    on = ground([line.sku for line in lines], buyer_company_id=member.company_id)
    return on, views.read_lines([(line.sku, line.quantity) for line in lines], on.skus)


def _problem(refusal: Refusal | None) -> dict[str, str] | None:
    return None if refusal is None else {"code": refusal.code, "detail": refusal.text}


def _freight(quote: Any) -> dict[str, Any]:
    return {
        "carrier": quote.carrier,
        "carrier_name": CARRIERS[quote.carrier].name,
        "fee": quote.fee,
        "transit_days": quote.transit_days,
    }


def _mix(mix: Mix | None) -> dict[str, Any] | None:
    if mix is None:
        return None
    return {
        "met": mix.met,
        "rule": mix.terms.rule,
        "from_amount": mix.terms.amount,
        "from_number": None if mix.terms.number is None else plain(mix.terms.number),
        "more_amount": mix.more_money,
        "more_number": None if mix.more_number is None else plain(mix.more_number),
    }


def _previews(
    on: Ground, wanted: Sequence[tuple[UUID, Quantity]], province: str = "", carrier: str = "", *, sample: bool = False
) -> list[dict[str, Any]]:
    made = preview(
        buyer_company_id=on.buyer_company_id, wanted=wanted, province=province, carrier=carrier, sample=sample,
        now=on.at, on=on,
    )  # fmt: skip
    return [_preview(one, on.companies[one.supplier_id].name) for one in made]


def _preview(made: SupplierPreview, supplier_name: str) -> dict[str, Any]:
    return {
        "supplier": made.supplier_id,
        "supplier_name": supplier_name,
        "lines": [
            {
                "sku": line.sku.sku_id,
                "title": line.title,
                "quantity": line.quantity,
                "unit_price": line.priced.unit_price if line.priced else None,
                "amount": line.priced.amount if line.priced else None,
                "agreed": bool(line.priced and line.priced.agreed),
                "available": line.available,
                "nearest": list(line.nearest),
                "problems": [_problem(refusal) for refusal in line.refusals],
            }
            for line in made.lines
        ],
        "goods": made.goods,
        "freight": _freight(made.quote) if made.quote else None,
        "carriers": [_freight(quote) for quote in made.quotes],
        "total": made.total,
        "ready": made.ready,
        "mixed_batch": _mix(made.mix),
        "problem": _problem(made.first_refusal),
        "hash": made.hash,
    }


def _cart(member: Member, province: str = "") -> list[dict[str, Any]]:
    wanted = queries.cart(company_id=member.company)
    if not wanted:
        return []
    on = ground([sku_id for sku_id, _quantity in wanted], buyer_company_id=member.company)
    return _previews(on, wanted, province)


@access.operation(router, "GET", "/cart", Permission.CART_EDIT, response=list[PreviewOut])
def cart(request: HttpRequest, province: str = "") -> list[dict[str, Any]]:
    """The company's cart, one preview per supplier; with a province freight is quoted too."""
    return _cart(access.member_of(request), province)


@access.operation(router, "PUT", "/cart/lines", Permission.CART_EDIT, response=list[PreviewOut])
def set_cart_line(request: HttpRequest, body: CartLineIn) -> list[dict[str, Any]]:
    """Put a quantity into the cart, change it, or take it out with zero."""
    member = access.member_of(request)
    put = services.set_line(
        company_id=member.company, sku_id=body.sku, amount=body.quantity, add=body.add, by=member.by()
    )
    return _previews(put.on, put.lines) if put.lines else []


@access.operation(router, "DELETE", "/cart", Permission.CART_EDIT, response=None)
def empty_cart(request: HttpRequest) -> None:
    """Take everything out of the cart."""
    member = access.member_of(request)
    services.empty(company_id=member.company, by=member.by(), now=clock.now())


@access.operation(router, "POST", "/orders/preview", Permission.CART_EDIT, response=list[PreviewOut])
def preview_orders(request: HttpRequest, body: PreviewIn) -> list[dict[str, Any]]:
    """What ordering these lines (or the cart) would be, one preview per supplier. Writes nothing."""
    member = access.member_of(request)
    if body.lines:
        on, wanted = _read(body.lines, member)
    else:
        wanted = queries.cart(company_id=member.company)
        on = ground([sku_id for sku_id, _quantity in wanted], buyer_company_id=member.company)
    return _previews(on, wanted, body.province, body.carrier, sample=body.sample)


@access.operation(router, "POST", "/orders", Permission.ORDER_PLACE, response=OrderOut, status=201, binds=True)
def place_order(request: HttpRequest, body: OrderIn) -> dict[str, Any]:
    """Place an order with one supplier, and pay it from the balance in the same call if asked."""
    member = access.member_of(request)
    if body.pay_from_balance:
        member.require(Permission.ORDER_PAY)
    on = ground([line.sku for line in body.lines], buyer_company_id=member.company, address_id=body.address_id)
    lines = views.read_lines([(line.sku, line.quantity) for line in body.lines], on.skus)
    terms: dict[str, Any] = {
        "lines": lines, "address": _address(on, body), "carrier": body.carrier, "note": body.note,
        "seen_hash": body.preview_hash, "sample": body.sample, "by": member.by(), "on": on,
    }  # fmt: skip
    if body.pay_from_balance:
        order, rows = services.buy(payer=member.by(views.BUYER), **terms)
        return views.order_out(order, member, views.just_paid(order, rows))
    order = services.place(buyer_company_id=member.company, now=on.at, **terms)
    return views.order_out(order, member)


def _address(on: Ground, body: OrderIn) -> dict[str, str]:
    if body.address is not None:
        return views.checked_address(body.address.model_dump(exclude={"is_default"}))
    if on.address is None:
        raise NotFound if body.address_id else AddressMissing
    return logistics.snapshot(on.address)


def _list(rows: Any, cursor: str, limit: int) -> dict[str, Any]:
    items, following = paging.page_of(rows, cursor=cursor, limit=limit)
    return {"items": [views.row_out(order) for order in items], "next_cursor": following}


@access.operation(router, "GET", "/orders", Permission.ORDER_VIEW, response=Page[OrderRowOut])
def orders(
    request: HttpRequest, side: str = "buyer", state: str = "", q: str = "", cursor: str = "", limit: int = 20
) -> dict[str, Any]:
    """The company's orders, newest first: `side` buyer or supplier, `state` one state, `q` part of the number."""
    member = access.member_of(request)
    reader = queries.sales if side == "supplier" else queries.purchases
    return _list(reader(member, states=frozenset({state}) if state else None, q=q), cursor, limit)


@access.operation(router, "GET", "/orders/{number}", access.SIGNED_IN, response=OrderOut)
def order(request: HttpRequest, number: str) -> dict[str, Any]:
    """One order as this member sees it, with what they may do now."""
    member = access.member_of(request)
    return views.order_out(queries.order(member, number), member)


@access.operation(router, "GET", "/orders/{number}/timeline", access.SIGNED_IN, response=list[TimelineOut])
def timeline(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    """Everything that happened on the order, oldest first."""
    found = queries.order(access.member_of(request), number)
    return [
        {
            "at": row.at,
            "verb": row.verb,
            "text": str(views.verb_text(row)),
            "actor": row.actor,
            "actor_name": row.actor_name,
            "state_after": row.state_after,
        }
        for row in audit.of_deal(deal_id=found.deal_id)
    ]


@access.operation(router, "GET", "/orders/{number}/terms", access.SIGNED_IN, response=list[TermsOut])
def terms(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    """Every version of what was agreed, newest first, with its SHA-256 and whether it still fits."""
    found = queries.order(access.member_of(request), number)
    return [
        {"version": row.version, "hash": row.hash, "fits": deals.fits(row), "made_at": row.made_at, "terms": row.terms}
        for row in deals.versions(deal_id=found.deal_id)
    ]


@access.operation(router, "POST", "/orders/{number}/pay", Permission.ORDER_PAY, response=OrderOut, binds=True)
def pay_order(request: HttpRequest, number: str, body: Empty) -> dict[str, Any]:
    """Pay the order from the prepaid balance; other ways begin at the order's `payment`."""
    member = access.member_of(request)
    found = queries.order(member, number)
    side = deals.side(found.deal, member)
    paid = services.pay_from_balance(deal_id=found.deal_id, by=views.paying_side(member, side), now=clock.now())
    paid.deal = found.deal
    return views.order_out(paid, member)


@access.operation(router, "POST", "/orders/{number}/urge", Permission.ORDER_ASK_REFUND, response=OrderOut, binds=True)
def urge_order(request: HttpRequest, number: str, body: Empty) -> dict[str, Any]:
    """Ask the supplier to hurry, once in 24 hours."""
    member = access.member_of(request)
    found = queries.order(member, number)
    services.urge(deal_id=found.deal_id, by=views.paying_side(member, deals.side(found.deal, member)), now=clock.now())
    return views.order_out(queries.order(member, number), member)


def _declare(name: str) -> None:
    action, edge = ACTIONS[name], human_moves()[name]

    def act(request: HttpRequest, number: str, body: Any) -> dict[str, Any]:
        member = access.member_of(request)
        found = queries.order(member, number)
        action.run(found, body, member.by(deals.side(found.deal, member)), clock.now())
        return views.order_out(queries.order(member, number), member)

    act.__module__, act.__qualname__, act.__name__ = __name__, name, name
    act.__doc__ = f"{edge.label}: {edge.event}."
    act.__annotations__["body"] = action.takes
    access.operation(
        router,
        "POST",
        f"/orders/{{number}}/{name.replace('_', '-')}",
        Permission(edge.permission),
        response=OrderOut,
        binds=True,
        operation_id=f"domestic_order_{name}",
    )(act)


for _name in human_moves():
    _declare(_name)

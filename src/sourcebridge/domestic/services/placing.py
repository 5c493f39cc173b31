"""Place an order: check, price, weigh, copy what was agreed, reserve, expect the payment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sourcebridge.audit import services as audit
from sourcebridge.clock import services as clock
from sourcebridge.deals import services as deals
from sourcebridge.deals.models import Deal, Door
from sourcebridge.domestic import events
from sourcebridge.domestic.errors import (
    AddressMissing,
    CarrierNotOffered,
    NothingChanged,
    OneSupplier,
    PriceChanged,
    TooManyLines,
)
from sourcebridge.domestic.models import CartLine, OrderKind, SpotOrder
from sourcebridge.domestic.preview import SupplierPreview, draft_of, preview
from sourcebridge.domestic.services import base
from sourcebridge.domestic.states import ORDER, PAYMENT_DUE
from sourcebridge.inventory import services as inventory
from sourcebridge.inventory.states import Klass
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.money import Money, UnitPrice, decimal_from
from sourcebridge.kit.quantity import Quantity
from sourcebridge.logistics.carriers import CARRIERS
from sourcebridge.parameters import queries as parameters
from sourcebridge.parties.models import Company
from sourcebridge.payments import services as payments


@transaction.atomic
def place(
    *,
    buyer_company_id: UUID,
    lines: Sequence[tuple[UUID, Quantity]],
    address: Mapping[str, str],
    carrier: str = "",
    note: str = "",
    seen_hash: str = "",
    sample: bool = False,
    by: By,
    now: datetime,
) -> SpotOrder:
    """Place one order with one supplier; the cart loses these lines, and a payment is expected from now on.

    `address` is a snapshot (logistics.queries.snapshot); `carrier` "" takes the cheapest. `seen_hash` is the hash
    of the preview the buyer saw: when anything in it changed, PriceChanged is raised. Goods deducted on order are
    reserved softly. A `sample` order costs the samples' prices and leaves the cart alone. Announces OrderPlaced.
    Raises what the preview tells, OneSupplier, TooManyLines, CarrierNotOffered, AddressMissing, OutOfStock,
    HoardingCap, OwnGoods; then nothing is written.
    """
    if not address.get("province"):
        raise AddressMissing
    most = int(parameters.value("cart.lines", at=now))
    if len(lines) > most:
        raise TooManyLines(most=most)
    found = preview(
        buyer_company_id=buyer_company_id, wanted=lines, province=address["province"], carrier=carrier, sample=sample,
        now=now,
    )  # fmt: skip
    if len(found) > 1:
        raise OneSupplier
    seen = _checked(found[0], carrier, seen_hash)
    return _write(seen, buyer_company_id, address, note, by, now)


def _checked(seen: SupplierPreview, carrier: str, seen_hash: str) -> SupplierPreview:
    refusal = seen.first_refusal
    if refusal is not None:
        raise refusal
    if seen.quote is None or (carrier and seen.quote.carrier != carrier):
        raise CarrierNotOffered(carriers=", ".join(CARRIERS[q.carrier].name for q in seen.quotes))
    if seen_hash and seen_hash != seen.hash:
        raise PriceChanged(total=str(seen.total))
    return seen


def _write(
    seen: SupplierPreview, buyer_company_id: UUID, address: Mapping[str, str], note: str, by: By, now: datetime
) -> SpotOrder:
    quote = seen.quote
    assert quote is not None
    companies = Company.objects.in_bulk([buyer_company_id, seen.supplier_id])
    due = now + parameters.span("order.payment_days", at=now)
    rate = parameters.value("commission.domestic", at=now)
    freight = {"carrier": quote.carrier, "fee": quote.fee.as_json(), "transit_days": quote.transit_days,
               "template": str(quote.template_id), "working": quote.explained}  # fmt: skip
    deal = deals.open_deal(
        door=Door.DOMESTIC,
        buyer=companies[buyer_company_id],
        supplier=companies[seen.supplier_id],
        currency=seen.goods.currency,
        lines=[draft_of(line) for line in seen.lines],
        total=seen.total,
        agreed={
            "goods": seen.goods.as_json(),
            "freight": freight,
            "address": dict(address),
            "dispatch_hours": seen.dispatch_hours,
            "commission_rate": str(rate.normalize()),
            "note": note[:500],
            **({"sample": True} if seen.sample else {}),
            "payment_due": due.isoformat(),
        },
        by=by,
        now=now,
    )
    order = SpotOrder.objects.create(
        deal=deal,
        goods_amount=seen.goods.amount,
        freight_amount=quote.fee.amount,
        currency=seen.goods.currency,
        carrier=quote.carrier,
        freight=freight,
        address=dict(address),
        note=note[:500],
        kind=OrderKind.SAMPLE if seen.sample else OrderKind.NORMAL,
        commission_rate=rate,
        dispatch_hours=seen.dispatch_hours,
        placed_at=now,
        payment_due_at=due,
    )
    _reserve(deal, buyer_company_id, by, now)
    if not seen.sample:
        ordered = [line.sku.sku_id for line in seen.lines]
        CartLine.objects.filter(company_id=buyer_company_id, sku_id__in=ordered).delete()
    clock.set_deadline(kind=PAYMENT_DUE, subject_id=deal.id, due_at=due)
    audit.record(
        verb="domestic.order.place", subject=order, by=_buyer(by), at=now, deal_id=deal.id, after=order.state,
        number=deal.number, terms_hash=deal.terms_hash, **order.total.as_json(),
    )  # fmt: skip
    audit.publish(
        events.OrderPlaced(
            at=now, deal_id=deal.id, number=deal.number, total=order.total.amount, currency=order.currency
        )
    )
    expect_payment(order, deal, by=by, now=now)
    return order


def _buyer(by: By) -> By:
    return By(Actor.BUYER, by.user_id, by.company_id, by.name)


def _reserve(deal: Deal, buyer_company_id: UUID, by: By, now: datetime) -> None:
    taken = base.on_order_lines(deal)
    if taken:
        inventory.reserve(
            lines=base.reserve_lines(taken),
            deal_id=deal.id,
            company_id=buyer_company_id,
            klass=Klass.SOFT,
            expires_at=now + parameters.span("stock.soft_minutes", at=now),
            now=now,
            by=by,
        )


def expect_payment(order: SpotOrder, deal: Deal, *, by: By, now: datetime) -> None:
    """Expect exactly the order's total; an earlier expectation is superseded."""
    payments.open_intent(
        deal_id=deal.id,
        payer_company_id=deal.buyer_id,
        payee_company_id=deal.supplier_id,
        amount=order.total,
        title=_("Order %(number)s") % {"number": deal.number},
        reference=deal.number,
        return_path=f"/orders/{deal.number}/",
        expires_at=order.payment_due_at,
        by=by,
        now=now,
    )


@transaction.atomic
def reprice(*, deal_id: UUID, prices: Mapping[UUID, str], freight: str | None, by: By, now: datetime) -> SpotOrder:
    """Before payment the supplier changes unit prices (by deal line id) or the freight fee, as exact decimals in text.

    A new version of the terms with a new hash; the former payment is superseded, so the old amount, if it still
    comes, lands in unmatched funds. Announces OrderRepriced. Raises NothingChanged, InexactMoney, IllegalMove,
    PaymentAlreadyReceived.
    """
    order, deal = base.held(deal_id)
    ORDER.check(order.state, "reprice", by.actor)
    lines = list(deal.lines.order_by("position"))
    wanted = {
        line.id: UnitPrice(
            decimal_from(prices.get(line.id, "").strip() or str(line.unit_price)), line.currency, line.unit
        )
        for line in lines
    }
    fee = Money.of(freight.strip(), order.currency) if freight and freight.strip() else order.freight_fee
    goods = Money.total((wanted[line.id] * line.ordered for line in lines), order.currency)
    same = fee == order.freight_fee and all(wanted[line.id] == line.price for line in lines)
    if same or fee.minor < 0 or (goods + fee).minor <= 0:
        raise NothingChanged
    former = order.total
    order.goods_amount, order.freight_amount = goods.amount, fee.amount
    order.freight = {**order.freight, "fee": fee.as_json()}
    newest = deal.versions.order_by("-version").first()
    kept = dict(newest.terms) if newest else {}
    deals.revise_terms(
        deal=deal,
        prices={line_id: price.amount for line_id, price in wanted.items()},
        total_of={**kept, "goods": goods.as_json(), "freight": order.freight},
        total=order.total,
        by=by,
        now=now,
    )
    audit.move(
        row=order, table=ORDER, name="reprice", by=by, at=now, deal_id=deal.id,
        save=("goods_amount", "freight_amount", "freight"),
        fact=events.OrderRepriced(
            at=now, deal_id=deal.id, number=deal.number, total=order.total.amount, former_total=former.amount,
            currency=order.currency,
        ),
        former=former.as_json(), total=order.total.as_json(), terms_hash=deal.terms_hash, version=deal.terms_version,
    )  # fmt: skip
    expect_payment(order, deal, by=by, now=now)
    return order


@transaction.atomic
def hold_stock(*, deal_id: UUID, by: By, now: datetime) -> SpotOrder:
    """The supplier accepts a longer wait: the goods stay reserved until the payment is due. Announces StockHeld."""
    order, deal = base.held(deal_id)
    ORDER.check(order.state, "hold_stock", by.actor)
    lines = base.reserve_lines(deal.lines.order_by("position"))
    inventory.release(deal_id=deal.id, now=now, by=by)
    inventory.reserve(
        lines=lines, deal_id=deal.id, company_id=deal.buyer_id, klass=Klass.HARD, expires_at=order.payment_due_at,
        now=now, by=by,
    )  # fmt: skip
    audit.move(
        row=order, table=ORDER, name="hold_stock", by=by, at=now, deal_id=deal.id,
        fact=events.StockHeld(at=now, deal_id=deal.id, number=deal.number, until=order.payment_due_at),
    )  # fmt: skip
    return order

"""Place an order: check, price, weigh, copy what was agreed, reserve, expect the payment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sourcebridge.audit import services as audit
from sourcebridge.clock import services as clock
from sourcebridge.deals import services as deals
from sourcebridge.deals.models import Deal, DealLine, Door
from sourcebridge.domestic import events
from sourcebridge.domestic.errors import (
    AddressMissing,
    CarrierNotOffered,
    NothingChanged,
    OneSupplier,
    PriceChanged,
    TooManyLines,
)
from sourcebridge.domestic.ground import Ground, ground
from sourcebridge.domestic.models import OrderKind, SpotOrder
from sourcebridge.domestic.preview import SupplierPreview, draft_of, preview
from sourcebridge.domestic.services import base
from sourcebridge.domestic.states import ORDER, PAYMENT_DUE
from sourcebridge.inventory import services as inventory
from sourcebridge.inventory.states import Klass
from sourcebridge.kit import writing
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.ids import drawn
from sourcebridge.kit.money import Money, UnitPrice, decimal_from
from sourcebridge.kit.quantity import Quantity
from sourcebridge.logistics.carriers import CARRIERS
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
    on: Ground | None = None,
) -> SpotOrder:
    """Place one order with one supplier; the cart loses these lines, and a payment is expected from now on.

    `address` is a snapshot (logistics.queries.snapshot); `carrier` "" takes the cheapest. `seen_hash` is the hash
    of the preview the buyer saw: when anything in it changed, PriceChanged is raised. Goods deducted on order are
    reserved softly. A `sample` order costs the samples' prices and leaves the cart alone. `on` is the ground if it was
    read already. Announces OrderPlaced. Raises what the preview tells, OneSupplier, TooManyLines, CarrierNotOffered,
    AddressMissing, OutOfStock, HoardingCap, OwnGoods; then nothing is written.
    """
    on = on or ground([sku_id for sku_id, _quantity in lines], buyer_company_id=buyer_company_id, at=now)
    seen = checked(on, lines, address, carrier=carrier, seen_hash=seen_hash, sample=sample, now=now)
    numbers = Numbers.drawn()
    with audit.together():
        order, rows = agree(on, seen, address, number=numbers.deal, note=note, by=by, now=now)
        writing.add(order)
        tell_placed(order, by=by, now=now)
        _reserve(on, order.deal, rows, by, now)
        if not seen.sample:
            empty_cart(on, seen)
        clock.set_first_deadline(kind=PAYMENT_DUE, subject_id=order.deal_id, due_at=order.payment_due_at)
        expect_payment(order, order.deal, number=numbers.payment, by=by, now=now)
    return order


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers people read out of one order's deal and of its payment."""

    deal: str
    payment: str

    @classmethod
    def drawn(cls) -> Numbers:
        """New ones, in one statement."""
        deal, payment = drawn(deals.NUMBERS, payments.sequence_of("intent"))
        return cls(deals.number_of(Door.DOMESTIC, deal), payments.number_of("intent", payment))


def checked(
    on: Ground,
    lines: Sequence[tuple[UUID, Quantity]],
    address: Mapping[str, str],
    *,
    carrier: str,
    seen_hash: str,
    sample: bool,
    now: datetime,
) -> SupplierPreview:
    """The one order these lines make, with nothing in its way; raises what `place` says."""
    if not address.get("province"):
        raise AddressMissing
    most = int(on.values["cart.lines"])
    if len(lines) > most:
        raise TooManyLines(most=most)
    found = preview(
        buyer_company_id=on.buyer_company_id, wanted=lines, province=address["province"], carrier=carrier,
        sample=sample, now=now, on=on,
    )  # fmt: skip
    if len(found) > 1:
        raise OneSupplier
    seen = found[0]
    refusal = seen.first_refusal
    if refusal is not None:
        raise refusal
    if seen.quote is None or (carrier and seen.quote.carrier != carrier):
        raise CarrierNotOffered(carriers=", ".join(CARRIERS[q.carrier].name for q in seen.quotes))
    if seen_hash and seen_hash != seen.hash:
        raise PriceChanged(total=str(seen.total))
    return seen


def agree(
    on: Ground,
    seen: SupplierPreview,
    address: Mapping[str, str],
    *,
    number: str,
    note: str,
    by: By,
    now: datetime,
    paid_at: datetime | None = None,
) -> tuple[SpotOrder, list[DealLine]]:
    """Open the deal with everything agreed; returns its order, not stored yet, and the deal's lines."""
    quote = seen.quote
    assert quote is not None
    assert on.buyer_company_id is not None
    due = now + on.span("order.payment_days")
    rate = on.values["commission.domestic"]
    freight = {"carrier": quote.carrier, "fee": quote.fee.as_json(), "transit_days": quote.transit_days,
               "template": str(quote.template_id), "working": quote.explained}  # fmt: skip
    deal, rows = deals.open_deal(
        door=Door.DOMESTIC,
        buyer=on.companies[on.buyer_company_id],
        supplier=on.companies[seen.supplier_id],
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
        number=number,
        paid_at=paid_at,
    )
    order = SpotOrder(
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
    return order, rows


def tell_placed(order: SpotOrder, *, by: By, now: datetime) -> None:
    """The audit row and the fact of an order just placed."""
    deal = order.deal
    audit.record(
        verb="domestic.order.place", subject=order, by=_buyer(by), at=now, deal_id=deal.id, after=order.state,
        number=deal.number, terms_hash=deal.terms_hash, **order.total.as_json(),
    )  # fmt: skip
    audit.publish(
        events.OrderPlaced(
            at=now, deal_id=deal.id, number=deal.number, total=order.total.amount, currency=order.currency
        )
    )


def empty_cart(on: Ground, seen: SupplierPreview) -> None:
    """What was ordered leaves the cart."""
    ordered = [line.sku.sku_id for line in seen.lines]
    taken_out = "DELETE FROM domestic_cartline WHERE company_id = %s AND sku_id = ANY(%s::uuid[])"
    writing.add(writing.Beside(taken_out, (on.buyer_company_id, ordered)))


def _buyer(by: By) -> By:
    return By(Actor.BUYER, by.user_id, by.company_id, by.name)


def _reserve(on: Ground, deal: Deal, rows: Sequence[DealLine], by: By, now: datetime) -> None:
    taken = [row for row in rows if on.skus[row.sku_id].deduct_on == "ON_ORDER"]
    if taken:
        inventory.reserve_first(
            lines=base.reserve_lines(taken),
            deal_id=deal.id,
            company_id=deal.buyer_id,
            klass=Klass.SOFT,
            expires_at=now + on.span("stock.soft_minutes"),
            now=now,
            by=by,
        )


def expect_payment(order: SpotOrder, deal: Deal, *, number: str = "", by: By, now: datetime) -> None:
    """Expect exactly the order's total; an earlier expectation is superseded. `number` is a new order's."""
    payments.open_intent(
        number=number,
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

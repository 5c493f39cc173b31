"""Place an order and pay it from the balance in one act: what `place` and `pay_from_balance` do, with far less to ask.

The hottest verb of the door. It ends in the same rows as the two verbs one after the other (held against each other by
tests/domestic/test_buying.py), except for what only the time between them needs: no soft reservation, no due date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sourcebridge.audit import services as audit
from sourcebridge.clock import services as clock
from sourcebridge.deals.models import DealLine
from sourcebridge.domestic import events
from sourcebridge.domestic.ground import Ground
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.domestic.preview import SupplierPreview
from sourcebridge.domestic.services import base, placing
from sourcebridge.domestic.services.paying import PROVIDER
from sourcebridge.domestic.states import DISPATCH_DUE, ORDER
from sourcebridge.inventory import services as inventory
from sourcebridge.kit import writing
from sourcebridge.kit.actors import By
from sourcebridge.kit.quantity import Quantity
from sourcebridge.payments import services as payments


@transaction.atomic(savepoint=False)
def buy(
    *,
    on: Ground,
    lines: Sequence[tuple[UUID, Quantity]],
    address: Mapping[str, str],
    carrier: str = "",
    note: str = "",
    seen_hash: str = "",
    sample: bool = False,
    by: By,
    payer: By,
) -> tuple[SpotOrder, list[DealLine]]:
    """Place one order on its ground and pay it at once; returns it with its lines, at business time `on.at`.

    Stock is reserved firmly, so the cap against hoarding does not ask; `payer` is the buyer's side. Stock and money are
    the last that is touched, one after the other, when the surrounding `writing.closing` ends: buyers of the same goods
    wait for each other no longer than that. Announces what `place` and `pay_from_balance` announce. Raises what they
    raise, but goods that are gone raise OutOfStock before any money moves. A refusal undoes the whole surrounding
    transaction.
    """
    now = on.at
    seen = placing.checked(on, lines, address, carrier=carrier, seen_hash=seen_hash, sample=sample, now=now)
    numbers = placing.Numbers.drawn()
    with writing.closing(), audit.together(to_the_end=True):
        order, rows = placing.agree(on, seen, address, number=numbers.deal, note=note, by=by, now=now, paid_at=now)
        if not seen.sample:
            placing.empty_cart(on, seen)
        placing.tell_placed(order, by=by, now=now)
        inventory.reserve_last(
            lines=base.reserve_lines(rows), deal_id=order.deal_id, company_id=order.deal.buyer_id, now=now, by=by,
            seen=on.pools,
        )  # fmt: skip
        _pay(order, numbers.payment, payer)
        _await_dispatch(on, order, seen)
    return order, rows


def _pay(order: SpotOrder, number: str, payer: By) -> None:
    deal = order.deal
    payments.pay_at_once(
        deal_id=deal.id,
        payer_company_id=deal.buyer_id,
        payee_company_id=deal.supplier_id,
        amount=order.total,
        number=number,
        title=_("Order %(number)s") % {"number": deal.number},
        reference=deal.number,
        return_path=f"/orders/{deal.number}/",
        expires_at=order.payment_due_at,
        by=payer,
        now=order.placed_at,
    )


def _await_dispatch(on: Ground, order: SpotOrder, seen: SupplierPreview) -> None:
    now, deal = on.at, order.deal
    due = on.dispatch_from(seen.supplier_id) + timedelta(hours=order.dispatch_hours)
    order.paid_at, order.dispatch_due_at = now, due
    move = ORDER.check(order.state, "settle_payment", PROVIDER.actor)
    before, order.state = order.state, move.result(order.state)
    writing.add(order)
    clock.set_first_deadline(kind=DISPATCH_DUE, subject_id=deal.id, due_at=due)
    audit.record(
        verb=f"{ORDER.name}.{move.name}", subject=order, by=PROVIDER, at=now, deal_id=deal.id, before=before,
        after=order.state, **order.total.as_json(),
    )  # fmt: skip
    audit.publish(events.OrderPaid(at=now, deal_id=deal.id, number=deal.number, dispatch_due_at=due))

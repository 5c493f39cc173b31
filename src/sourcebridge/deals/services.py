"""Open a deal, revise its terms before payment, tick off its milestones. The caller holds the deal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sourcebridge.deals import queries
from sourcebridge.deals.models import NUMBER_LETTER, Deal, DealLine, Door, Milestone, TermsVersion
from sourcebridge.kit import writing
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.ids import drawn, readable_number, uuid7
from sourcebridge.kit.money import Money, UnitPrice
from sourcebridge.kit.quantity import Quantity
from sourcebridge.parties.models import Company


class OwnGoods(Refusal):
    """A company cannot deal with itself."""

    code = "own_goods"
    status = 409
    sentence = _("These are your own company's goods. Switch to another company to buy them.")


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One line to agree on."""

    sku_id: UUID
    product_id: UUID
    code: str
    title: Mapping[str, str]
    options: str
    page: str
    picture: str
    quantity: Quantity
    unit_price: UnitPrice

    @property
    def amount(self) -> Money:
        """Price times quantity, rounded once."""
        return self.unit_price * self.quantity


NUMBERS = "deals_number"


def number_of(door: Door, sequence: int) -> str:
    """A deal's number people can read out, e.g. D-7368-7875, from the next value of the sequence NUMBERS."""
    return readable_number(prefix=NUMBER_LETTER[door], sequence=sequence)


def open_deal(
    *,
    door: Door,
    buyer: Company,
    supplier: Company,
    currency: str,
    lines: Sequence[LineDraft],
    total: Money,
    agreed: Mapping[str, Any],
    by: By,
    now: datetime,
    number: str = "",
    paid_at: datetime | None = None,
) -> tuple[Deal, list[DealLine]]:
    """Make the deal with its lines, version 1 of its terms and one milestone over the whole amount, `paid_at` if known.

    `number` comes from NUMBERS when not given. `agreed` holds what the door adds (freight, address, promise,
    commission) as JSON values. Nobody else can know the new deal before the transaction ends, so it need not be held.
    Raises OwnGoods.
    """
    if buyer.id == supplier.id:
        raise OwnGoods
    deal = Deal(
        id=uuid7(),
        number=number or number_of(door, *drawn(NUMBERS)),
        door=door,
        buyer=buyer,
        supplier=supplier,
        currency=currency,
        opened_at=now,
        opened_by=by.name,
    )
    rows = [
        DealLine(
            deal=deal,
            position=position,
            sku_id=line.sku_id,
            product_id=line.product_id,
            code=line.code,
            title=dict(line.title),
            options=line.options,
            page=line.page,
            picture=line.picture,
            quantity=line.quantity.amount,
            unit=line.quantity.unit,
            unit_price=line.unit_price.amount,
            amount=line.amount.amount,
            currency=currency,
        )
        for position, line in enumerate(lines, start=1)
    ]
    terms = _terms(deal, rows, total, agreed)
    deal.terms_hash = queries.terms_hash(terms)
    plan = Milestone(deal=deal, position=1, amount=total.amount, currency=currency, paid_at=paid_at)
    writing.add(deal, *rows, _version(deal, terms, by, now), plan)
    return deal, rows


def revise_terms(
    *,
    deal: Deal,
    prices: Mapping[UUID, Decimal],
    total_of: Mapping[str, Any],
    total: Money,
    by: By,
    now: datetime,
) -> Deal:
    """Before payment: new unit prices by line id (in the deal's currency) and what the door changed; version n+1.

    The caller holds the deal and knows that nothing was paid.
    """
    rows = list(deal.lines.order_by("position"))
    for row in rows:
        if row.id in prices:
            row.unit_price = UnitPrice(prices[row.id], row.currency, row.unit).amount
            row.amount = (row.price * row.ordered).amount
            row.save(update_fields=["unit_price", "amount"])
    terms = _terms(deal, rows, total, total_of)
    deal.terms_version += 1
    deal.terms_hash = queries.terms_hash(terms)
    deal.save(update_fields=["terms_version", "terms_hash"])
    writing.add(_version(deal, terms, by, now))
    Milestone.objects.filter(deal=deal, position=1).update(amount=total.amount)
    return deal


def mark_milestone(*, deal_id: UUID, moment: str, now: datetime) -> None:
    """Tick off the first milestone: `moment` is paid_at, released_at or refunded_at."""
    if moment not in {"paid_at", "released_at", "refunded_at"}:
        raise ValueError(moment)
    Milestone.objects.filter(deal_id=deal_id, position=1).update(**{moment: now})


def _version(deal: Deal, terms: dict[str, Any], by: By, now: datetime) -> TermsVersion:
    return TermsVersion(
        deal=deal, version=deal.terms_version, terms=terms, hash=deal.terms_hash, made_at=now, made_by=by.name
    )


def _terms(deal: Deal, rows: Sequence[DealLine], total: Money, agreed: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **agreed,
        "number": deal.number,
        "door": str(deal.door),
        "buyer": {"id": str(deal.buyer_id), "name": deal.buyer.name},
        "supplier": {"id": str(deal.supplier_id), "name": deal.supplier.name},
        "currency": deal.currency,
        "lines": [
            {
                "sku": str(row.sku_id),
                "code": row.code,
                "title": row.title,
                "options": row.options,
                "quantity": row.ordered.as_json(),
                "unit_price": row.price.as_json(),
                "amount": row.money.as_json(),
            }
            for row in rows
        ],
        "total": total.as_json(),
    }

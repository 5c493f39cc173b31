"""Promise a price to one buyer company, and end the promise."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sourcebridge.audit import services as audit
from sourcebridge.catalog import events, pricing
from sourcebridge.catalog.errors import AgreedAbovePublic, PeriodBackwards, UnknownBuyer
from sourcebridge.catalog.models import AgreedPrice, PriceTier, Product, Sku
from sourcebridge.catalog.pricing import Tier
from sourcebridge.kit import locks
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import Malformed, NotAllowed, NotFound
from sourcebridge.kit.money import UnitPrice
from sourcebridge.kit.quantity import Quantity
from sourcebridge.parties.models import Company


@transaction.atomic
def set_agreed_price(
    *,
    company_id: UUID,
    product_id: UUID,
    buyer_company_id: UUID,
    min_quantity: Decimal,
    unit_price: Decimal,
    valid_from: datetime,
    valid_until: datetime | None,
    by: By,
    now: datetime,
    sku_id: UUID | None = None,
) -> AgreedPrice:
    """Promise a buyer company a price per unit (product's currency) from a quantity on, for a period in UTC.

    A later promise for the same goods and quantity replaces the earlier from its start. It is never above the public
    price of that quantity. Announces catalog.agreed_price.set. Raises UnknownBuyer, AgreedAbovePublic,
    PeriodBackwards, Malformed, NotFound, NotAllowed.
    """
    product = _own(company_id, product_id, by)
    if unit_price <= 0 or min_quantity <= 0:
        raise Malformed(fields={"unit_price": _("Quantities and prices are more than nothing.")})
    least = Quantity(min_quantity, product.unit)
    price = UnitPrice(unit_price, product.currency, product.unit)
    if buyer_company_id == company_id or not Company.objects.filter(pk=buyer_company_id).exists():
        raise UnknownBuyer(name=str(buyer_company_id))
    if sku_id is not None and not Sku.objects.filter(pk=sku_id, product=product).exists():
        raise NotFound
    if valid_until is not None and valid_until <= valid_from:
        raise PeriodBackwards
    _refuse_above_public(product, sku_id, least, price)
    row = AgreedPrice.objects.create(
        product=product,
        sku_id=sku_id,
        buyer_company_id=buyer_company_id,
        min_quantity=least.amount,
        unit_price=price.amount,
        valid_from=valid_from,
        valid_until=valid_until,
        agreed_at=now,
    )
    audit.record(
        verb="catalog.agreed_price.set",
        subject=row,
        by=by,
        at=now,
        product=str(product.id),
        buyer=str(buyer_company_id),
        min_quantity=least.text,
        unit_price=price.text,
        currency=price.currency,
    )
    audit.publish(
        events.AgreedPriceSet(
            at=now,
            product_id=product.id,
            shop_id=product.shop_id,
            company_id=company_id,
            agreed_price_id=row.id,
            buyer_company_id=buyer_company_id,
        )
    )
    return row


@transaction.atomic
def end_agreed_price(*, company_id: UUID, agreed_price_id: UUID, by: By, now: datetime) -> AgreedPrice:
    """Let a promise end now; orders placed keep it, ending it twice changes nothing. Raises NotFound, NotAllowed."""
    row = locks.locked(AgreedPrice, agreed_price_id)
    product = _own(company_id, row.product_id, by)
    if row.valid_until is not None and row.valid_until <= max(now, row.valid_from):
        return row
    row.valid_until = max(now, row.valid_from)
    row.save(update_fields=["valid_until"])
    audit.record(verb="catalog.agreed_price.ended", subject=row, by=by, at=now, product=str(product.id))
    audit.publish(
        events.AgreedPriceEnded(
            at=now,
            product_id=product.id,
            shop_id=product.shop_id,
            company_id=company_id,
            agreed_price_id=row.id,
            buyer_company_id=row.buyer_company_id,
        )
    )
    return row


def _own(company_id: UUID, product_id: UUID, by: By) -> Product:
    if by.actor != Actor.SUPPLIER:
        raise NotAllowed
    product = Product.objects.filter(pk=product_id, shop__company_id=company_id).first()
    if product is None:
        raise NotFound
    return product


def _refuse_above_public(product: Product, sku_id: UUID | None, least: Quantity, price: UnitPrice) -> None:
    rows = list(PriceTier.objects.filter(Q(sku=None) | Q(sku_id=sku_id), product=product).order_by("min_quantity"))
    chosen = [row for row in rows if row.sku_id == sku_id] or [row for row in rows if row.sku_id is None]
    tiers = [
        Tier(Quantity(row.min_quantity, product.unit), UnitPrice(row.unit_price, product.currency, product.unit))
        for row in chosen
    ]
    public = pricing.tier_for(tiers, least)
    if public is not None and price.amount > public.price.amount:
        raise AgreedAbovePublic(quantity=str(least), public=str(public.price))

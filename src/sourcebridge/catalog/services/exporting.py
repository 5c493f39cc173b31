"""List goods for buyers abroad, and take the listing back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from sourcebridge.audit import services as audit
from sourcebridge.catalog import events, exporting
from sourcebridge.catalog.exporting import ExportTerms
from sourcebridge.catalog.models import ExportListing, ExportTier, Product
from sourcebridge.kit import locks
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotAllowed, NotFound


@transaction.atomic
def list_export(*, company_id: UUID, product_id: UUID, terms: ExportTerms, by: By, now: datetime) -> ExportListing:
    """Let the terms stand as the product's next edition; the one before ends now and stays as it was (domain.md D).

    Prices per unit in the terms' currency, days in China. Announces catalog.export.listed. Raises NotAllowed, NotFound,
    Malformed, LadderBroken, UnknownCurrency, InexactMoney.
    """
    product = _own(company_id, product_id, by)
    ladder = exporting.check(terms, product.unit)
    last = ExportListing.objects.filter(product=product).aggregate(last=Max("edition"))["last"] or 0
    ExportListing.objects.filter(product=product, ended_at=None).update(ended_at=now)
    row = ExportListing.objects.create(
        product=product, edition=last + 1, rule=terms.rule, place=terms.place, currency=terms.currency, moq=terms.moq,
        lead_from=terms.lead_from, lead_until=terms.lead_until, valid_from=terms.valid_from,
        valid_until=terms.valid_until, listed_at=now,
    )  # fmt: skip
    ExportTier.objects.bulk_create(
        ExportTier(listing=row, from_quantity=tier.minimum.amount, unit_price=tier.price.amount) for tier in ladder
    )
    audit.record(
        verb="catalog.export.listed", subject=row, by=by, at=now, product=str(product.id), edition=row.edition,
        rule=row.rule, place=row.place, currency=row.currency,
        tiers=[f"{tier.minimum.text}: {tier.price.text}" for tier in ladder],
    )  # fmt: skip
    audit.publish(
        events.ExportListed(
            at=now, product_id=product.id, shop_id=product.shop_id, company_id=company_id, edition=row.edition
        )
    )
    return row


@transaction.atomic
def withdraw_export(*, company_id: UUID, product_id: UUID, by: By, now: datetime) -> ExportListing:
    """End the listing that stands. Announces catalog.export.withdrawn. Raises NotAllowed, NotFound (none stands)."""
    product = _own(company_id, product_id, by)
    row = ExportListing.objects.filter(product=product, ended_at=None).first()
    if row is None:
        raise NotFound
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    audit.record(
        verb="catalog.export.withdrawn", subject=row, by=by, at=now, product=str(product.id), edition=row.edition
    )
    audit.publish(events.ExportWithdrawn(at=now, product_id=product.id, shop_id=product.shop_id, company_id=company_id))
    return row


def _own(company_id: UUID, product_id: UUID, by: By) -> Product:
    if by.actor != Actor.SUPPLIER:
        raise NotAllowed
    if not Product.objects.filter(pk=product_id, shop__company_id=company_id).exists():
        raise NotFound
    return locks.locked(Product, product_id)

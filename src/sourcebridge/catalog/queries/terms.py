"""Terms that hold for all goods of a shop."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from sourcebridge.catalog.mixing import MixTerms
from sourcebridge.catalog.models import Closure, Shop
from sourcebridge.kit.money import Money


def mix_terms(company_ids: Collection[UUID]) -> dict[UUID, MixTerms]:
    """The mixed-batch terms of the companies that offer any, amounts in CNY (one statement)."""
    return mixing_of(Shop.objects.filter(company_id__in=company_ids).exclude(mix_amount=None, mix_number=None))


def mixing_of(shops: Iterable[Shop]) -> dict[UUID, MixTerms]:
    """The mixed-batch terms of those shops that offer any, by company; no statement."""
    return {
        shop.company_id: MixTerms(
            None if shop.mix_amount is None else Money(shop.mix_amount, "CNY"), shop.mix_number, shop.mix_rule
        )
        for shop in shops
        if shop.mix_amount is not None or shop.mix_number is not None
    }


def closures_of(company_ids: Collection[UUID], *, at: datetime) -> dict[UUID, list[Closure]]:
    """The holidays of shops that are not over at `at`, the next first (one statement)."""
    rows = Closure.objects.filter(
        Q(ended_early_at=None) | Q(ended_early_at__gt=F("starts_at")),
        shop__company_id__in=company_ids,
        ends_at__gt=at,
    ).filter(Q(ended_early_at=None) | Q(ended_early_at__gt=at))
    found: dict[UUID, list[Closure]] = {}
    for row in rows.select_related("shop").order_by("starts_at"):
        found.setdefault(row.shop.company_id, []).append(row)
    return found


def dispatch_from(*, company_id: UUID, at: datetime) -> datetime:
    """The instant from which a dispatch promise counts: `at`, or the end of the holidays the shop is in then."""
    return dispatch_after(closures_of([company_id], at=at).get(company_id, []), at=at)


def dispatch_after(closures: Iterable[Closure], *, at: datetime) -> datetime:
    """`dispatch_from` of holidays read already, the next first."""
    for closure in closures:
        if closure.starts_at <= at:
            at = max(at, closure.ends_at)
    return at

"""Verbs of export floors: a rebate rate from a day on, a supplier's costs, alarms raised and cleared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from sourcebridge.audit import services as audit
from sourcebridge.catalog.models import ExportListing, Product
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import Malformed, NotAllowed, NotFound
from sourcebridge.kit.locks import hold
from sourcebridge.kit.money import UNIT_PRICE_STEP
from sourcebridge.landedcost import floor, queries
from sourcebridge.landedcost.events import FloorAlarmed, RebateSet
from sourcebridge.landedcost.models import AlarmKind, FloorAlarm, FloorTerms, InlandBasis, RebateRate, Treatment

BATCH = 100
CHECK, SWEEP = "landedcost.floors", "landedcost.floors_all"
MOST = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class RebateTerms:
    """A rate as the operator says it; shares, see models.RebateRate."""

    prefix: str
    levy: Decimal
    rebate: Decimal
    source: str
    valid_from: date
    valid_until: date | None = None
    treatment: str = Treatment.REFUND


@dataclass(frozen=True, slots=True)
class OwnCosts:
    """A supplier's costs in CNY as said; see models.FloorTerms."""

    inland: Decimal
    inland_basis: str
    documents: Decimal
    margin: Decimal
    vat_included: bool = True


@transaction.atomic
def set_rebate(*, terms: RebateTerms, by: By, now: datetime) -> RebateRate:
    """Let VAT and rebate of an HS prefix hold from a day on; the row that began earlier is superseded, not changed.

    Announces landedcost.rebate.set. Raises NotAllowed, Malformed. Source of the rule: domain.md C10.
    """
    if by.actor != Actor.OPERATOR:
        raise NotAllowed
    wrong: dict[str, str] = {}
    if not (terms.prefix.isascii() and terms.prefix.isdigit() and 2 <= len(terms.prefix) <= 10):
        wrong["prefix"] = _("Give 2 to 10 digits of the HS code.")
    if not 0 <= terms.rebate <= terms.levy < 1:
        wrong["rebate"] = _("The rebate lies between nothing and the VAT, which is below 100 %.")
    elif terms.treatment != Treatment.REFUND and terms.rebate:
        wrong["treatment"] = _("Only VAT that is refunded has a rebate above 0 %.")
    if terms.valid_until is not None and terms.valid_until < terms.valid_from:
        wrong["valid_until"] = _("The last day lies before the first. Correct the period.")
    if not terms.source.strip():
        wrong["source"] = _("Say where the rate is published.")
    if wrong:
        raise Malformed(fields=wrong)
    row = RebateRate.objects.create(
        prefix=terms.prefix, levy=terms.levy, rebate=terms.rebate, treatment=terms.treatment, source=terms.source,
        valid_from=terms.valid_from, valid_until=terms.valid_until, recorded_at=now,
    )  # fmt: skip
    audit.record(
        verb="landedcost.rebate.set", subject=row, by=by, at=now, prefix=row.prefix, levy=str(row.levy),
        rebate=str(row.rebate), valid_from=row.valid_from.isoformat(),
    )  # fmt: skip
    audit.publish(RebateSet(at=now, prefix=row.prefix))
    return row


@transaction.atomic
def set_costs(
    *, company_id: UUID, costs: OwnCosts, by: By, now: datetime, product_id: UUID | None = None
) -> FloorTerms:  # fmt: skip
    """Keep what exporting costs a company (CNY), or one of its products; its alarms are checked anew by a job.

    Raises NotAllowed, NotFound, Malformed.
    """
    if by.actor != Actor.SUPPLIER:
        raise NotAllowed
    product = None
    if product_id is not None:
        product = Product.objects.filter(pk=product_id, shop__company_id=company_id).first()
        if product is None:
            raise NotFound
    if costs.inland_basis not in InlandBasis.values:
        raise Malformed(fields={"inland_basis": _("Choose per unit or per shipment.")})
    if not all(0 <= amount <= MOST for amount in (costs.inland, costs.documents)) or not 0 <= costs.margin <= 10:
        raise Malformed(fields={"inland": _("Costs and margin are not negative.")})
    hold("floor_terms", company_id)
    row = FloorTerms.objects.update_or_create(
        company_id=company_id, product=product,
        defaults={
            "inland": costs.inland, "inland_basis": costs.inland_basis, "documents": costs.documents,
            "margin": costs.margin, "vat_included": costs.vat_included, "changed_at": now,
        },
    )[0]  # fmt: skip
    audit.record(
        verb="landedcost.floor_terms.set", subject=row, by=by, at=now, product=str(product_id or ""),
        inland=str(costs.inland), per=costs.inland_basis, documents=str(costs.documents), margin=str(costs.margin),
    )  # fmt: skip
    ids = [product_id] if product_id else _listed(company_id=company_id)
    check_later(ids)
    return row


def check(product_ids: Iterable[UUID], *, now: datetime) -> int:
    """Raise and clear the alarms of these products; each product is a transaction of its own unless one is open.

    Announces landedcost.floor.alarmed once per product with new alarms. Where no exchange rate counts, alarms stay as
    they are: nothing is known. Returns how many were raised.
    """
    wanted = list(dict.fromkeys(product_ids))
    raised = 0
    for start in range(0, len(wanted), BATCH):
        for product_id in sorted(wanted[start : start + BATCH]):
            raised += _check(product_id, now)
    return raised


@transaction.atomic
def _check(product_id: UUID, now: datetime) -> int:
    hold("floor", product_id)
    judged = queries.floors([product_id], at=now).get(product_id)
    if judged is None or judged.refusal:
        return 0
    wrong = {(kind, step.quantity.amount): step for kind, step in judged.wrong(business_day(now))}
    open_rows = {
        (row.kind, row.from_quantity): row for row in FloorAlarm.objects.filter(product_id=product_id, cleared_at=None)
    }
    for key, row in open_rows.items():
        if key not in wrong:
            row.cleared_at = now
            row.save(update_fields=["cleared_at"])
            audit.record(verb="landedcost.floor.cleared", subject=row, by=SYSTEM, at=now, product=str(product_id))
    new: list[FloorAlarm] = []
    for (kind, quantity), step in wrong.items():
        figures = _figures(kind, step)
        standing = open_rows.get((kind, quantity))
        if standing is None:
            new.append(FloorAlarm(product_id=product_id, kind=kind, from_quantity=quantity, raised_at=now, **figures))
        elif (standing.asked, standing.against, standing.currency) != tuple(figures.values()):
            FloorAlarm.objects.filter(pk=standing.pk).update(**figures)
    for row in FloorAlarm.objects.bulk_create(new):
        audit.record(
            verb="landedcost.floor.alarmed", subject=row, by=SYSTEM, at=now, product=str(product_id), kind=row.kind,
            quantity=str(row.from_quantity), asked=str(row.asked), against=str(row.against), currency=row.currency,
        )  # fmt: skip
    if new:
        audit.publish(
            FloorAlarmed(
                at=now, product_id=product_id, company_id=judged.product.shop.company_id,
                alarm_ids=[str(row.id) for row in new],
            )
        )  # fmt: skip
    return len(new)


def _figures(kind: str, step: floor.Step) -> dict[str, Any]:
    assert step.asked is not None
    assert step.floor.per_unit is not None or kind == AlarmKind.UNDERCUT
    against = step.floor.per_unit.amount if step.floor.per_unit is not None else Decimal(0)
    if kind == AlarmKind.UNDERCUT:
        assert step.carried is not None
        each = step.carried.costs.amount / step.floor.exchange.rate / step.quantity.amount
        against = each.quantize(UNIT_PRICE_STEP)
    return {"asked": step.asked.amount, "against": against, "currency": step.asked.currency}


def _listed(*, company_id: UUID | None = None) -> list[UUID]:
    rows = ExportListing.objects.filter(ended_at=None)
    if company_id is not None:
        rows = rows.filter(product__shop__company_id=company_id)
    return list(rows.order_by("product_id").values_list("product_id", flat=True))


def check_later(product_ids: Iterable[UUID]) -> None:
    """Leave those of these products to the worker that are listed abroad or alarmed. In the caller's transaction."""
    wanted = list(product_ids)
    alarmed = FloorAlarm.objects.filter(product_id__in=wanted, cleared_at=None).values_list("product_id", flat=True)
    listed = ExportListing.objects.filter(product_id__in=wanted, ended_at=None).values_list("product_id", flat=True)
    ids = sorted(str(one) for one in alarmed.union(listed))
    batches: list[dict[str, Any]] = [{"product_ids": ids[start : start + BATCH]} for start in range(0, len(ids), BATCH)]
    if batches:
        jobs.configure_task(CHECK, queue="search").batch_defer(*batches)


def check_all_later() -> None:
    """A rate changed: check everything listed abroad, once, however many rates change meanwhile."""
    try:
        with transaction.atomic():
            jobs.configure_task(SWEEP, queue="search", queueing_lock=SWEEP).defer()
    except AlreadyEnqueued:
        return


def check_all(*, now: datetime) -> int:
    """Leave all that is listed abroad or still alarmed to jobs of its own; returns how many products."""
    alarmed = FloorAlarm.objects.filter(cleared_at=None).values_list("product_id", flat=True)
    ids = sorted({*_listed(), *alarmed})
    check_later(ids)
    return len(ids)

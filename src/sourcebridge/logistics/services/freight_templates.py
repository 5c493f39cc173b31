"""Write suppliers' freight templates; a change is a new version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sourcebridge.audit import services as audit
from sourcebridge.kit import locks
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import Malformed, NotFound, Refusal
from sourcebridge.kit.money import Money
from sourcebridge.logistics.carriers import CARRIERS
from sourcebridge.logistics.freight import Rate
from sourcebridge.logistics.models import ChargeBy, FreightRate, FreightTemplate
from sourcebridge.logistics.regions import PROVINCES

MOST_DAYS = 60
MOST = Decimal(10) ** 9


class UnknownCarrier(Refusal):
    """The carrier is not in the table."""

    code = "unknown_carrier"
    status = 422
    sentence = _("“%(carrier)s” is not a carrier we track. Choose one from the list.")


@dataclass(frozen=True, slots=True)
class RateRow:
    """One rate with the province codes it holds for; no codes means everywhere else."""

    regions: tuple[str, ...]
    rate: Rate


@transaction.atomic
def save_template(
    *,
    company_id: UUID,
    carrier: str,
    name: str,
    charge_by: str,
    transit_days: int,
    rows: Sequence[RateRow],
    by: By,
    now: datetime,
    currency: str = "CNY",
) -> FreightTemplate:
    """Publish a supplier's price list of a carrier; the version before it is retired and stays readable."""
    if carrier not in CARRIERS:
        raise UnknownCarrier(carrier=carrier)
    if not 0 <= transit_days <= MOST_DAYS:
        raise Malformed(
            fields={"transit_days": str(_("Between 0 and %(most)s days on the way.")) % {"most": MOST_DAYS}}
        )
    _check_rows(charge_by, rows, currency)
    locks.hold("freight", company_id)
    before = FreightTemplate.objects.filter(company_id=company_id, carrier=carrier, retired_at=None).first()
    if before is not None:
        before.retired_at = now
        before.save(update_fields=["retired_at"])
    template = FreightTemplate.objects.create(
        company_id=company_id,
        carrier=carrier,
        name=name.strip() or CARRIERS[carrier].zh,
        charge_by=charge_by,
        currency=currency,
        transit_days=transit_days,
        version=before.version + 1 if before else 1,
        replaces=before,
        created_at=now,
    )
    FreightRate.objects.bulk_create(
        FreightRate(
            template=template,
            regions=list(row.regions),
            first_unit=row.rate.first_unit,
            first_fee=row.rate.first_fee,
            next_unit=row.rate.next_unit,
            next_fee=row.rate.next_fee,
            least_fee=row.rate.least_fee,
        )
        for row in rows
    )
    audit.record(verb="logistics.template.saved", subject=template, by=by, at=now, version=template.version)
    return template


@transaction.atomic
def retire_template(*, company_id: UUID, template_id: UUID, by: By, now: datetime) -> None:
    """Stop offering a carrier; quotes already given stand."""
    template = locks.locked(FreightTemplate, template_id)
    if template.company_id != company_id or template.retired_at is not None:
        raise NotFound
    template.retired_at = now
    template.save(update_fields=["retired_at"])
    audit.record(verb="logistics.template.retired", subject=template, by=by, at=now)


def _check_rows(charge_by: str, rows: Sequence[RateRow], currency: str) -> None:
    if charge_by not in ChargeBy.values:
        raise Malformed(fields={"charge_by": str(_("Choose how freight is charged."))})
    if charge_by != ChargeBy.SUPPLIER_PAYS and not rows:
        raise Malformed(fields={"rates": str(_("Add at least one rate row."))})
    seen: set[str] = set()
    for row in rows:
        rate = row.rate
        codes = set(row.regions) or {""}
        if codes - set(PROVINCES) - {""}:
            raise Malformed(fields={"regions": str(_("Choose provinces from the list."))})
        if codes & seen:
            raise Malformed(fields={"regions": str(_("A province may stand in one row only."))})
        seen |= codes
        if rate.first_unit <= 0 or rate.next_unit <= 0 or min(rate.first_fee, rate.next_fee, rate.least_fee) < 0:
            raise Malformed(fields={"rates": str(_("Units are above zero, fees are zero or more."))})
        units, fees = (rate.first_unit, rate.next_unit), (rate.first_fee, rate.next_fee, rate.least_fee)
        if max(*units, *fees) >= MOST or any(unit != round(unit, 3) for unit in units):
            raise Malformed(fields={"rates": str(_("Numbers are below a billion, units have at most three decimals."))})
        for fee in fees:
            Money.of(fee, currency)

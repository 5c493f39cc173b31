"""Hand parcels to carriers and take in what carriers report."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app as jobs

from sourcebridge.audit import services as audit
from sourcebridge.clock import services as clock
from sourcebridge.kit import locks
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.kit.errors import NotFound, Refusal
from sourcebridge.kit.events import Event
from sourcebridge.kit.quantity import Quantity
from sourcebridge.logistics import events
from sourcebridge.logistics.carriers import CARRIERS
from sourcebridge.logistics.models import Shipment, ShipmentLine, Subscription, TrackingEvent
from sourcebridge.logistics.services.freight_templates import UnknownCarrier
from sourcebridge.logistics.states import MOVE_TO, ON_THE_WAY, SHIPMENT, ShipmentState
from sourcebridge.parameters import queries as parameters

SUBSCRIBE = "logistics.subscribe"
SILENCE = "logistics.silence"
CARRIER = By(Actor.CARRIER, name="kuaidi100")


class WaybillUnreadable(Refusal):
    """The waybill does not look like one of this carrier."""

    code = "waybill_unreadable"
    status = 422
    sentence = _("“%(waybill)s” does not look like a waybill of %(carrier)s. Check the number on the label.")


class WaybillTaken(Refusal):
    """The waybill already belongs to a shipment."""

    code = "waybill_taken"
    status = 409
    sentence = _("This waybill is already used for a shipment. Each parcel has its own number; check the label.")


class NothingToShip(Refusal):
    """No line has a quantity."""

    code = "nothing_to_ship"
    status = 422
    sentence = _("Enter how much of at least one line is in this parcel.")


@dataclass(frozen=True, slots=True)
class Scan:
    """One carrier event in canonical form; `happened_at` is the carrier's time in UTC."""

    state: str
    happened_at: datetime
    context: str
    place: str = ""

    @property
    def digest(self) -> str:
        """The same scan told twice has the same digest."""
        return hashlib.sha256(f"{self.state}|{self.happened_at.isoformat()}|{self.context}".encode()).hexdigest()


@transaction.atomic
def ship(
    *,
    deal_id: UUID,
    supplier_company_id: UUID,
    buyer_company_id: UUID,
    lines: Sequence[tuple[UUID, Quantity]],
    carrier: str,
    waybill: str,
    by: By,
    now: datetime,
) -> Shipment:
    """Hand a parcel to a carrier. The caller holds the deal lock and has checked that the quantities are open.

    Asks kuaidi100 by a job to push its events. Raises UnknownCarrier, WaybillUnreadable, WaybillTaken, NothingToShip.
    """
    number = _waybill(carrier, waybill)
    carried = [(line_id, quantity) for line_id, quantity in lines if quantity]
    if not carried:
        raise NothingToShip
    shipment = Shipment.objects.create(
        deal_id=deal_id,
        number=Shipment.objects.filter(deal_id=deal_id).count() + 1,
        supplier_id=supplier_company_id,
        buyer_id=buyer_company_id,
        carrier=carrier,
        waybill=number,
        dispatched_at=now,
    )
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, deal_line_id=line_id, quantity=quantity.amount, unit=quantity.unit)
        for line_id, quantity in carried
    )
    _subscribe(shipment, now)
    audit.record(
        verb="logistics.shipment.dispatched",
        subject=shipment,
        by=by,
        at=now,
        deal_id=deal_id,
        after=shipment.state,
        carrier=carrier,
        waybill=number,
        lines=[{"line": str(line_id), "quantity": quantity.text} for line_id, quantity in carried],
    )
    audit.publish(events.ShipmentDispatched(at=now, deal_id=deal_id, shipment_id=shipment.id))
    return shipment


def _waybill(carrier: str, waybill: str) -> str:
    if carrier not in CARRIERS:
        raise UnknownCarrier(carrier=carrier)
    number = re.sub(r"[\s-]+", "", waybill).upper()
    if not re.fullmatch(CARRIERS[carrier].waybill, number):
        raise WaybillUnreadable(waybill=waybill, carrier=CARRIERS[carrier].name)
    if Shipment.objects.filter(carrier=carrier, waybill=number).exists():
        raise WaybillTaken
    return number


def _subscribe(shipment: Shipment, now: datetime) -> None:
    subscription, _new = Subscription.objects.update_or_create(
        shipment=shipment,
        defaults={"token": secrets.token_urlsafe(32), "salt": secrets.token_hex(8), "state": "WANTED", "attempts": 0},
    )
    clock.set_deadline(kind=SILENCE, subject_id=shipment.id, due_at=now + parameters.span("tracking.lost_days", at=now))
    jobs.configure_task(SUBSCRIBE, queue="providers", lock=str(shipment.id)).defer(subscription_id=str(subscription.id))


@transaction.atomic
def change_waybill(*, shipment_id: UUID, waybill: str, by: By, now: datetime) -> Shipment:
    """Correct a mistyped number before the first scan; the carrier is asked anew."""
    shipment = _held(shipment_id)
    shipment.waybill = _waybill(shipment.carrier, waybill)
    audit.move(
        row=shipment, table=SHIPMENT, name="change_waybill", by=by, at=now, deal_id=shipment.deal_id, save=("waybill",),
        fact=events.WaybillChanged(at=now, deal_id=shipment.deal_id, shipment_id=shipment.id, waybill=shipment.waybill),
        waybill=shipment.waybill,
    )  # fmt: skip
    _subscribe(shipment, now)
    return shipment


def _held(shipment_id: UUID) -> Shipment:
    deal_id = Shipment.objects.filter(pk=shipment_id).values_list("deal_id", flat=True).first()
    if deal_id is None:
        raise NotFound
    locks.hold("deal", deal_id)
    return locks.locked(Shipment, shipment_id)


@transaction.atomic
def record_scans(*, shipment_id: UUID, scans: Sequence[Scan], now: datetime) -> Shipment:
    """Take in carrier events, in any order and any number of times.

    Every new scan is journalled; the state is what the whole journal, read in the carrier's own time, leads to, so
    a late scan moves nothing backward. Final states stay; delivered may only turn into a problem.
    """
    shipment = _held(shipment_id)
    known = set(shipment.events.values_list("digest", flat=True))
    fresh = {scan.digest: scan for scan in scans if scan.digest not in known and scan.happened_at <= now}
    for scan in fresh.values():
        TrackingEvent.objects.create(
            shipment=shipment,
            state=scan.state,
            happened_at=scan.happened_at,
            context=scan.context[:500],
            place=scan.place[:120],
            digest=scan.digest,
        )
    if not fresh:
        return shipment
    _follow(shipment, now)
    if shipment.state in ON_THE_WAY:
        clock.set_deadline(
            kind=SILENCE, subject_id=shipment.id, due_at=now + parameters.span("tracking.lost_days", at=now)
        )
    else:
        clock.withdraw(kind=SILENCE, subject_id=shipment.id)
    return shipment


def _led_to(journal: Sequence[TrackingEvent]) -> TrackingEvent | None:
    state, led = str(ShipmentState.CREATED), None
    for scan in journal:
        name = MOVE_TO.get(scan.state)
        if name and scan.state != state and state in SHIPMENT.named(name).sources:
            state, led = scan.state, scan
    return led


def _follow(shipment: Shipment, now: datetime) -> None:
    led = _led_to(list(shipment.events.order_by("happened_at", "digest")))
    if led is None or led.state == shipment.state:
        return
    name = MOVE_TO[led.state]
    if shipment.state not in SHIPMENT.named(name).sources:
        return
    shipment.last_event_at = led.happened_at
    if led.state == ShipmentState.DELIVERED:
        shipment.delivered_at = led.happened_at
    audit.move(
        row=shipment,
        table=SHIPMENT,
        name=name,
        by=CARRIER,
        at=now,
        deal_id=shipment.deal_id,
        save=("last_event_at", "delivered_at"),
        fact=_fact(shipment, led, now),
        context=led.context,
        happened_at=led.happened_at.isoformat(),
    )


def _fact(shipment: Shipment, scan: TrackingEvent, now: datetime) -> Event:
    if scan.state == ShipmentState.DELIVERED:
        return events.ShipmentDelivered(
            at=now, deal_id=shipment.deal_id, shipment_id=shipment.id, delivered_at=scan.happened_at
        )
    if scan.state == ShipmentState.EXCEPTION:
        return events.ShipmentException(at=now, deal_id=shipment.deal_id, shipment_id=shipment.id, message=scan.context)
    if scan.state == ShipmentState.RETURNED:
        return events.ShipmentReturned(at=now, deal_id=shipment.deal_id, shipment_id=shipment.id)
    return events.ShipmentMoved(at=now, deal_id=shipment.deal_id, shipment_id=shipment.id, state=scan.state)


@transaction.atomic
def lose(*, shipment_id: UUID, now: datetime) -> None:
    """No event for too long: the shipment counts as lost until the carrier speaks again."""
    shipment = _held(shipment_id)
    if shipment.state not in SHIPMENT.named("lose").sources:
        return
    audit.move(
        row=shipment,
        table=SHIPMENT,
        name="lose",
        by=SYSTEM,
        at=now,
        deal_id=shipment.deal_id,
        fact=events.ShipmentLost(at=now, deal_id=shipment.deal_id, shipment_id=shipment.id),
    )

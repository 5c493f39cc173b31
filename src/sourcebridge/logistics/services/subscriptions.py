"""Ask kuaidi100 to tell us about a waybill, and believe only what it signed."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from procrastinate.contrib.django import app as jobs

from sourcebridge.audit import services as audit
from sourcebridge.clock import queries as clock
from sourcebridge.kit import locks
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.kit.errors import NotFound
from sourcebridge.logistics.adapters.kuaidi100 import protocol
from sourcebridge.logistics.adapters.kuaidi100.client import Kuaidi100Client, Kuaidi100Config
from sourcebridge.logistics.models import Subscription, SubscriptionState
from sourcebridge.logistics.services.shipments import SUBSCRIBE, Scan, record_scans
from sourcebridge.logistics.states import ShipmentState

MOST_ATTEMPTS = 3
STRANGER = By(Actor.CARRIER, name="unknown sender")


def client() -> Kuaidi100Client:
    """The client of our account, from the settings."""
    account = settings.KUAIDI100
    return Kuaidi100Client(
        Kuaidi100Config(
            poll_url=account["poll_url"],
            key=account["key"],
            customer=account["customer"],
            allowed=tuple(settings.OUTGOING_ALLOWED),
        )
    )


def subscribe(*, subscription_id: UUID) -> None:
    """Ask for pushes of a waybill. Calls the provider outside any transaction, then stores the answer.

    Raises ProviderError or ProviderUnknown; asking again is harmless.
    """
    wanted = Subscription.objects.select_related("shipment").get(pk=subscription_id)
    if wanted.state not in {SubscriptionState.WANTED, SubscriptionState.ABORTED}:
        return
    answer = client().subscribe(
        carrier=wanted.shipment.carrier,
        waybill=wanted.shipment.waybill,
        callback_url=settings.PUBLIC_URL + reverse("logistics:kuaidi100", args=[wanted.token]),
        salt=wanted.salt,
    )
    with transaction.atomic():
        row = locks.locked(Subscription, subscription_id)
        row.state = SubscriptionState.ACTIVE if answer.accepted else SubscriptionState.FAILED
        row.attempts += 1
        row.message = answer.message[:300]
        row.asked_at = clock.now()
        row.save(update_fields=["state", "attempts", "message", "asked_at"])
        audit.record(
            verb="logistics.subscription.answered",
            subject=row,
            by=SYSTEM,
            at=row.asked_at,
            deal_id=wanted.shipment.deal_id,
            code=answer.code,
            accepted=answer.accepted,
        )


def take_push(*, token: str, body: bytes) -> None:
    """Take in one push. Raises NotFound for an unknown token, ForgedPush (after an audit row) for a bad signature."""
    known = Subscription.objects.select_related("shipment").filter(token=token).first()
    if known is None:
        raise NotFound
    now = clock.now()
    try:
        push = protocol.parse_push(body, known.salt)
        if (push.carrier, push.waybill) != (known.shipment.carrier, known.shipment.waybill):
            raise protocol.ForgedPush("signed for another waybill")
    except protocol.ForgedPush as forged:
        audit.record(
            verb="logistics.push.refused",
            subject=known,
            by=STRANGER,
            at=now,
            deal_id=known.shipment.deal_id,
            reason=str(forged),
        )
        raise
    scans = [
        Scan(
            state=track.state or ShipmentState.IN_TRANSIT,
            happened_at=track.happened_at,
            context=track.context,
            place=track.place,
        )
        for track in push.tracks
        if (track.state or ShipmentState.IN_TRANSIT) in ShipmentState.values
    ]
    with transaction.atomic():
        record_scans(shipment_id=known.shipment_id, scans=scans, now=now)
        _watch(known, push.watch)


def _watch(known: Subscription, watch: protocol.Watch) -> None:
    if watch == protocol.Watch.SHUTDOWN:
        Subscription.objects.filter(pk=known.pk).update(state=SubscriptionState.ENDED)
    elif watch == protocol.Watch.ABORT:
        Subscription.objects.filter(pk=known.pk).update(state=SubscriptionState.ABORTED)
        if known.attempts < MOST_ATTEMPTS:
            jobs.configure_task(SUBSCRIBE, queue="providers", lock=str(known.shipment_id)).defer(
                subscription_id=str(known.pk)
            )

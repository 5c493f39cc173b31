"""Write a company's delivery addresses."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sourcebridge.audit import services as audit
from sourcebridge.kit import locks
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import Malformed, NotFound
from sourcebridge.logistics.models import DeliveryAddress
from sourcebridge.logistics.regions import PROVINCES


@transaction.atomic
def save_address(
    *, company_id: UUID, fields: dict[str, str], is_default: bool, by: By, now: datetime, address_id: UUID | None = None
) -> DeliveryAddress:
    """Add or change a delivery address; the first one becomes the default. Raises Malformed or NotFound."""
    needed = {name: fields.get(name, "").strip() for name in ("recipient", "phone", "province", "city", "street")}
    gaps = {name: str(_("Fill this in.")) for name, text in needed.items() if not text}
    if needed["province"] and needed["province"] not in PROVINCES:
        gaps["province"] = str(_("Choose a province."))
    if gaps:
        raise Malformed(fields=gaps)
    locks.hold("addresses", company_id)
    mine = DeliveryAddress.objects.filter(company_id=company_id, removed_at=None)
    others = mine.exclude(pk=address_id) if address_id else mine
    first = not others.filter(is_default=True).exists()
    address = mine.filter(pk=address_id).first() if address_id else DeliveryAddress(company_id=company_id)
    if address is None:
        raise NotFound
    if is_default and not first:
        others.update(is_default=False)
    for name, text in needed.items():
        setattr(address, name, text)
    address.district = fields.get("district", "").strip()
    address.is_default = is_default or first
    address.save()
    audit.record(verb="logistics.address.saved", subject=address, by=by, at=now)
    return address


@transaction.atomic
def remove_address(*, company_id: UUID, address_id: UUID, by: By, now: datetime) -> None:
    """Take an address off the list; orders placed to it keep their snapshot."""
    address = locks.locked(DeliveryAddress, address_id)
    if address.company_id != company_id or address.removed_at is not None:
        raise NotFound
    address.removed_at = now
    address.is_default = False
    address.save(update_fields=["removed_at", "is_default"])
    audit.record(verb="logistics.address.removed", subject=address, by=by, at=now)

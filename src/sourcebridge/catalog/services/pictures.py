"""Pictures of goods: uploaded by people, or fetched from the addresses an imported file names."""

from __future__ import annotations

import io
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.catalog.errors import TooManyPictures
from sourcebridge.catalog.models import Picture, PictureState, Product
from sourcebridge.kit import locks, uploads
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotAllowed, NotFound, Refusal
from sourcebridge.kit.uploads import Readable, StoredFile

MOST = 20


@transaction.atomic
def add_picture(
    *,
    company_id: UUID,
    product_id: UUID,
    file: Readable,
    by: By,
    now: datetime,
    alt: str = "",
    sku_id: UUID | None = None,
) -> Picture:
    """Store an uploaded picture behind the others. Raises TooManyPictures, NotFound and what `accept_image` raises."""
    product = _own(company_id, product_id, by)
    if Picture.objects.filter(product=product).exclude(state=PictureState.REMOVED).count() >= MOST:
        raise TooManyPictures(most=MOST)
    if sku_id is not None and not product.skus.filter(pk=sku_id).exists():
        raise NotFound
    last = Picture.objects.filter(product=product).order_by("-position").values_list("position", flat=True).first()
    picture = Picture(product=product, sku_id=sku_id, position=(last or 0) + 1, alt=alt[:300], added_at=now)
    _store(picture, uploads.accept_image(file))
    picture.save()
    audit.record(verb="catalog.picture.added", subject=product, by=by, at=now, picture=str(picture.id))
    return picture


@transaction.atomic
def remove_picture(*, company_id: UUID, picture_id: UUID, by: By, now: datetime) -> None:
    """Take a picture off its product; its address stays for orders that show it. Raises NotFound, NotAllowed."""
    picture = locks.locked(Picture, picture_id)
    product = _own(company_id, picture.product_id, by)
    audit.record(
        verb="catalog.picture.removed", subject=product, by=by, at=now, picture=str(picture.id), path=picture.path
    )
    retire(picture)


def retire(picture: Picture) -> None:
    """Take a picture off the page; a stored one keeps its address, a never stored one is forgotten."""
    if picture.sha256:
        picture.state = PictureState.REMOVED
        picture.save(update_fields=["state"])
    else:
        picture.delete()


@transaction.atomic
def keep_fetched(*, picture_id: UUID, content: bytes) -> bool:
    """Store what came from a picture's address; False when it is no picture (noted) or no longer waited for."""
    picture = locks.locked(Picture, picture_id)
    if picture.state != PictureState.WAITING:
        return False
    try:
        _store(picture, uploads.accept_image(io.BytesIO(content)))
    except Refusal:
        _miss(picture, "not_a_picture")
        return False
    picture.save()
    return True


@transaction.atomic
def mark_unreachable(*, picture_id: UUID, reason: str) -> None:
    """Note that a picture's address gave nothing; the product keeps its drawn picture."""
    picture = locks.locked(Picture, picture_id)
    if picture.state == PictureState.WAITING:
        _miss(picture, reason)


def _miss(picture: Picture, reason: str) -> None:
    picture.state, picture.problem = PictureState.UNREACHABLE, reason[:300]
    picture.save(update_fields=["state", "problem"])


def _store(picture: Picture, stored: StoredFile) -> None:
    picture.path, picture.sha256 = stored.path, stored.sha256
    picture.media_type, picture.size = stored.media_type, stored.size
    picture.state, picture.problem = PictureState.STORED, ""


def _own(company_id: UUID, product_id: UUID, by: By) -> Product:
    if by.actor != Actor.SUPPLIER:
        raise NotAllowed
    product = Product.objects.select_for_update(of=("self",)).filter(pk=product_id, shop__company_id=company_id).first()
    if product is None:
        raise NotFound
    return product

"""What a supplier sees of the own shop."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, QuerySet

from sourcebridge.catalog.models import (
    AgreedPrice,
    ImportItem,
    ImportRun,
    Picture,
    PictureState,
    Product,
    Shop,
)
from sourcebridge.kit.errors import NotFound


def shop_of(company_id: UUID) -> Shop | None:
    """The shop of a company, if it has opened one."""
    return Shop.objects.filter(company_id=company_id).first()


def own_product(company_id: UUID, product_id: UUID) -> Product:
    """A product of the company's own shop; raises NotFound."""
    product = Product.objects.filter(shop__company_id=company_id, pk=product_id).select_related("shop").first()
    if product is None:
        raise NotFound
    return product


def picture(picture_id: UUID, digest: str) -> Picture:
    """A stored picture by id and the beginning of its content's hash; raises NotFound.

    Pictures of goods are public like the pages that show them; an address cannot be guessed without the content.
    """
    row = Picture.objects.filter(pk=picture_id).exclude(sha256="").first()
    if row is None or len(digest) < 16 or not row.sha256.startswith(digest):
        raise NotFound
    return row


def waiting_picture(picture_id: UUID) -> Picture | None:
    """A picture whose address is still to be asked."""
    return Picture.objects.filter(pk=picture_id, state=PictureState.WAITING).first()


def agreed_prices_of(product_id: UUID) -> QuerySet[AgreedPrice]:
    """The promises on a product, those in force or to come first."""
    return (
        AgreedPrice.objects.filter(product_id=product_id)
        .select_related("buyer_company", "sku")
        .order_by(F("valid_until").desc(nulls_first=True), "-valid_from", "-id")
    )


def imports_of(company_id: UUID) -> QuerySet[ImportRun]:
    """The imports of a company's shop, newest first."""
    return ImportRun.objects.filter(shop__company_id=company_id).select_related("shop").order_by("-uploaded_at", "-id")


def import_run(company_id: UUID, run_id: UUID) -> ImportRun:
    """An import of the company's own shop; raises NotFound."""
    run = imports_of(company_id).filter(pk=run_id).first()
    if run is None:
        raise NotFound
    return run


def import_items(run_id: UUID, *, verdict: str = "") -> QuerySet[ImportItem]:
    """The products of an imported file in the file's order."""
    found = ImportItem.objects.filter(run_id=run_id).order_by("first_row")
    return found.filter(verdict=verdict) if verdict else found

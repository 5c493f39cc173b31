"""What a supplier sees of the own shop."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from sourcebridge.catalog.models import ImportItem, ImportRun, Product, Shop, Translation
from sourcebridge.catalog.queries import words
from sourcebridge.kit.errors import NotFound


def shop_of(company_id: UUID) -> Shop | None:
    """The shop of a company, if it has opened one."""
    return Shop.objects.filter(company_id=company_id).first()


def products_of(company_id: UUID, *, state: str = "", q: str = "") -> QuerySet[Product]:
    """A company's own goods in every state, newest change first; `q` looks into titles, handles and article numbers."""
    found = Product.objects.filter(shop__company_id=company_id).select_related("shop")
    if state:
        found = found.filter(state=state)
    if q:
        titled = Translation.objects.filter(
            object_type=words.PRODUCT, object_id=OuterRef("pk"), field="title", text__icontains=q
        )
        found = found.filter(Exists(titled) | Q(handle__icontains=q) | Q(skus__code__icontains=q)).distinct()
    return found.annotate(sku_count=Count("skus", filter=Q(skus__active=True), distinct=True)).order_by(
        "-changed_at", "-id"
    )


def own_product(company_id: UUID, product_id: UUID) -> Product:
    """A product of the company's own shop; raises NotFound."""
    product = Product.objects.filter(shop__company_id=company_id, pk=product_id).select_related("shop").first()
    if product is None:
        raise NotFound
    return product


def imports_of(company_id: UUID) -> QuerySet[ImportRun]:
    """The imports of a company's shop, newest first."""
    return ImportRun.objects.filter(shop__company_id=company_id).select_related("shop").order_by("-uploaded_at", "-id")


def import_items(run_id: UUID, *, verdict: str = "") -> QuerySet[ImportItem]:
    """The products of an imported file in the file's order."""
    found = ImportItem.objects.filter(run_id=run_id).order_by("first_row")
    return found.filter(verdict=verdict) if verdict else found

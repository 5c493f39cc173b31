"""Carry out what one product of a file means, and take over the pictures it names."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from procrastinate.contrib.django import app as jobs

from sourcebridge.audit import services as audit
from sourcebridge.catalog import drafts, events, intake
from sourcebridge.catalog.intake import Answers
from sourcebridge.catalog.models import ImportItem, ImportRun, Picture, PictureState, Product
from sourcebridge.catalog.services import goods, pictures
from sourcebridge.kit.actors import By

if TYPE_CHECKING:
    from sourcebridge.catalog.services.intake_items import Plan

FETCH = "catalog.fetch_picture"


def carry_out(
    run: ImportRun, item: ImportItem, product: Product | None, plan: Plan, answers: Answers, by: By, now: datetime
) -> None:
    """Create or edit the product by the verbs of the catalogue, then its pictures, stock and state."""
    company_id = run.shop.company_id
    if plan.draft is None:
        item.product = product
        return
    known = set(product.skus.values_list("options_key", flat=True)) if product else set()
    if product is None:
        product = goods.create_product(company_id=company_id, draft=plan.draft, by=by, now=now)
    elif plan.changes:
        product = goods.edit_product(company_id=company_id, product_id=product.id, draft=plan.draft, by=by, now=now)
    if plan.pictures:
        take_pictures(product, item.said, now)
    product.imported = {**product.imported, **intake.flat(item.said)}
    product.save(update_fields=["imported"])
    if answers.stock == intake.STOCK_NEW:
        skus = {key: sku_id for sku_id, key in product.skus.values_list("id", "options_key") if key not in known}
        fact = counted(run, product, item.said, skus, now)
        if fact is not None:
            audit.publish(fact)
    if plan.move == "publish":
        product = goods.publish(company_id=company_id, product_id=product.id, by=by, now=now)
    elif plan.move == "withdraw":
        product = goods.withdraw(company_id=company_id, product_id=product.id, by=by, now=now)
    item.product = product


def counted(
    run: ImportRun, product: Product, said: dict[str, Any], skus: dict[str, UUID], now: datetime
) -> events.StockCounted | None:
    """The fact that tells the counts a file names for new SKUs (by normal form of the options), if it names any."""
    named = intake.counts(said)
    fresh = {str(skus[key]): count for key, count in named.items() if key in skus}
    if not fresh:
        return None
    return events.StockCounted(
        at=now,
        product_id=product.id,
        shop_id=run.shop_id,
        company_id=run.shop.company_id,
        counts=fresh,
        unit=product.unit,
        import_run_id=run.id,
    )


def pictures_differ(product: Product, said: dict[str, Any]) -> tuple[bool, list[dict[str, Any]]]:
    """Whether the file's pictures are others than the product has from files, and the change in words."""
    wanted = [picture["src"] for picture in said.get("pictures") or ()]
    before = product.imported.get("pictures")
    if before is None and "titles" in said:
        on_page = product.pictures.exclude(source_url="").exclude(state=PictureState.REMOVED)
        before = list(on_page.order_by("position", "id").values_list("source_url", flat=True))
    before = before or []
    if before == wanted:
        return "titles" not in said, []
    return True, [{"field": "pictures", "before": len(before), "after": len(wanted)}]


def take_pictures(product: Product, said: dict[str, Any], now: datetime) -> None:
    """Bring the pictures that come from files to the file's list; new addresses are fetched by a job."""
    wanted = {picture["src"]: picture for picture in said.get("pictures") or ()}
    skus = dict(product.skus.values_list("options_key", "id"))
    of_variant = variants_shown(said)
    on_page = product.pictures.exclude(source_url="").exclude(state=PictureState.REMOVED)
    current = {picture.source_url: picture for picture in on_page}
    for source, row in current.items():
        if source not in wanted:
            pictures.retire(row)
    for position, (source, picture) in enumerate(wanted.items(), start=1):
        sku_id = skus.get(of_variant.get(source, "-"))
        if source in current:
            row = current[source]
            row.position, row.sku_id, row.alt = position, sku_id, picture["alt"]
            row.save(update_fields=["position", "sku_id", "alt"])
            continue
        row = waiting(product, source, picture["alt"], position, sku_id, now)
        row.save()
        jobs.configure_task(FETCH, queue="pictures", priority=audit.BEHIND).defer(picture_id=str(row.id))


def variants_shown(said: dict[str, Any]) -> dict[str, str]:
    """Which variant (normal form of its options) an address shows."""
    return {sku["picture"]: drafts.options_key(sku["options"]) for sku in said["skus"] if sku["picture"]}


def waiting(product: Product, source: str, alt: str, position: int, sku_id: UUID | None, now: datetime) -> Picture:
    """A picture that is still to be fetched."""
    return Picture(
        product=product, sku_id=sku_id, position=position, alt=alt, source_url=source, state=PictureState.WAITING,
        added_at=now,
    )  # fmt: skip

"""Goods into the catalogue and onto the shelves, many at once: what create_product, receive and publish would write."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog import events
from sourcebridge.catalog.drafts import ProductDraft, SkuDraft, TierDraft
from sourcebridge.catalog.models import (
    AttributeValue,
    Packaging,
    PriceTier,
    Product,
    ProductVersion,
    Shop,
    Sku,
    TextStatus,
    Translation,
)
from sourcebridge.catalog.queries.words import PRODUCT, source_hash
from sourcebridge.catalog.services import details, versions, writing
from sourcebridge.catalog.states import PRODUCT as LIFE
from sourcebridge.catalog.states import ProductState
from sourcebridge.demo.bulk import Sink
from sourcebridge.demo.compose import Goods
from sourcebridge.inventory.events import StockChanged
from sourcebridge.inventory.models import Movement, Pool, Site
from sourcebridge.kit.actors import By
from sourcebridge.kit.ids import uuid7
from sourcebridge.parameters import queries as parameters

ORDER = (
    Product, Sku, PriceTier, Translation, AttributeValue, Packaging, ProductVersion, Pool, Movement, AuditEntry,
    EventRecord,
)  # fmt: skip


class Shelves:
    """Writes products of many shops; `flush` after every few hundred keeps memory flat."""

    def __init__(self, *, now: datetime) -> None:
        self.sink = Sink(*ORDER)
        self._known = details.Known()
        self._most = int(parameters.value("price_ladder.tiers", at=now))

    def put(self, goods: Goods, *, shop: Shop, site: Site, by: By, at: datetime) -> Product:
        """One published product with its stock; made at `at`, on sale 20 minutes later. Raises as the verbs do."""
        draft = goods.draft.checked(most_tiers=self._most)
        self._known.leaf(draft.category)
        product = Product(shop=shop, handle=draft.handle, created_at=at, changed_at=at)
        writing.take(product, draft)
        self.sink.add(product)
        skus = [(uuid7(), sku) for sku in draft.skus]
        for position, (sku_id, sku) in enumerate(skus, start=1):
            self.sink.put(
                Sku, id=sku_id, product_id=product.id, position=position, code=sku.code,
                options=[list(pair) for pair in sku.options], options_key=sku.key, weight_g=sku.weight_g,
                barcode=sku.barcode, active=sku.active,
            )  # fmt: skip
        self._words(product, draft)
        self._ladders(product, skus, draft)
        self.sink.add(*details.values_of(product, draft, self._known.of(draft.category)))
        self.sink.add(*(details.packed(product, pack, {}) for pack in draft.packaging))
        self.sink.add(versions.version(product, draft, by=by, now=at, changed=[]))
        self.sink.note("catalog.product.create", product, by, at, after=product.state, handle=draft.handle)
        whose = {"product_id": product.id, "shop_id": shop.id, "company_id": shop.company_id}
        self.sink.tell(events.ProductCreated(at=at, **whose))
        self._receive(skus, goods.stock, product, site, by, at + timedelta(minutes=10))
        self._publish(product, by, at + timedelta(minutes=20), whose)
        return product

    def flush(self) -> None:
        """Write what was put so far."""
        self.sink.flush()

    def _receive(
        self, skus: list[tuple[UUID, SkuDraft]], stock: Iterable[Decimal], product: Product, site: Site, by: By,
        at: datetime,
    ) -> None:  # fmt: skip
        came = [(sku_id, amount) for (sku_id, _sku), amount in zip(skus, stock, strict=True) if amount > 0]
        for sku_id, amount in came:
            pool_id, counted = uuid7(), f"{amount:.3f}"
            self.sink.put(
                Pool, id=pool_id, site_id=site.id, sku_id=sku_id, on_hand=amount, unit=product.unit, version=1
            )
            self.sink.put(
                Movement, pool_id=pool_id, kind="RECEIVED", delta=amount, on_hand_after=amount, by_user_id=by.user_id,
                by_name=by.name, at=at,
            )  # fmt: skip
            facts = {"sku_id": str(sku_id), "delta": counted, "on_hand": counted, "unit": product.unit, "reason": ""}
            self.sink.note_of("inventory.pool", pool_id, "inventory.stock.received", by, at, "", "", facts)
        if came:
            ids = [str(sku_id) for sku_id, _amount in came]
            self.sink.tell(StockChanged(at=at, company_id=product.shop.company_id, sku_ids=ids))

    def _publish(self, product: Product, by: By, at: datetime, whose: dict[str, UUID]) -> None:
        before = product.state
        product.state = LIFE.check(before, "publish", by.actor).result(before)
        product.published_at = product.changed_at = at
        self.sink.note(f"{LIFE.name}.publish", product, by, at, before=before, after=ProductState.PUBLISHED)
        self.sink.tell(events.ProductPublished(at=at, **whose))

    def _ladders(self, product: Product, skus: list[tuple[UUID, SkuDraft]], draft: ProductDraft) -> None:
        ladders: list[tuple[UUID | None, tuple[TierDraft, ...]]] = [(None, draft.tiers)]
        ladders += [(sku_id, sku.tiers) for sku_id, sku in skus]
        for owner, tiers in ladders:
            for least, price in tiers:
                self.sink.put(PriceTier, product_id=product.id, sku_id=owner, min_quantity=least, unit_price=price)

    def _words(self, product: Product, draft: ProductDraft) -> None:
        for field, texts in (("title", draft.titles), ("description", draft.descriptions)):
            digest = source_hash(texts.get(draft.language, ""))
            for language, text in texts.items():
                status = TextStatus.ORIGINAL if language == draft.language else TextStatus.REVIEWED
                if text:
                    self.sink.put(
                        Translation, object_type=PRODUCT, object_id=product.id, field=field, language=language,
                        text=text, status=status, source_hash=digest,
                    )  # fmt: skip

"""Goods into the catalogue and onto the shelves, many at once: what create_product, receive and publish would write."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog import events
from sourcebridge.catalog.drafts import ProductDraft, TierDraft
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
from sourcebridge.inventory.models import Movement, MovementKind, Pool, Site
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
        skus = [
            Sku(
                id=uuid7(), product=product, position=position, code=sku.code,
                options=[list(pair) for pair in sku.options], options_key=sku.key, weight_g=sku.weight_g,
                barcode=sku.barcode, active=sku.active,
            )
            for position, sku in enumerate(draft.skus, start=1)
        ]  # fmt: skip
        self.sink.add(product, *skus, *_tiers(product, skus, draft), *_texts(product, draft))
        self.sink.add(*details.values_of(product, draft, self._known.of(draft.category)))
        keys = {sku.options_key: sku for sku in skus}
        self.sink.add(*(details.packed(product, pack, keys) for pack in draft.packaging))
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
        self, skus: list[Sku], stock: Iterable[Decimal], product: Product, site: Site, by: By, at: datetime
    ) -> None:
        came = [(sku, amount) for sku, amount in zip(skus, stock, strict=True) if amount > 0]
        for sku, amount in came:
            pool = Pool(site=site, sku=sku, on_hand=amount, unit=product.unit, version=1)
            self.sink.add(
                pool,
                Movement(
                    pool=pool, kind=MovementKind.RECEIVED, delta=amount, on_hand_after=amount, by_user_id=by.user_id,
                    by_name=by.name, at=at,
                ),
            )  # fmt: skip
            counted = f"{amount:.3f}"
            facts = {"sku_id": str(sku.id), "delta": counted, "on_hand": counted, "unit": product.unit}
            self.sink.note("inventory.stock.received", pool, by, at, **facts, reason="")
        if came:
            ids = [str(sku.id) for sku, _amount in came]
            self.sink.tell(StockChanged(at=at, company_id=product.shop.company_id, sku_ids=ids))

    def _publish(self, product: Product, by: By, at: datetime, whose: dict[str, object]) -> None:
        before = product.state
        product.state = LIFE.check(before, "publish", by.actor).result(before)
        product.published_at = product.changed_at = at
        self.sink.note(f"{LIFE.name}.publish", product, by, at, before=before, after=ProductState.PUBLISHED)
        self.sink.tell(events.ProductPublished(at=at, **whose))  # type: ignore[arg-type]


def _tiers(product: Product, skus: list[Sku], draft: ProductDraft) -> list[PriceTier]:
    ladders: list[tuple[Sku | None, tuple[TierDraft, ...]]] = [(None, draft.tiers)]
    ladders += [(row, sku.tiers) for row, sku in zip(skus, draft.skus, strict=True)]
    return [
        PriceTier(product=product, sku=sku, min_quantity=least, unit_price=price)
        for sku, tiers in ladders
        for least, price in tiers
    ]


def _texts(product: Product, draft: ProductDraft) -> list[Translation]:
    found = []
    for field, texts in (("title", draft.titles), ("description", draft.descriptions)):
        digest = source_hash(texts.get(draft.language, ""))
        found += [
            Translation(
                object_type=PRODUCT, object_id=product.id, field=field, language=language, text=text,
                status=TextStatus.ORIGINAL if language == draft.language else TextStatus.REVIEWED, source_hash=digest,
            )
            for language, text in texts.items()
            if text
        ]  # fmt: skip
    return found

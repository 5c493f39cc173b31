"""What the catalogue announces."""

from __future__ import annotations

import dataclasses
import uuid
from typing import ClassVar

from sourcebridge.kit.events import Event


@dataclasses.dataclass(frozen=True, kw_only=True)
class _OfProduct(Event):
    product_id: uuid.UUID
    shop_id: uuid.UUID
    company_id: uuid.UUID


@dataclasses.dataclass(frozen=True, kw_only=True)
class ProductCreated(_OfProduct):
    """A draft was made."""

    name: ClassVar[str] = "catalog.product.created"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ProductChanged(_OfProduct):
    """Words, prices, SKUs or terms of a product changed; `fields` names which."""

    name: ClassVar[str] = "catalog.product.changed"
    fields: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True, kw_only=True)
class ProductPublished(_OfProduct):
    """The product is for sale."""

    name: ClassVar[str] = "catalog.product.published"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ProductWithdrawn(_OfProduct):
    """The product is no longer for sale."""

    name: ClassVar[str] = "catalog.product.withdrawn"


@dataclasses.dataclass(frozen=True, kw_only=True)
class AgreedPriceSet(_OfProduct):
    """A buyer company has a price of its own from now on."""

    name: ClassVar[str] = "catalog.agreed_price.set"
    agreed_price_id: uuid.UUID
    buyer_company_id: uuid.UUID


@dataclasses.dataclass(frozen=True, kw_only=True)
class AgreedPriceEnded(_OfProduct):
    """An agreed price no longer holds."""

    name: ClassVar[str] = "catalog.agreed_price.ended"
    agreed_price_id: uuid.UUID
    buyer_company_id: uuid.UUID


@dataclasses.dataclass(frozen=True, kw_only=True)
class StockCounted(_OfProduct):
    """A file counted new SKUs: `counts` maps SKU ids to quantities in `unit` (text); the stock domain books them."""

    name: ClassVar[str] = "catalog.stock.counted"
    counts: dict[str, str]
    unit: str
    import_run_id: uuid.UUID


@dataclasses.dataclass(frozen=True, kw_only=True)
class _OfImport(Event):
    import_run_id: uuid.UUID
    company_id: uuid.UUID


@dataclasses.dataclass(frozen=True, kw_only=True)
class ImportAsked(_OfImport):
    """A file was read; some questions are open."""

    name: ClassVar[str] = "catalog.import.asked"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ImportPreviewed(_OfImport):
    """What a file would change is known."""

    name: ClassVar[str] = "catalog.import.previewed"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ImportStarted(_OfImport):
    """An import is being applied."""

    name: ClassVar[str] = "catalog.import.started"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ImportApplied(_OfImport):
    """Every row of the file was applied or reported."""

    name: ClassVar[str] = "catalog.import.applied"
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0


@dataclasses.dataclass(frozen=True, kw_only=True)
class ImportFailed(_OfImport):
    """An import stopped half way; what was applied stays, the rest can be taken up again."""

    name: ClassVar[str] = "catalog.import.failed"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ImportCancelled(_OfImport):
    """An import was given up; what was applied stays."""

    name: ClassVar[str] = "catalog.import.cancelled"

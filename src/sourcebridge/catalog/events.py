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
class ExportListed(_OfProduct):
    """Buyers abroad are asked other prices or terms from now on."""

    name: ClassVar[str] = "catalog.export.listed"
    edition: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class ExportWithdrawn(_OfProduct):
    """The goods are no longer listed for buyers abroad."""

    name: ClassVar[str] = "catalog.export.withdrawn"


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
class ImportRefused(_OfImport):
    """A file cannot be read; `reason` is its code."""

    name: ClassVar[str] = "catalog.import.refused"
    reason: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class ImportAnswered(_OfImport):
    """What a file could not say was said; the preview is being worked out."""

    name: ClassVar[str] = "catalog.import.answered"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ImportResumed(_OfImport):
    """Reading or previewing a file goes on where it stopped."""

    name: ClassVar[str] = "catalog.import.resumed"


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


@dataclasses.dataclass(frozen=True, kw_only=True)
class _OfChange(_OfProduct):
    change_id: uuid.UUID


@dataclasses.dataclass(frozen=True, kw_only=True)
class ChangeAsked(_OfChange):
    """An edit of goods on sale waits for the platform."""

    name: ClassVar[str] = "catalog.change.asked"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ChangeConfirmed(_OfChange):
    """The edit is in force; `by_rule` when it was small enough to confirm itself."""

    name: ClassVar[str] = "catalog.change.confirmed"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ChangeRejected(_OfChange):
    """The edit was rejected; the goods stay as they were."""

    name: ClassVar[str] = "catalog.change.rejected"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ChangeWithdrawn(_OfChange):
    """The supplier took the edit back."""

    name: ClassVar[str] = "catalog.change.withdrawn"


@dataclasses.dataclass(frozen=True, kw_only=True)
class _OfShop(Event):
    shop_id: uuid.UUID
    company_id: uuid.UUID


@dataclasses.dataclass(frozen=True, kw_only=True)
class ShopChanged(_OfShop):
    """Name, profile, shelves or mixed-batch terms of a shop changed."""

    name: ClassVar[str] = "catalog.shop.changed"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClosureSet(_OfShop):
    """A shop announced, changed or ended holidays."""

    name: ClassVar[str] = "catalog.closure.set"


@dataclasses.dataclass(frozen=True, kw_only=True)
class _OfApproval(_OfShop):
    buyer_company_id: uuid.UUID


@dataclasses.dataclass(frozen=True, kw_only=True)
class ApprovalAsked(_OfApproval):
    """A buyer asks to see guarded prices."""

    name: ClassVar[str] = "catalog.approval.asked"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ApprovalGiven(_OfApproval):
    """The buyer sees the prices from now on."""

    name: ClassVar[str] = "catalog.approval.approved"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ApprovalRefused(_OfApproval):
    """The shop does not show its prices to this buyer."""

    name: ClassVar[str] = "catalog.approval.refused"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ApprovalEnded(_OfApproval):
    """The buyer no longer sees the prices."""

    name: ClassVar[str] = "catalog.approval.ended"


@dataclasses.dataclass(frozen=True, kw_only=True)
class CategoryChanged(Event):
    """The operator changed a category, its attributes or options."""

    name: ClassVar[str] = "catalog.category.changed"
    code: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class _OfBulk(Event):
    bulk_run_id: uuid.UUID
    company_id: uuid.UUID


@dataclasses.dataclass(frozen=True, kw_only=True)
class BulkStarted(_OfBulk):
    """A change of many goods is being made; each product announces its own."""

    name: ClassVar[str] = "catalog.bulk.started"


@dataclasses.dataclass(frozen=True, kw_only=True)
class BulkDropped(_OfBulk):
    """A change of many goods was looked at and not made."""

    name: ClassVar[str] = "catalog.bulk.dropped"


@dataclasses.dataclass(frozen=True, kw_only=True)
class BulkDone(_OfBulk):
    """A change of many goods ended; the counts say what came of it."""

    name: ClassVar[str] = "catalog.bulk.done"
    changed: int = 0
    unchanged: int = 0
    waiting: int = 0
    refused: int = 0


@dataclasses.dataclass(frozen=True, kw_only=True)
class BulkUndoing(_OfBulk):
    """A change of many goods is being put back."""

    name: ClassVar[str] = "catalog.bulk.undoing"


@dataclasses.dataclass(frozen=True, kw_only=True)
class BulkUndone(_OfBulk):
    """A change of many goods was put back wherever nothing else had changed since."""

    name: ClassVar[str] = "catalog.bulk.undone"

"""API shapes of the catalogue. Numbers of amounts, quantities and weights are strings."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from sourcebridge.catalog.drafts import (
    AttributeDraft,
    PackagingDraft,
    ProductDraft,
    SkuDraft,
    TierDraft,
    options_key,
)
from sourcebridge.catalog.intake import Answers
from sourcebridge.catalog.models import OTHER_GOODS
from sourcebridge.kit.schemas import Count, Input, Price


class TierIn(Input):
    """One step of a ladder: from `min_quantity` on, `unit_price` per unit."""

    min_quantity: Decimal
    unit_price: Decimal

    def draft(self) -> TierDraft:
        """The step as the services take it."""
        return self.min_quantity, self.unit_price


class SkuIn(Input):
    """One variant; `options` is a list of [name, value]; tiers of its own replace the product's; weight in grams."""

    options: list[tuple[str, str]] = []
    code: str = Field("", max_length=80)
    weight_g: Decimal | None = None
    barcode: str = Field("", max_length=40)
    active: bool = True
    tiers: list[TierIn] = []

    def draft(self) -> SkuDraft:
        """The variant as the services take it."""
        return SkuDraft(
            options=tuple((name, value) for name, value in self.options),
            code=self.code,
            weight_g=self.weight_g,
            barcode=self.barcode,
            active=self.active,
            tiers=tuple(tier.draft() for tier in self.tiers),
        )


class PackagingIn(Input):
    """One level of packing: base units in it, grams, millimetres; null is unknown, zero is refused."""

    level: str
    holds: Decimal | None = None
    net_weight_g: Decimal | None = None
    gross_weight_g: Decimal | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    options: list[tuple[str, str]] = []

    def draft(self) -> PackagingDraft:
        """The level as the services take it."""
        return PackagingDraft(**self.dict(exclude={"options"}), sku_key=options_key(self.options))


class ProductIn(Input):
    """A whole product; texts are keyed by language code (zh-hans, en), attributes by code: ["150"], ["yes"], ["twill"].

    `category` is the code of a leaf, see /categories.
    """

    handle: str = ""
    titles: dict[str, str]
    descriptions: dict[str, str] = {}
    language: str = "zh-hans"
    category: str = OTHER_GOODS
    unit: str
    currency: str = "CNY"
    moq: Decimal = Decimal(1)
    batch_multiple: Decimal = Decimal(1)
    dispatch_hours: int = 48
    deduct_on: str = "ON_ORDER"
    option_names: list[str] = []
    tiers: list[TierIn] = []
    skus: list[SkuIn] = []
    sell_unit: str = ""
    sample_price: Decimal | None = None
    sample_most: Decimal | None = None
    audience: str = "PUBLIC"
    attributes: dict[str, list[str]] = {}
    packaging: list[PackagingIn] = []

    def draft(self) -> ProductDraft:
        """The product as the services take it."""
        own = self.dict(exclude={"tiers", "skus", "option_names", "attributes", "packaging"})
        return ProductDraft(
            **own,
            attributes=tuple(AttributeDraft(code, tuple(values)) for code, values in self.attributes.items()),
            packaging=tuple(pack.draft() for pack in self.packaging),
            option_names=tuple(self.option_names),
            tiers=tuple(tier.draft() for tier in self.tiers),
            skus=tuple(sku.draft() for sku in self.skus) or (SkuDraft(),),
        )


class TierOut(Schema):
    """One step of a ladder."""

    minimum: Count
    price: Price


class SkuOut(Schema):
    """One variant as this caller may buy it; weight unknown is null."""

    sku_id: UUID
    code: str
    options: dict[str, str]
    tiers: list[TierOut]
    per_product: bool
    agreed: bool
    weight_g: str | None
    picture_url: str | None
    active: bool


class AnswerOut(Schema):
    """What the goods are in one respect, in the reader's words; `options` are the codes of listed answers."""

    code: str
    name: str
    text: str
    options: list[str]


class PackOut(Schema):
    """One level of packing: base units in it, grams, length, width and height in mm; null is unknown."""

    level: str
    holds: Count | None
    net_weight_g: str | None
    gross_weight_g: str | None
    sides_mm: list[int] | None


class BranchOut(Schema):
    """One category on the way from the root to the leaf."""

    code: str
    name: str


class OfferOut(Schema):
    """A product as its page shows it; `translated` False means the title is shown in the original.

    `price_hidden`: the shop shows its prices to buyers it approved and the caller is none, so there are no tiers.
    """

    product_id: UUID
    shop: str
    shop_name: str
    supplier_company_id: UUID
    supplier_name: str
    handle: str
    category: str
    state: str
    revision: int
    title: str
    translated: bool
    description: str
    option_names: list[str]
    unit: str
    currency: str
    moq: Count
    batch_multiple: Count
    dispatch_hours: int
    deduct_on: str
    tiers: list[TierOut]
    agreed: bool
    skus: list[SkuOut]
    pictures: list[str]
    path: list[BranchOut]
    attributes: list[AnswerOut]
    packaging: list[PackOut]
    price_hidden: bool
    sell_unit: str
    sample_price: Price | None
    sample_most: Count | None


class ListedOut(Schema):
    """A product in a list."""

    product_id: UUID
    shop: str
    handle: str
    title: str
    moq: Count
    first: TierOut | None
    best: TierOut | None
    agreed: bool
    dispatch_hours: int
    region: str
    picture_url: str
    sku_ids: list[UUID]


class ProductOut(Schema):
    """One of the company's own products."""

    id: UUID
    handle: str
    state: str
    revision: int
    changed_at: datetime
    published_at: datetime | None


class ShopOut(Schema):
    """The company's shop."""

    id: UUID
    name: str
    name_en: str
    slug: str
    freight_note: str


class ShopIn(Input):
    """What the shop is called."""

    name: str = Field(max_length=120)
    name_en: str = Field("", max_length=120)
    freight_note: str = Field("", max_length=200)


class AgreedIn(Input):
    """A price for one buyer company, named by its id or its exact registered name; `valid_from` empty means now."""

    buyer_company_id: UUID | None = None
    buyer_name: str = ""
    sku_id: UUID | None = None
    min_quantity: Decimal = Decimal(1)
    unit_price: Decimal
    valid_from: datetime | None = None
    valid_until: datetime | None = None


class AgreedOut(Schema):
    """A price promised to one buyer company."""

    id: UUID
    product_id: UUID
    sku_id: UUID | None
    buyer_company_id: UUID
    min_quantity: str
    unit_price: str
    valid_from: datetime
    valid_until: datetime | None


class PictureOut(Schema):
    """A picture of a product; `url` is empty until it is stored here."""

    id: UUID
    url: str
    state: str
    source_url: str
    problem: str


class AnswersIn(Input):
    """What a file cannot say; shapes new goods only. `columns` has the meaning of each column of a foreign file."""

    currency: str = "CNY"
    unit: str = "C62"
    moq: Decimal = Decimal(1)
    batch_multiple: Decimal = Decimal(1)
    weight_g: Decimal | None = None
    dispatch_hours: int = 48
    deduct_on: str = "ON_ORDER"
    language: str = "en"
    stock: str = "NEW"
    publish: str = "AS_FILE"
    columns: list[str] | None = None

    def answers(self) -> Answers:
        """The answers as the service takes them."""
        return Answers(**self.dict(exclude={"columns"}))


class ColumnOut(Schema):
    """A column of a file: what it probably means (a code of GET /imports/targets), how sure from 0 to 1, by what."""

    header: str
    target: str
    sure: float
    by: str


class TargetOut(Schema):
    """What a column of a file can mean."""

    code: str
    name: str


class ImportOut(Schema):
    """An import; `tally` counts products by verdict, `done` of `total` products are applied.

    While the file is read or judged `working` of `working_total` rows are done (null: not known yet).
    """

    id: UUID
    file_name: str
    kind: str
    format: str
    sha256: str
    state: str
    columns: list[ColumnOut]
    working: int
    working_total: int | None
    encoding: str
    rows: int
    ignored_columns: list[str]
    answers: dict[str, Any]
    tally: dict[str, int]
    done: int
    total: int
    failed: int
    missing_pictures: list[str]
    problem: str


class ImportItemOut(Schema):
    """One product of a file; `problems` name row, field, value and reason."""

    id: UUID
    first_row: int
    handle: str
    verdict: str
    product_id: UUID | None
    changes: list[dict[str, Any]]
    problems: list[dict[str, Any]]
    applied: bool

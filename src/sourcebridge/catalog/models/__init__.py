"""Nouns: the category tree, shops and what they sell, in which words, at which prices."""

from sourcebridge.catalog.models.bulk import BulkAct, BulkItem, BulkRun, Outcome
from sourcebridge.catalog.models.category import (
    LEAF,
    OTHER_GOODS,
    Attribute,
    AttributeKind,
    AttributeOption,
    Category,
    Kind,
)
from sourcebridge.catalog.models.exporting import ExportListing, ExportRule, ExportTier
from sourcebridge.catalog.models.intake import (
    FileFormat,
    FileKind,
    ImportItem,
    ImportMapping,
    ImportRow,
    ImportRun,
    Verdict,
)
from sourcebridge.catalog.models.pictures import Picture, PictureState
from sourcebridge.catalog.models.prices import AgreedPrice, PriceTier
from sourcebridge.catalog.models.product import (
    AttributeValue,
    Audience,
    DeductOn,
    Packaging,
    PackagingLevel,
    Product,
    SectionItem,
    SellUnit,
    ShopSection,
    Sku,
)
from sourcebridge.catalog.models.review import ProductChange, ProductVersion
from sourcebridge.catalog.models.shop import ApprovedBuyer, Closure, MixRule, Shop
from sourcebridge.catalog.models.words import Language, TextStatus, Translation

__all__ = [
    "LEAF",
    "OTHER_GOODS",
    "AgreedPrice",
    "ApprovedBuyer",
    "Attribute",
    "AttributeKind",
    "AttributeOption",
    "AttributeValue",
    "Audience",
    "BulkAct",
    "BulkItem",
    "BulkRun",
    "Category",
    "Closure",
    "DeductOn",
    "ExportListing",
    "ExportRule",
    "ExportTier",
    "FileFormat",
    "FileKind",
    "ImportItem",
    "ImportMapping",
    "ImportRow",
    "ImportRun",
    "Kind",
    "Language",
    "MixRule",
    "Outcome",
    "Packaging",
    "PackagingLevel",
    "Picture",
    "PictureState",
    "PriceTier",
    "Product",
    "ProductChange",
    "ProductVersion",
    "SectionItem",
    "SellUnit",
    "Shop",
    "ShopSection",
    "Sku",
    "TextStatus",
    "Translation",
    "Verdict",
]

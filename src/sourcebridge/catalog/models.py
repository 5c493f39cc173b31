"""Nouns: shops and what they sell, in which words, at which prices."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sourcebridge.catalog.states import IMPORT_RUN, PRODUCT, ImportState, ProductState
from sourcebridge.kit.currency import EXPONENTS
from sourcebridge.kit.models import Stored
from sourcebridge.kit.quantity import UNITS
from sourcebridge.parties.models import Company


class Shop(Stored):
    """The one shop of a selling company; `slug` stands in addresses."""

    company = models.OneToOneField(Company, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("shop name"), max_length=120)
    name_en = models.CharField(_("shop name in English"), max_length=120, blank=True)
    slug = models.SlugField(max_length=60, unique=True)
    freight_note = models.CharField(_("note on freight"), max_length=200, blank=True)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class DeductOn(models.TextChoices):
    """When an order takes goods out of stock (拍下减 / 付款减)."""

    ON_ORDER = "ON_ORDER", _("when the order is placed")
    ON_PAYMENT = "ON_PAYMENT", _("when the order is paid")


class Category(models.TextChoices):
    """What kind of thing it is: decides the drawn picture, later the category tree's root."""

    FABRIC = "FABRIC", _("Fabric")
    GARMENT = "GARMENT", _("Garments")
    SHOE = "SHOE", _("Shoes")
    BAG = "BAG", _("Bags")
    POT = "POT", _("Pots and plants")
    FURNITURE = "FURNITURE", _("Furniture")
    LIGHT = "LIGHT", _("Lights and candles")
    BEDDING = "BEDDING", _("Bedding and cushions")
    TOOL = "TOOL", _("Tools")
    OTHER = "OTHER", _("Other goods")


class Language(models.TextChoices):
    """The languages goods are described in."""

    ZH = "zh-hans", "中文"
    EN = "en", "English"


class Product(Stored):
    """One offer. Words are in Translation; `language` is the one it was written in.

    Quantities (`moq`, `batch_multiple`) are in `unit`, prices per `unit` in `currency`. `revision` counts changes.
    `imported` is what the last file said, so that a hand edit survives the same file coming again.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="products")
    handle = models.SlugField(max_length=120, allow_unicode=True)
    category = models.CharField(max_length=12, choices=Category, default=Category.OTHER)
    language = models.CharField(max_length=10, choices=Language, default=Language.ZH)
    unit = models.CharField(max_length=3)
    currency = models.CharField(max_length=3, default="CNY")
    moq = models.DecimalField(max_digits=18, decimal_places=3)
    batch_multiple = models.DecimalField(max_digits=18, decimal_places=3)
    dispatch_hours = models.PositiveSmallIntegerField()
    deduct_on = models.CharField(max_length=12, choices=DeductOn, default=DeductOn.ON_ORDER)
    option_names = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=ProductState, default=ProductState.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    imported = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-published_at", "-id"], condition=Q(state="PUBLISHED"), name="product_for_sale")
        ]
        constraints = [
            models.UniqueConstraint(fields=["shop", "handle"], name="one_product_per_handle"),
            PRODUCT.constraint("product_state"),
            models.CheckConstraint(condition=Q(category__in=sorted(Category.values)), name="product_category"),
            models.CheckConstraint(condition=Q(language__in=sorted(Language.values)), name="product_language"),
            models.CheckConstraint(condition=Q(deduct_on__in=sorted(DeductOn.values)), name="product_deduct_on"),
            models.CheckConstraint(condition=Q(unit__in=sorted(UNITS)), name="product_unit"),
            models.CheckConstraint(condition=Q(currency__in=sorted(EXPONENTS)), name="product_currency"),
            models.CheckConstraint(condition=Q(moq__gt=0, batch_multiple__gt=0), name="product_steps_positive"),
            models.CheckConstraint(condition=Q(dispatch_hours__gt=0), name="product_promise_positive"),
        ]

    def __str__(self) -> str:
        return self.handle


class Sku(Stored):
    """One variant. `options` is a list of [name, value]; `options_key` their normal form; weight unknown is null."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="skus")
    position = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(_("article number"), max_length=80)
    options = models.JSONField(default=list)
    options_key = models.CharField(max_length=300, blank=True)
    weight_g = models.DecimalField(_("weight in grams"), max_digits=12, decimal_places=3, null=True)
    barcode = models.CharField(max_length=40, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "options_key"], name="one_sku_per_options"),
            models.UniqueConstraint(fields=["product", "code"], name="one_sku_per_code"),
            models.CheckConstraint(condition=Q(weight_g=None) | Q(weight_g__gt=0), name="sku_weight_positive"),
        ]

    def __str__(self) -> str:
        return self.code


class PriceTier(Stored):
    """From `min_quantity` on, `unit_price` per unit. Tiers of a SKU replace those of its product."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="tiers")
    sku = models.ForeignKey(Sku, null=True, on_delete=models.CASCADE, related_name="tiers")
    min_quantity = models.DecimalField(max_digits=18, decimal_places=3)
    unit_price = models.DecimalField(max_digits=20, decimal_places=6)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "sku", "min_quantity"], nulls_distinct=False, name="one_price_per_step"
            ),
            models.CheckConstraint(condition=Q(unit_price__gt=0, min_quantity__gt=0), name="tier_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.min_quantity}: {self.unit_price}"


class AgreedPrice(Stored):
    """A price one buyer company was promised, in force from `valid_from` until before `valid_until` (UTC)."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="agreed_prices")
    sku = models.ForeignKey(Sku, null=True, on_delete=models.PROTECT, related_name="+")
    buyer_company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    min_quantity = models.DecimalField(max_digits=18, decimal_places=3)
    unit_price = models.DecimalField(max_digits=20, decimal_places=6)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["buyer_company", "product"], name="agreed_by_buyer")]
        constraints = [
            models.CheckConstraint(condition=Q(unit_price__gt=0, min_quantity__gt=0), name="agreed_positive"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")), name="agreed_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.buyer_company_id}: {self.unit_price}"


class PictureState(models.TextChoices):
    """A picture is stored here, still to be fetched from its address, was not found there, or was taken off the page.

    A removed picture keeps its address, since orders show it.
    """

    STORED = "STORED"
    WAITING = "WAITING"
    UNREACHABLE = "UNREACHABLE"
    REMOVED = "REMOVED"


class Picture(Stored):
    """A picture of a product, or of one of its SKUs. `path` lies below the media folder."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="pictures")
    sku = models.ForeignKey(Sku, null=True, on_delete=models.SET_NULL, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)
    alt = models.CharField(max_length=300, blank=True)
    path = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=40, blank=True)
    size = models.PositiveIntegerField(default=0)
    source_url = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=12, choices=PictureState, default=PictureState.STORED)
    problem = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=sorted(PictureState.values)), name="picture_state"),
            models.CheckConstraint(condition=~Q(state="STORED") | ~Q(sha256=""), name="stored_picture_has_hash"),
        ]

    def __str__(self) -> str:
        return self.path or self.source_url


class TextStatus(models.TextChoices):
    """How a text came about."""

    ORIGINAL = "ORIGINAL"
    MACHINE = "MACHINE"
    REVIEWED = "REVIEWED"


class Translation(Stored):
    """One text of one field in one language; `source_hash` is the SHA-256 of the original it was translated from."""

    object_type = models.CharField(max_length=30)
    object_id = models.UUIDField()
    field = models.CharField(max_length=30)
    language = models.CharField(max_length=10, choices=Language)
    text = models.TextField()
    status = models.CharField(max_length=10, choices=TextStatus)
    source_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["object_id", "object_type", "field", "language"], name="one_text_per_language"
            ),
            models.UniqueConstraint(
                fields=["object_id", "object_type", "field"], condition=Q(status="ORIGINAL"), name="one_original"
            ),
            models.CheckConstraint(condition=Q(status__in=sorted(TextStatus.values)), name="text_status"),
            models.CheckConstraint(condition=Q(language__in=sorted(Language.values)), name="text_language"),
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.language}"


class ImportRun(Stored):
    """One file on its way into a shop; `answers` is what the file could not say."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    encoding = models.CharField(max_length=20)
    rows = models.PositiveIntegerField()
    notes = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    uploaded_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    started_by_id = models.UUIDField(null=True)
    started_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [IMPORT_RUN.constraint("import_state")]

    def __str__(self) -> str:
        return self.file_name


class Verdict(models.TextChoices):
    """What a product of the file means for the shop."""

    UNKNOWN = "UNKNOWN"
    CREATED = "CREATED", _("new")
    CHANGED = "CHANGED", _("changed")
    UNCHANGED = "UNCHANGED", _("unchanged")
    FAILED = "FAILED", _("failed")


class ImportItem(Stored):
    """One product of an imported file (all rows of a handle).

    `said` is what the rows say, `changes` [{field, before, after}], `problems` [{row, field, value, reason}].
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="items")
    first_row = models.PositiveIntegerField()
    handle = models.CharField(max_length=255)
    said = models.JSONField()
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.UNKNOWN)
    changes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    product = models.ForeignKey(Product, null=True, on_delete=models.SET_NULL, related_name="+")
    applied = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["run", "first_row"], name="import_item_order")]
        constraints = [
            models.UniqueConstraint(fields=["run", "handle"], name="one_item_per_handle"),
            models.CheckConstraint(condition=Q(verdict__in=sorted(Verdict.values)), name="import_verdict"),
        ]

    def __str__(self) -> str:
        return self.handle

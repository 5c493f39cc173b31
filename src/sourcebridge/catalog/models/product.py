"""Goods: the offer, its variants, what it is made of, how it is packed, on which shelf it stands."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sourcebridge.catalog.models.category import OTHER_GOODS, Attribute, AttributeOption, Category
from sourcebridge.catalog.models.shop import Shop
from sourcebridge.catalog.models.words import Language
from sourcebridge.catalog.states import PRODUCT, ProductState
from sourcebridge.kit.currency import EXPONENTS
from sourcebridge.kit.models import Stored
from sourcebridge.kit.quantity import UNITS


class DeductOn(models.TextChoices):
    """When an order takes goods out of stock (拍下减 / 付款减)."""

    ON_ORDER = "ON_ORDER", _("when the order is placed")
    ON_PAYMENT = "ON_PAYMENT", _("when the order is paid")


class SellUnit(models.TextChoices):
    """The batch as traders call it: goods are sold by it, stock is counted in the base unit."""

    HAND = "HAND", pgettext_lazy("sell unit", "hand")
    DOZEN = "DOZEN", pgettext_lazy("sell unit", "dozen")
    CARTON = "CARTON", pgettext_lazy("sell unit", "carton")
    BAG = "BAG", pgettext_lazy("sell unit", "bag")
    BOLT = "BOLT", pgettext_lazy("sell unit", "bolt")
    BUNDLE = "BUNDLE", pgettext_lazy("sell unit", "bundle")
    ROLL = "ROLL", pgettext_lazy("sell unit", "roll")


class Audience(models.TextChoices):
    """Who sees the prices."""

    PUBLIC = "PUBLIC", _("everybody")
    APPROVED = "APPROVED", _("buyers the shop approved")


class Product(Stored):
    """One offer. Words are in Translation; `language` is the one it was written in.

    Quantities (`moq`, `batch_multiple`) are in `unit`, prices per `unit` in `currency`. `revision` counts changes.
    `imported` is what the last file said, so that a hand edit survives the same file coming again.
    `sell_unit` names the batch (1 手 = `batch_multiple` pieces). A sample costs `sample_price` per unit, at most
    `sample_most` of them; both empty = no samples. `audience` APPROVED hides prices from all but approved buyers.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="products")
    handle = models.SlugField(max_length=120, allow_unicode=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+", default=OTHER_GOODS)
    language = models.CharField(max_length=10, choices=Language, default=Language.ZH)
    unit = models.CharField(max_length=3)
    currency = models.CharField(max_length=3, default="CNY")
    moq = models.DecimalField(max_digits=18, decimal_places=3)
    batch_multiple = models.DecimalField(max_digits=18, decimal_places=3)
    dispatch_hours = models.PositiveSmallIntegerField()
    deduct_on = models.CharField(max_length=12, choices=DeductOn, default=DeductOn.ON_ORDER)
    sell_unit = models.CharField(max_length=8, choices=SellUnit, blank=True)
    sample_price = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    sample_most = models.DecimalField(max_digits=18, decimal_places=3, null=True)
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.PUBLIC)
    option_names = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=ProductState, default=ProductState.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    imported = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-published_at", "-id"], condition=Q(state="PUBLISHED"), name="product_for_sale"),
            models.Index(fields=["category", "state"], name="product_of_category"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["shop", "handle"], name="one_product_per_handle"),
            PRODUCT.constraint("product_state"),
            models.CheckConstraint(condition=Q(language__in=sorted(Language.values)), name="product_language"),
            models.CheckConstraint(condition=Q(deduct_on__in=sorted(DeductOn.values)), name="product_deduct_on"),
            models.CheckConstraint(condition=Q(unit__in=sorted(UNITS)), name="product_unit"),
            models.CheckConstraint(condition=Q(currency__in=sorted(EXPONENTS)), name="product_currency"),
            models.CheckConstraint(condition=Q(moq__gt=0, batch_multiple__gt=0), name="product_steps_positive"),
            models.CheckConstraint(condition=Q(dispatch_hours__gt=0), name="product_promise_positive"),
            models.CheckConstraint(condition=Q(audience__in=sorted(Audience.values)), name="product_audience"),
            models.CheckConstraint(condition=Q(sell_unit__in=["", *sorted(SellUnit.values)]), name="product_sell_unit"),
            models.CheckConstraint(
                condition=Q(sample_price=None, sample_most=None) | Q(sample_price__gte=0, sample_most__gt=0),
                name="product_sample",
            ),
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


class PackagingLevel(models.TextChoices):
    """The chain from the piece to the pallet."""

    PIECE = "PIECE", _("piece")
    INNER = "INNER", _("inner pack")
    CARTON = "CARTON", _("carton")
    PALLET = "PALLET", _("pallet")


class Packaging(Stored):
    """One level of how goods are packed: `holds` base units, weights in grams, sides in mm; unknown is null."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="packaging")
    sku = models.ForeignKey(Sku, null=True, on_delete=models.CASCADE, related_name="+")
    level = models.CharField(max_length=6, choices=PackagingLevel)
    holds = models.DecimalField(max_digits=18, decimal_places=3, null=True)
    net_weight_g = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    gross_weight_g = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    length_mm = models.PositiveIntegerField(null=True)
    width_mm = models.PositiveIntegerField(null=True)
    height_mm = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "sku", "level"], nulls_distinct=False, name="one_packaging_per_level"
            ),
            models.CheckConstraint(condition=Q(level__in=sorted(PackagingLevel.values)), name="packaging_level"),
            models.CheckConstraint(condition=Q(holds=None) | Q(holds__gt=0), name="packaging_holds"),
            models.CheckConstraint(
                condition=(Q(net_weight_g=None) | Q(net_weight_g__gt=0))
                & (Q(gross_weight_g=None) | Q(gross_weight_g__gt=0)),
                name="packaging_weight",
            ),
            models.CheckConstraint(
                condition=(Q(length_mm=None) | Q(length_mm__gt=0))
                & (Q(width_mm=None) | Q(width_mm__gt=0))
                & (Q(height_mm=None) | Q(height_mm__gt=0)),
                name="packaging_sides",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.holds}"


class AttributeValue(Stored):
    """What a product is in one respect: an option, a number in the attribute's unit, a text, or yes and no.

    An attribute of kind SEVERAL has one row per option.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="attribute_values")
    attribute = models.ForeignKey(Attribute, on_delete=models.PROTECT, related_name="+")
    option = models.ForeignKey(AttributeOption, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    text = models.CharField(max_length=300, blank=True)
    flag = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "attribute", "option"], nulls_distinct=False, name="one_value_per_option"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attribute_id}: {self.option_id or self.number or self.text or self.flag}"


class ShopSection(Stored):
    """A shelf of a shop's page: goods the supplier puts together."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="sections")
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class SectionItem(Stored):
    """One product on a shelf."""

    section = models.ForeignKey(ShopSection, on_delete=models.CASCADE, related_name="items")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "product"], name="once_per_section"),
        ]

    def __str__(self) -> str:
        return f"{self.section_id} {self.product_id}"

"""The tree goods stand in, and the attributes that matter in each of its branches."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.models import Stored

OTHER_GOODS = "other-goods"
LEAF = 3


class Kind(models.TextChoices):
    """What the drawn picture of a category shows."""

    FABRIC = "FABRIC", _("Fabric")
    GARMENT = "GARMENT", _("Garments")
    SHOE = "SHOE", _("Shoes")
    BAG = "BAG", _("Bags")
    POT = "POT", _("Pots and plants")
    FURNITURE = "FURNITURE", _("Furniture")
    LIGHT = "LIGHT", _("Lights and candles")
    BEDDING = "BEDDING", _("Bedding and cushions")
    TOOL = "TOOL", _("Tools")
    TOY = "TOY", _("Toys")
    PHONE = "PHONE", _("Phones and accessories")
    KITCHEN = "KITCHEN", _("Kitchen and tableware")
    PACKAGING = "PACKAGING", _("Packaging")
    HARDWARE = "HARDWARE", _("Hardware")
    BEAUTY = "BEAUTY", _("Beauty and care")
    JEWELRY = "JEWELRY", _("Jewellery")
    STATIONERY = "STATIONERY", _("Stationery")
    SPORT = "SPORT", _("Sports")
    PET = "PET", _("Pet supplies")
    CABLE = "CABLE", _("Cables and chargers")
    OTHER = "OTHER", _("Other goods")


class Category(models.Model):
    """A branch of the tree; goods stand in leaves (level 3) only (domain.md A2). `unit` is how such goods are sold."""

    code = models.SlugField(primary_key=True, max_length=60)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    level = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.OTHER)
    unit = models.CharField(max_length=3, default="C62")
    position = models.PositiveSmallIntegerField(default=1)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__in=[1, 2, LEAF]), name="category_level"),
            models.CheckConstraint(
                condition=Q(level=1, parent=None) | Q(level__gt=1, parent__isnull=False), name="category_root"
            ),
            models.CheckConstraint(condition=Q(kind__in=sorted(Kind.values)), name="category_kind"),
        ]

    def __str__(self) -> str:
        return self.code

    def name(self, language: str | None) -> str:
        """The name in the reader's language."""
        return self.name_zh if (language or "").startswith("zh") else self.name_en


class AttributeKind(models.TextChoices):
    """How an attribute is answered."""

    NUMBER = "NUMBER", _("a number")
    CHOICE = "CHOICE", _("one of a list")
    SEVERAL = "SEVERAL", _("several of a list")
    TEXT = "TEXT", _("a text")
    FLAG = "FLAG", _("yes or no")


class Attribute(Stored):
    """A property of the goods of a category and of everything below it. `unit` is the sign a number is shown with."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="attributes")
    code = models.SlugField(max_length=40)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=AttributeKind)
    unit = models.CharField(max_length=12, blank=True)
    is_variant_axis = models.BooleanField(default=False)
    is_filter = models.BooleanField(default=False)
    is_required = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=1)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category", "code"], name="one_attribute_per_code"),
            models.CheckConstraint(condition=Q(kind__in=sorted(AttributeKind.values)), name="attribute_kind"),
        ]

    def __str__(self) -> str:
        return self.code

    def name(self, language: str | None) -> str:
        """The name in the reader's language."""
        return self.name_zh if (language or "").startswith("zh") else self.name_en


class AttributeOption(Stored):
    """One answer of a listed attribute."""

    attribute = models.ForeignKey(Attribute, on_delete=models.PROTECT, related_name="options")
    code = models.SlugField(max_length=60)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=1)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attribute", "code"], name="one_option_per_code")]

    def __str__(self) -> str:
        return self.code

    def name(self, language: str | None) -> str:
        """The name in the reader's language."""
        return self.name_zh if (language or "").startswith("zh") else self.name_en

"""One row per product and door, and its narrow companion that orders may rewrite."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from sourcebridge.catalog.models import Product, Shop
from sourcebridge.discovery.states import Door, Level
from sourcebridge.kit.models import Stored
from sourcebridge.parties.models import Company


class Listing(Stored):
    """A product as one door's search knows it. Public facts only: guarded prices are null, agreed prices are absent.

    `words`: lexemes of both languages with every field that says them: A title, B category, C attributes, variants,
    belt and market, D shop, article numbers, description. `facets`: "attribute=value". `price_low` is the lowest unit
    price of a smallest order, `price_best` the lowest of the ladders, in `currency` per `unit`. `province` is GB/T
    2260's two digits.

    `words` stays uncompressed in its row, and new rows enter the indexes at once: a search reads it several times for
    every candidate, and unpacking it each time was nine tenths of its cost (migration 0003).
    """

    door = models.CharField(max_length=14, choices=Door, default=Door.DOMESTIC)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    category = models.CharField(max_length=60)
    categories = ArrayField(models.CharField(max_length=60), default=list)
    title_zh = models.CharField(max_length=300, blank=True)
    title_en = models.CharField(max_length=300, blank=True)
    words = SearchVectorField()
    facets = ArrayField(models.CharField(max_length=120), default=list)
    unit = models.CharField(max_length=3)
    currency = models.CharField(max_length=3)
    price_low = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    price_best = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    moq = models.DecimalField(max_digits=18, decimal_places=3)
    dispatch_hours = models.PositiveSmallIntegerField()
    sample = models.BooleanField(default=False)
    verified = models.BooleanField(default=False)
    belt = models.CharField(max_length=60, blank=True)
    belt_known = models.BooleanField(default=False)
    market = models.CharField(max_length=60, blank=True)
    province = models.CharField(max_length=2, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="listing_words", fastupdate=False),
            GinIndex(fields=["facets"], name="listing_facets", fastupdate=False),
            GinIndex(fields=["categories"], name="listing_categories", fastupdate=False),
            models.Index(fields=["door", "-published_at", "product"], name="listing_newest"),
            models.Index("door", F("price_low").asc(nulls_last=True), "product", name="listing_cheapest"),
            models.Index(fields=["category", "company"], name="listing_by_category"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["product", "door"], name="one_listing_per_door"),
            models.CheckConstraint(condition=Q(door__in=sorted(Door.values)), name="listing_door"),
        ]

    def __str__(self) -> str:
        return self.title_zh or self.title_en


class Availability(models.Model):
    """What changes with orders: written only when a threshold is crossed, so that the index does not churn.

    `sold_7` and `sold_30` are orders paid in the last days; `trend` is their growth in ten-thousandths (domain.md A12).
    """

    product = models.OneToOneField(Product, primary_key=True, on_delete=models.CASCADE, related_name="+")
    in_stock = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.NONE)
    sold_7 = models.PositiveIntegerField(default=0)
    sold_30 = models.PositiveIntegerField(default=0)
    trend = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__in=sorted(Level.values)), name="availability_level"),
            models.CheckConstraint(condition=Q(trend__lte=10000), name="availability_trend"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.level}"

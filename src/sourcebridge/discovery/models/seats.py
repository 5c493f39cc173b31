"""Where goods stand in the lists that need no words, kept so that a page of a large list reads its own rows only."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from sourcebridge.catalog.models import Product
from sourcebridge.discovery.states import Door


class Seat(models.Model):
    """The score of a listing in the list of one branch of the tree ("" is all goods), for readers who are nowhere near.

    In ten-thousandths, by the weights of `Formula`. It moves with every fact the score is made of.
    """

    pk = models.CompositePrimaryKey("door", "category", "product")
    door = models.CharField(max_length=14, choices=Door)
    category = models.CharField(max_length=60, blank=True)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    score = models.IntegerField()

    class Meta:
        indexes = [models.Index("door", "category", models.F("score").desc(), "product", name="seat_order")]
        constraints = [models.CheckConstraint(condition=Q(door__in=sorted(Door.values)), name="seat_door")]

    def __str__(self) -> str:
        return f"{self.category} {self.score}"


class Formula(models.Model):
    """One row: the weights all seats are made with, in the order of `ranking.RULES`; empty before the first seat."""

    number = models.PositiveSmallIntegerField(primary_key=True, default=1)
    weights = ArrayField(models.IntegerField(), default=list)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(number=1), name="one_formula")]

    def __str__(self) -> str:
        return str(self.weights)

"""One change made to many goods, product by product, with what puts each back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sourcebridge.catalog.models.product import Product
from sourcebridge.catalog.models.shop import Shop
from sourcebridge.catalog.states import BULK_RUN, BulkState
from sourcebridge.kit.models import Stored


class BulkAct(models.TextChoices):
    """What is done to each of the goods."""

    PUBLISH = "PUBLISH", _("Put on sale")
    WITHDRAW = "WITHDRAW", _("Take off sale")
    PRICE = "PRICE", _("Change prices")
    DISPATCH = "DISPATCH", _("Change the dispatch promise")
    CATEGORY = "CATEGORY", _("Change the category")
    DEDUCT = "DEDUCT", _("Change when stock is taken")
    AUDIENCE = "AUDIENCE", _("Change who sees prices")


class Outcome(models.TextChoices):
    """What came of it for one product."""

    PENDING = "PENDING", pgettext_lazy("bulk outcome", "Still to do")
    CHANGED = "CHANGED", pgettext_lazy("bulk outcome", "Changed")
    UNCHANGED = "UNCHANGED", pgettext_lazy("bulk outcome", "Was so already")
    WAITING = "WAITING", pgettext_lazy("bulk outcome", "Waits for review")
    REFUSED = "REFUSED", pgettext_lazy("bulk outcome", "Refused")


class BulkRun(Stored):
    """One act with its `value` upon the goods chosen at `asked_at`; until `undo_until` it can be undone.

    `language` is the asker's, in which the reasons of refusals are kept.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=10, choices=BulkAct)
    value = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=BulkState, default=BulkState.ASKED)
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField(null=True)
    asked_by_name = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    undo_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["shop", "-id"], name="bulk_of_shop")]
        constraints = [
            BULK_RUN.constraint("bulk_state"),
            models.CheckConstraint(condition=Q(act__in=sorted(BulkAct.values)), name="bulk_act"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.state}"


class BulkItem(Stored):
    """One product of a bulk change; `back` is what undoing puts in place, `undone` what came of that."""

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="items")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.PENDING)
    reason = models.CharField(max_length=500, blank=True)
    revision = models.PositiveIntegerField(null=True)
    back = models.JSONField(default=dict)
    undone = models.CharField(max_length=10, choices=Outcome, blank=True)

    class Meta:
        indexes = [models.Index(fields=["run", "outcome", "position"], name="bulk_item_next")]
        constraints = [
            models.UniqueConstraint(fields=["run", "product"], name="once_per_bulk"),
            models.CheckConstraint(condition=Q(outcome__in=sorted(Outcome.values)), name="bulk_outcome"),
            models.CheckConstraint(condition=Q(undone__in=["", *sorted(Outcome.values)]), name="bulk_undone"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.outcome}"

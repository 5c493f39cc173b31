"""The lifecycle of a product."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sourcebridge.kit.actors import Actor
from sourcebridge.kit.states import Lifecycle, move
from sourcebridge.parties.permissions import Permission


class ProductState(models.TextChoices):
    """A draft is seen by its shop only; published goods are for sale; withdrawn ones keep address and history."""

    DRAFT = "DRAFT", pgettext_lazy("product", "Draft")
    PUBLISHED = "PUBLISHED", pgettext_lazy("product", "Published")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("product", "Withdrawn")


PRODUCT = Lifecycle(
    name="catalog.product",
    states=ProductState,
    initial=ProductState.DRAFT,
    moves=(
        move(
            "publish",
            (ProductState.DRAFT, ProductState.WITHDRAWN),
            ProductState.PUBLISHED,
            by=Actor.SUPPLIER,
            permission=Permission.PRODUCT_EDIT,
            event="catalog.product.published",
            label=_("Publish"),
            tone="primary",
        ),
        move(
            "withdraw",
            ProductState.PUBLISHED,
            ProductState.WITHDRAWN,
            by=Actor.SUPPLIER,
            permission=Permission.PRODUCT_EDIT,
            event="catalog.product.withdrawn",
            label=_("Withdraw from sale"),
        ),
        move(
            "edit",
            (ProductState.DRAFT, ProductState.PUBLISHED, ProductState.WITHDRAWN),
            None,
            by=Actor.SUPPLIER,
            permission=Permission.PRODUCT_EDIT,
            event="catalog.product.changed",
            label=_("Edit"),
        ),
    ),
)

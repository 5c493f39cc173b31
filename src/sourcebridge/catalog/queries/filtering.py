"""The one filter of the supplier's goods: the list on screen, bulk changes and the export read it alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db.models import CharField, Exists, F, Func, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.http import urlencode

from sourcebridge.catalog import ports
from sourcebridge.catalog.models import (
    Attribute,
    AttributeValue,
    Audience,
    Category,
    Packaging,
    Picture,
    PictureState,
    PriceTier,
    Product,
    ProductChange,
    Sku,
    TextStatus,
    Translation,
)
from sourcebridge.catalog.queries import words
from sourcebridge.catalog.states import ChangeState, ProductState

LONGEST = 80
SORTS = ("-changed", "changed", "-published", "title", "price", "-price")
TEXTS = ("ANY", "MISSING", "STALE", "MACHINE")
LACKS = ("ANY", "WEIGHT", "PACKAGING", "ATTRIBUTES", "PICTURE")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which goods, in which order; every field empty means all, newest change first.

    `category` is a category of any level with all below it, `stock` a `ports.StockLevel`, `text` one of `TEXTS` (what
    is wrong with the translations), `lacks` one of `LACKS`, `hidden` "1" keeps goods whose price only approved buyers
    see, `waiting` "1" those with an edit under review; `q` looks into titles, handles and article numbers.
    """

    q: str = ""
    state: str = ""
    category: str = ""
    stock: str = ""
    text: str = ""
    lacks: str = ""
    hidden: str = ""
    waiting: str = ""
    sort: str = ""

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        """The filter an address or a form says; what is not understood is left out."""
        known = {
            "state": ProductState.values, "stock": ports.StockLevel.values, "text": TEXTS, "lacks": LACKS,
            "hidden": ("1",), "waiting": ("1",), "sort": SORTS,
        }  # fmt: skip
        said = {field.name: str(given.get(field.name, "")).strip()[:LONGEST] for field in fields(cls)}
        return cls(**{name: value for name, value in said.items() if value in known.get(name, (value,))})

    def query(self, **more: str) -> str:
        """The filter as the query of an address."""
        said = {field.name: getattr(self, field.name) for field in fields(self)} | more
        return urlencode({name: value for name, value in said.items() if value})

    def but(self, **more: str) -> Self:
        """The same with some fields changed."""
        return replace(self, **more)

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return self.but(sort="") != type(self)()


class Digest(Func):
    """SHA-256 of a text as `words.source_hash` writes it."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = CharField()


def goods(company_id: UUID, wanted: Filter, *, now: datetime) -> QuerySet[Product]:
    """The company's own goods that the filter keeps, in its order."""
    rows = Product.objects.filter(shop__company_id=company_id).select_related("shop")
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.category:
        rows = rows.filter(category__in=_below(wanted.category))
    if wanted.hidden:
        rows = rows.filter(audience=Audience.APPROVED)
    if wanted.waiting:
        rows = rows.filter(under_review())
    if wanted.text:
        rows = rows.filter(_OF_TEXT[wanted.text]())
    if wanted.lacks:
        rows = rows.filter(_OF_LACK[wanted.lacks]())
    desk = ports.stock()
    if wanted.stock and desk is not None:
        levels = desk.levels(company_id, now=now)
        rows = rows.filter(id__in=[goods_id for goods_id, level in levels.items() if level == wanted.stock])
    if wanted.q:
        rows = rows.filter(named(wanted.q))
    return _sorted(rows, wanted.sort)


def ids(company_id: UUID, wanted: Filter, *, now: datetime) -> list[UUID]:
    """The ids of all goods the filter keeps, in its order."""
    return list(goods(company_id, wanted, now=now).values_list("id", flat=True))


def named(q: str) -> Q:
    """Goods whose title, handle or an article number says these words."""
    titled = Translation.objects.filter(
        object_type=words.PRODUCT, object_id=OuterRef("pk"), field="title", text__icontains=q
    )
    coded = Sku.objects.filter(product=OuterRef("pk"), code__icontains=q)
    return Q(Exists(titled)) | Q(handle__icontains=q) | Q(Exists(coded))


def _below(code: str) -> list[str]:
    chosen = Q(code=code) | Q(parent=code) | Q(parent__parent=code)
    return list(Category.objects.filter(chosen).values_list("code", flat=True))


def _sorted(rows: QuerySet[Product], sort: str) -> QuerySet[Product]:
    if sort == "title":
        texts = Translation.objects.filter(object_type=words.PRODUCT, object_id=OuterRef("pk"), field="title")
        original = texts.filter(status=TextStatus.ORIGINAL).values("text")[:1]
        return rows.annotate(shown=Coalesce(Subquery(original), F("handle"), output_field=CharField())).order_by(
            "shown", "id"
        )
    if sort in {"price", "-price"}:
        lowest = PriceTier.objects.filter(product=OuterRef("pk")).order_by().values("product")
        rows = rows.annotate(lowest=Subquery(lowest.annotate(low=Min("unit_price")).values("low")))
        price = F("lowest")
        return rows.order_by(
            price.desc(nulls_last=True) if sort == "-price" else price.asc(nulls_last=True), "-changed_at", "-id"
        )
    if sort == "-published":
        return rows.order_by(F("published_at").desc(nulls_last=True), "-id")
    return rows.order_by("changed_at", "id") if sort == "changed" else rows.order_by("-changed_at", "-id")


def under_review() -> Q:
    """Goods with an edit that waits for the platform."""
    return Q(Exists(ProductChange.objects.filter(product=OuterRef("pk"), state=ChangeState.WAITING)))


def _texts(**more: Any) -> QuerySet[Translation]:
    return Translation.objects.filter(object_type=words.PRODUCT, object_id=OuterRef("pk"), **more)


def stale_texts() -> Q:
    """Goods with a translation whose original changed since."""
    moved = Translation.objects.filter(
        object_type=words.PRODUCT, object_id=OuterRef("object_id"), field=OuterRef("field"), status=TextStatus.ORIGINAL
    ).exclude(text="")
    moved = moved.annotate(digest=Digest("text")).exclude(digest=OuterRef("source_hash"))
    return Q(Exists(_texts().exclude(status=TextStatus.ORIGINAL).exclude(text="").filter(Exists(moved))))


def missing_texts() -> Q:
    """Goods with a text that exists in one language only."""
    other = Translation.objects.filter(
        object_type=words.PRODUCT, object_id=OuterRef("object_id"), field=OuterRef("field")
    ).exclude(text="").exclude(language=OuterRef("language"))  # fmt: skip
    return Q(Exists(_texts(status=TextStatus.ORIGINAL).exclude(text="").exclude(Exists(other))))


def machine_texts() -> Q:
    """Goods with a translation nobody has read."""
    return Q(Exists(_texts(status=TextStatus.MACHINE).exclude(text="")))


def lacking_weight() -> Q:
    """Goods with a variant on sale whose weight is unknown."""
    return Q(Exists(Sku.objects.filter(product=OuterRef("pk"), active=True, weight_g=None)))


def lacking_packaging() -> Q:
    """Goods of which no level of packing is known."""
    return ~Q(Exists(Packaging.objects.filter(product=OuterRef("pk"))))


def lacking_attributes() -> Q:
    """Goods that leave open what their category requires; variants answer its axes."""
    answered = AttributeValue.objects.filter(product=OuterRef(OuterRef("pk")), attribute=OuterRef("pk"))
    asked = Attribute.objects.filter(
        Q(category=OuterRef("category_id"))
        | Q(category=OuterRef("category__parent_id"))
        | Q(category=OuterRef("category__parent__parent_id")),
        active=True,
        is_required=True,
        is_variant_axis=False,
    )
    return Q(Exists(asked.exclude(Exists(answered))))


def lacking_picture() -> Q:
    """Goods without a photograph of their own."""
    return ~Q(Exists(Picture.objects.filter(product=OuterRef("pk"), state=PictureState.STORED)))


def lacking_facts() -> Q:
    """Goods without weight, packaging or a required attribute."""
    return lacking_weight() | lacking_packaging() | lacking_attributes()


def wanting_texts() -> Q:
    """Goods with a translation that is missing, out of date or unread."""
    return missing_texts() | stale_texts() | machine_texts()


_OF_TEXT = {"ANY": wanting_texts, "MISSING": missing_texts, "STALE": stale_texts, "MACHINE": machine_texts}
_OF_LACK = {
    "ANY": lacking_facts, "WEIGHT": lacking_weight, "PACKAGING": lacking_packaging, "ATTRIBUTES": lacking_attributes,
    "PICTURE": lacking_picture,
}  # fmt: skip

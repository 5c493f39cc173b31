"""Texts of a shop beside their translations: what is missing, stale, made by machine, or reviewed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)

from sourcebridge.catalog.models import Language, Product, Shop, TextStatus, Translation
from sourcebridge.catalog.queries.words import PRODUCT, SHOP
from sourcebridge.catalog.states import ProductState
from sourcebridge.kit.errors import NotFound

MISSING, STALE, MACHINE, REVIEWED = "MISSING", "STALE", "MACHINE", "REVIEWED"
CONDITIONS = (MISSING, STALE, MACHINE, REVIEWED)


@dataclass(frozen=True, slots=True)
class Pair:
    """An original and its translation. `key` names the pair in addresses and files, `digest` the original's wording."""

    id: UUID
    key: str
    object_type: str
    object_id: UUID
    field: str
    source: str
    target: str
    original: str
    translation: str
    condition: str
    digest: str


def other(language: str) -> str:
    """The language a text is translated into: there are two."""
    return Language.EN.value if language == Language.ZH else Language.ZH.value


def pairs_of(company_id: UUID, *, condition: str = "") -> QuerySet[Translation]:
    """The originals of a company's goods and shop, each annotated with its translation and condition."""
    goods = Product.objects.filter(pk=OuterRef("object_id"), shop__company_id=company_id).exclude(
        state=ProductState.WITHDRAWN
    )
    shop = Shop.objects.filter(pk=OuterRef("object_id"), company_id=company_id)
    mine = (Q(object_type=PRODUCT) & Exists(goods)) | (Q(object_type=SHOP) & Exists(shop))
    rows = Translation.objects.filter(mine, status=TextStatus.ORIGINAL).exclude(text="")
    found = Translation.objects.filter(
        object_id=OuterRef("object_id"), object_type=OuterRef("object_type"), field=OuterRef("field")
    ).exclude(language=OuterRef("language"))
    rows = rows.annotate(
        into=Subquery(found.values("text")[:1], output_field=TextField()),
        into_status=Subquery(found.values("status")[:1], output_field=CharField()),
        into_hash=Subquery(found.values("source_hash")[:1], output_field=CharField()),
    ).annotate(
        condition=Case(
            When(Q(into=None) | Q(into=""), then=Value(MISSING)),
            When(~Q(into_hash=F("source_hash")), then=Value(STALE)),
            When(into_status=TextStatus.MACHINE, then=Value(MACHINE)),
            default=Value(REVIEWED),
            output_field=CharField(),
        )
    )
    return rows.filter(condition=condition) if condition in CONDITIONS else rows


def counts_of(company_id: UUID) -> dict[str, int]:
    """How many texts are in each condition (1 statement)."""
    rows = pairs_of(company_id).order_by().values_list("condition").annotate(Count("id"))  # type: ignore[misc]
    return {**dict.fromkeys(CONDITIONS, 0), **dict(rows)}


def pair(row: Translation) -> Pair:
    """An annotated original as a plain value."""
    said = vars(row)
    target = other(row.language)
    return Pair(
        id=row.id,
        key=f"{row.object_type}:{row.object_id}:{row.field}:{target}",
        object_type=row.object_type,
        object_id=row.object_id,
        field=row.field,
        source=row.language,
        target=target,
        original=row.text,
        translation=said["into"] or "",
        condition=said["condition"],
        digest=row.source_hash,
    )


def pair_of(company_id: UUID, pair_id: UUID) -> Pair:
    """One text of the company's own; raises NotFound."""
    row = pairs_of(company_id).filter(pk=pair_id).first()
    if row is None:
        raise NotFound
    return pair(row)


def pair_named(company_id: UUID, key: str) -> Pair:
    """One text by its key ("product:<id>:title:en"); raises NotFound."""
    kind, _colon, rest = key.partition(":")
    object_id, _colon, rest = rest.partition(":")
    field, _colon, _target = rest.partition(":")
    try:
        wanted = UUID(object_id)
    except ValueError:
        raise NotFound from None
    row = pairs_of(company_id).filter(object_type=kind, object_id=wanted, field=field).first()
    if row is None:
        raise NotFound
    return pair(row)


def untranslated(product_ids: list[UUID]) -> list[Pair]:
    """The texts of goods that have no words in the other language."""
    owners = Product.objects.filter(pk__in=product_ids).values_list("shop__company_id", flat=True).distinct()
    rows = [
        row
        for company_id in owners
        for row in pairs_of(company_id, condition=MISSING).filter(object_type=PRODUCT, object_id__in=product_ids)
    ]
    return [pair(row) for row in rows]

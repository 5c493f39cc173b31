"""Read tariffs and codes. What holds for a country on a day is kept in memory under the token of the edition."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from sourcebridge.catalog.models import Product
from sourcebridge.customs import models, nomenclature, search
from sourcebridge.customs.rules import Duty, Join, Kind, Rules, Status
from sourcebridge.customs.structures import territory
from sourcebridge.kit.errors import NotFound
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission

ASSUMED = "ASSUMED"
HOME = "CN"
KEY = ("country", "kind", "prefix", "origin", "regime", "mode", "valid_from")


@dataclass(frozen=True, slots=True)
class Classified:
    """The six digits of a product, its origin, and how sure: CONFIRMED, SUGGESTED, ASSUMED (from the category).

    `national` are longer codes by country or customs territory ("US", "EU").
    """

    code: str
    origin: str
    status: str
    national: Mapping[str, str] = field(default_factory=dict)

    def code_in(self, country: str) -> str:
        """The longest code known for a country."""
        return self.national.get(country) or self.national.get(territory(country)) or self.code


def _plain(number: Decimal) -> Decimal:
    return Decimal(f"{number.normalize():f}")


def _maybe(number: Decimal | None) -> Decimal | None:
    return None if number is None else _plain(number)


def duty(row: models.DutyRow, ended: date | None = None) -> Duty:
    """A row as the reckoning knows it; `ended` is the day the operator ended it on."""
    until = min((day for day in (row.valid_until, ended) if day is not None), default=None)
    return Duty(
        ref=f"customs.duty:{row.id}", country=row.country, kind=Kind(row.kind), valid_from=row.valid_from,
        source=row.source, prefix=row.prefix, origin=row.origin, regime=row.regime, mode=row.mode,
        low=_plain(row.low), high=_plain(row.high), per_low=_plain(row.per_low), per_high=_plain(row.per_high),
        unit=row.unit, join=Join(row.join), least=_maybe(row.least), most=_maybe(row.most), currency=row.currency,
        not_on=frozenset(map(Kind, row.not_on)), taxed=row.taxed, status=Status(row.status), valid_until=until,
        url=row.url, source_on=row.source_on,
    )  # fmt: skip


def newest(rows: QuerySet[models.DutyRow]) -> QuerySet[models.DutyRow]:
    """The last version of each rate, with its ending."""
    return rows.order_by(*KEY, "-version").distinct(*KEY).select_related("ending")


def ended_on(row: models.DutyRow) -> date | None:
    """The day the operator ended a row on."""
    ending: models.Ending | None = getattr(row, "ending", None)
    return ending.last_day if ending else None


def read(rows: Iterable[models.DutyRow]) -> tuple[Duty, ...]:
    """Rows as the reckoning knows them."""
    return tuple(duty(row, ended_on(row)) for row in rows)


def token() -> UUID | None:
    """What changes with every write to the tariff; None before the first. One statement."""
    return models.Edition.objects.values_list("token", flat=True).first()


@lru_cache(maxsize=64)
def _rules(_token: UUID | None, country: str, on: date) -> Rules:
    rows = models.DutyRow.objects.filter(country__in={country, territory(country)}, valid_from__lte=on)
    held = (row for row in newest(rows) if not _withdrawn(row))
    return Rules(country, on, read(held))


def _withdrawn(row: models.DutyRow) -> bool:
    last = ended_on(row)
    return last is not None and last < row.valid_from


def rules(*, country: str, on: date) -> Rules:
    """The rows of a country (and of its union) begun by a day, ended ones among them so that a gap can say so.

    One statement, two when the edition, the country or the day is new to this process.
    """
    return _rules(token(), country, on)


def classified(product_ids: Collection[UUID]) -> dict[UUID, Classified]:
    """The code of each product that has one, else that of its category as an assumption. One statement."""
    said = models.Classification.objects.filter(product_id=OuterRef("pk")).values(
        said=JSONObject(code="heading_id", origin="origin", status="status", national="national")
    )
    assumed = models.CategoryHeading.objects.filter(category_id=OuterRef("category_id")).values("heading_id")
    rows = Product.objects.filter(pk__in=product_ids).values_list("pk", Subquery(said), Subquery(assumed))
    found: dict[UUID, Classified] = {}
    for product_id, own, of_category in rows:
        if own:
            found[product_id] = Classified(own["code"], own["origin"], own["status"], own["national"])
        elif of_category:
            found[product_id] = Classified(of_category, HOME, ASSUMED)
    return found


@lru_cache(maxsize=1)
def _index(_words: UUID | None) -> search.Index:
    said: dict[str, list[str]] = {}
    for code, zh, en in models.CategoryHeading.objects.values_list(
        "heading_id", "category__name_zh", "category__name_en"
    ):
        said.setdefault(code, []).append(f"{zh} {en}")
    rows = models.Heading.objects.order_by("code").values_list("code", "name_en", "name_zh", "words")
    entries = (
        search.Entry(code, name_en, name_zh, " ".join([words, *said.get(code, ())]))
        for code, name_en, name_zh, words in rows
    )
    return search.Index(entries, nomenclature.words())


def index() -> search.Index:
    """The nomenclature, ready to be searched: one statement, three and half a second when it is new to this process.

    Trade words are those of the headings and the names of the categories assumed to fall under them.
    """
    return _index(models.Edition.objects.values_list("words", flat=True).first())


def headings(text: str, *, limit: int = 20, level: int | None = None) -> list[search.Hit]:
    """Lines of the nomenclature for words in English or Chinese, or for a code with or without dots; best first."""
    return index().search(text, limit=limit, level=level)


def path(code: str) -> list[search.Hit]:
    """Chapter, heading and subheading of a code. Raises NotFound when its chapter is not known."""
    entries = index().entries
    found = [entries[code[:length]] for length in (2, 4, 6) if code[:length] in entries and len(code) >= length]
    if not found or found[-1].code != code[:6]:
        raise NotFound
    return [search.Hit(one.code, one.name_en, one.name_zh, 0.0) for one in found]


def below(code: str) -> list[search.Hit]:
    """The lines one step below a code; chapters for an empty one."""
    found = index().children(code)
    return [search.Hit(one.code, one.name_en, one.name_zh, 0.0) for one in found]


def visible_to(member: Member) -> QuerySet[models.Classification]:
    """What was said about the goods of the member's company; the operator of tariffs sees all."""
    rows = models.Classification.objects.select_related("heading")
    if member.is_platform:
        return rows if member.may(Permission.CUSTOMS_EDIT) else rows.none()
    if member.company_id is None or not member.may(Permission.PRODUCT_VIEW):
        return rows.none()
    return rows.filter(product__shop__company_id=member.company_id)


def duties(
    *, country: str, on: date, code: str = "", kind: str = "", ended: bool = False
) -> list[tuple[models.DutyRow, Duty]]:
    """Rows of a country as an operator looks them up: holding on a day, or with `ended` all of them; by kind and code.

    `code` finds rows for it and rows below it.
    """
    rows = models.DutyRow.objects.filter(country=country)
    if kind:
        rows = rows.filter(kind=kind)
    found = [(row, duty(row, ended_on(row))) for row in newest(rows)]
    return [
        (row, said)
        for row, said in found
        if (row.prefix.startswith(code) or code.startswith(row.prefix)) and (ended or said.holds(on))
    ]


def countries() -> list[str]:
    """Every country or union that has rows."""
    return list(models.DutyRow.objects.order_by("country").values_list("country", flat=True).distinct())


def history(row_id: UUID) -> list[models.DutyRow]:
    """All rows of the same rate, whatever their first day and version, newest first. Raises NotFound."""
    row = models.DutyRow.objects.filter(pk=row_id).first()
    if row is None:
        raise NotFound
    same: dict[str, Any] = {name: getattr(row, name) for name in KEY if name != "valid_from"}
    return list(models.DutyRow.objects.filter(**same).select_related("ending").order_by("-valid_from", "-version"))

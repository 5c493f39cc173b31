"""A supplier's goods and their codes: what waits, what was said, and the best guesses from category and name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from sourcebridge.catalog.models import Language, Product
from sourcebridge.catalog.queries import words
from sourcebridge.catalog.states import ProductState
from sourcebridge.customs import queries
from sourcebridge.customs.models import CategoryHeading, Classification, Said
from sourcebridge.customs.queries import Classified
from sourcebridge.customs.search import Hit
from sourcebridge.kit import paging
from sourcebridge.kit.errors import NotFound
from sourcebridge.parties.member import Member

OPEN = "OPEN"
CONDITIONS = (OPEN, Said.SUGGESTED.value, Said.CONFIRMED.value)
GUESSES = 4
NEAR = 0.6  # of the best hit's score; what is further off is noise


@dataclass(frozen=True, slots=True)
class Good:
    """A product with what is known of its code, and guesses, the likeliest first."""

    id: UUID
    title: str
    category: str
    classified: Classified | None
    guesses: tuple[Hit, ...] = ()

    @property
    def first(self) -> str:
        """The code that would be confirmed as it stands."""
        return self.classified.code if self.classified else self.guesses[0].code if self.guesses else ""


def _own(member: Member) -> QuerySet[Product]:
    rows = Product.objects.exclude(state=ProductState.WITHDRAWN)
    return rows.none() if member.company_id is None else rows.filter(shop__company_id=member.company_id)


def _said(status: str) -> Exists:
    return Exists(Classification.objects.filter(product_id=OuterRef("pk"), status=status))


def _waiting() -> Q:
    return ~Q(Exists(Classification.objects.filter(product_id=OuterRef("pk"))))


def counts(member: Member) -> dict[str, int]:
    """How many of the member's goods stand in each condition. One statement."""
    found: dict[str, int] = _own(member).aggregate(
        **{OPEN: Count("id", filter=_waiting())},
        **{status: Count("id", filter=Q(_said(status))) for status in Said.values},
    )
    return found


def page_of(member: Member, *, condition: str, cursor: str = "", language: str | None) -> tuple[list[Good], str | None]:
    """One page of the member's goods in a condition, newest first, with guesses for those that wait."""
    rows = _own(member).filter(_waiting() if condition == OPEN else Q(_said(condition)))
    found, following = paging.page_of(rows.select_related("category"), cursor=cursor)
    return _goods(found, language, guess=condition != Said.CONFIRMED), following


def good(product_id: UUID, *, member: Member, language: str | None) -> Good:
    """One product of the member's company, with guesses. Raises NotFound."""
    row = _own(member).select_related("category").filter(pk=product_id).first()
    if row is None:
        raise NotFound
    return _goods([row], language, guess=True)[0]


def _goods(rows: Sequence[Product], language: str | None, *, guess: bool) -> list[Good]:
    ids = [row.id for row in rows]
    texts, codes = words.words_of(ids), queries.classified(ids)
    assumed = _assumed({row.category_id or "" for row in rows}) if guess else {}
    found = []
    for row in rows:
        both = [texts.exact(row.id, "title", one) for one in (Language.ZH.value, Language.EN.value)]
        guesses = guessed(both, assumed.get(row.category_id or "", "")) if guess else ()
        title = texts.text(row.id, "title", language).text or row.handle
        found.append(Good(row.id, title, row.category.name(language), codes.get(row.id), guesses))
    return found


def _assumed(categories: Collection[str]) -> dict[str, str]:
    rows = CategoryHeading.objects.filter(category__in=categories)
    return dict(rows.values_list(F("category_id"), F("heading_id")))


def guessed(titles: Sequence[str], assumed: str = "") -> tuple[Hit, ...]:
    """Subheadings goods of these names may fall under: the category's own first, then what the names find."""
    index = queries.index()
    found: dict[str, Hit] = {}
    if assumed in index.entries:
        found[assumed] = queries.path(assumed)[-1]
    for title in titles:
        hits = index.search(title, limit=GUESSES, level=6) if title else []
        for hit in hits:
            if hit.score >= hits[0].score * NEAR:
                found.setdefault(hit.code, hit)
    return tuple(found.values())[:GUESSES]

"""What a search answers with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.functional import Promise

from sourcebridge.discovery.ranking import RULES, decimal


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: points = weight * value, each rounded to four places."""

    code: str
    label: str | Promise
    meaning: str | Promise
    weight: Decimal
    value: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Hit:
    """A product found, its score and why: the parts' points add up to the score. `nearly`: it lacks one word.

    `values`, `pointed` and `weights` are ten-thousandths in the order of the rules; nine parts of thirty hits are made
    only where they are shown. `card` is what its card is made of and whether that holds prices agreed with the asker,
    where that was asked for and the goods are for sale.
    """

    product_id: UUID
    scored: int
    values: tuple[int, ...]
    pointed: tuple[int, ...]
    weights: tuple[int, ...]
    nearly: bool = False
    card: tuple[str, bool] | None = None

    @property
    def score(self) -> Decimal:
        """The sum of the points."""
        return decimal(self.scored)

    @property
    def why(self) -> tuple[Part, ...]:
        """The parts of the formula."""
        return tuple(
            Part(rule.code, rule.label, rule.meaning, decimal(weight), decimal(value), decimal(points))
            for rule, weight, value, points in zip(RULES, self.weights, self.values, self.pointed, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A way on: what is shown, of which kind (word, category, shop, goods, filter), the address's query."""

    text: str
    kind: str
    url_query: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found. `about`: the total is only counted up to 5,000.

    `corrected` is the query that was searched instead, `loosened` says that not every word was found; `widened` are
    ways on when little or nothing was found. A short first page ends with goods that lack one word (`Hit.nearly`), not
    counted in the total. `at` is the business time it was searched at.
    """

    rows: list[Hit]
    total: int
    about: bool
    page: int
    pages: int
    at: datetime
    corrected: str = ""
    loosened: bool = False
    widened: list[Suggestion] = field(default_factory=list)

    @property
    def nearly(self) -> int:
        """How many of the rows lack one word."""
        return sum(hit.nearly for hit in self.rows)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: how many goods it would leave, whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter of the goods found: `code` is its name in the address; kind category, choice, range or flag."""

    code: str
    name: str | Promise
    kind: str
    choices: list[Choice]
    about: bool = False

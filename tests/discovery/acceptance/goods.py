"""What a buyer would accept: `expected` of queries.csv read into clauses, and the facts of goods they speak of.

`expected` is clauses parted by "; ". A clause says how many of the first ten results must fit: a number, "all" (every
good of the demo that fits, ten at most) or "every" (each result shown). Behind the colon stand conditions joined by
"&", each a `field=value|or another` or `field!=value`, or several of them joined by "or". Fields:

- `is` shop/handle; `shop` its slug; `belt` the code of the industrial belt it is confirmed in
- `category` a code and everything below it
- `zh`, `en`, `title` words in the Chinese, the English, either title
- `option` a value of a variant (尺码 XL); `attr.<code>` an answer: option code, number or text
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sourcebridge.catalog.models import AttributeValue, Product, Translation
from sourcebridge.places.models import BeltMember
from sourcebridge.places.states import MemberState

SHOWN = 10


@dataclass(slots=True)
class Good:
    """The facts of one product a condition may ask for."""

    shop: str
    handle: str
    category: str
    belt: str
    options: set[str]
    titles: dict[str, str] = field(default_factory=dict)
    answers: dict[str, set[str]] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.titles.get('zh-hans', '')} / {self.titles.get('en', '')} ({self.category}, {self.shop})"


@dataclass(frozen=True, slots=True)
class Clause:
    """So many of the results must fit."""

    amount: str
    text: str

    def fits(self, good: Good) -> bool:
        return all(any(_holds(one, good) for one in part.split(" or ")) for part in self.text.split(" & "))

    def needed(self, catalogue: Sequence[Good]) -> int:
        """How many of the first ten must fit."""
        if self.amount == "all":
            return min(SHOWN, self.there(catalogue))
        return int(self.amount)

    def there(self, catalogue: Sequence[Good]) -> int:
        """How many goods of the demo fit."""
        return sum(self.fits(good) for good in catalogue)

    def complaint(self, results: Sequence[Good], catalogue: Sequence[Good]) -> str:
        """What is wrong with these results; empty when nothing is."""
        if self.amount == "every":
            wrong = [str(good) for good in results if not self.fits(good)]
            return f"{len(wrong)} that do not fit [{self.text}]: {'; '.join(wrong[:3])}" if wrong else ""
        found, needed = sum(self.fits(good) for good in results), self.needed(catalogue)
        there = self.there(catalogue)
        return f"{found} of {needed} wanted [{self.text}], the demo holds {there}" if found < needed else ""


def clauses(expected: str) -> list[Clause]:
    """Read a cell of the list."""
    return [Clause(*(part.strip() for part in clause.split(":", 1))) for clause in expected.split("; ")]


def _holds(condition: str, good: Good) -> bool:
    found = re.fullmatch(r"\s*([\w.-]+)(!?)=(.+?)\s*", condition)
    assert found, f"not a condition: {condition}"
    name, no, values = found.groups()
    return any(_one(name, value.strip().casefold(), good) for value in values.split("|")) is not bool(no)


def _one(name: str, value: str, good: Good) -> bool:
    if name == "category":
        return good.category == value or good.category.startswith(f"{value}-")
    if name in {"zh", "en", "title"}:
        languages = {"zh": ["zh-hans"], "en": ["en"], "title": ["zh-hans", "en"]}[name]
        return any(value in good.titles.get(language, "").casefold() for language in languages)
    if name.startswith("attr."):
        return value in good.answers.get(name.removeprefix("attr."), ())
    if name == "option":
        return value in {option.casefold() for option in good.options}
    return value == {"is": f"{good.shop}/{good.handle}", "shop": good.shop, "belt": good.belt}[name]


def catalogue() -> dict[UUID, Good]:
    """Every published product with its facts."""
    belts = dict(BeltMember.objects.filter(state=MemberState.CONFIRMED).values_list("company_id", "belt__code"))
    products = Product.objects.filter(state="PUBLISHED").select_related("shop").prefetch_related("skus")
    found = {
        product.id: Good(
            shop=product.shop.slug,
            handle=product.handle,
            category=str(product.category_id),
            belt=belts.get(product.shop.company_id, ""),
            options={value for sku in product.skus.all() for _name, value in sku.options},
        )
        for product in products
    }
    titles = Translation.objects.filter(object_type="product", field="title")
    for product_id, language, text in titles.values_list("object_id", "language", "text"):
        if product_id in found:
            found[product_id].titles[language] = text
    answers = AttributeValue.objects.values_list("product_id", "attribute__code", "option__code", "number", "text")
    for product_id, code, option, number, text in answers:
        value = option or (text if number is None else f"{number.normalize():f}")
        if product_id in found:
            found[product_id].answers.setdefault(code, set()).add(value.casefold())
    return found

"""What somebody looks for: words, filters, order and page, as it stands in an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sourcebridge.discovery.states import Door

SORTS = ("rank", "price", "-price", "sold", "newest", "repeat", "landed")
PER_PAGE = 30
LAST_PAGE = 3400
LONGEST_QUERY = 120
MOST_VALUES = 20
ATTRIBUTE = "a."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A search. Prices in CNY per unit, `moq_to` in the goods' unit, `hours_to` hours to dispatch.

    `attributes` maps an attribute's code to the values any of which will do; `near` is the buyer's province (GB/T
    2260), which moves goods of near belts up; `province` keeps only goods from there. `per_page` 1 to 100.
    `to` is the country (ISO 3166) goods are delivered to: it shows what a unit costs at the door there, `landed_to`
    keeps goods up to such a cost in the country's own currency, and the order "landed" goes by it.
    """

    q: str = ""
    door: str = Door.DOMESTIC.value
    category: str = ""
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    moq_to: Decimal | None = None
    hours_to: int | None = None
    belt: str = ""
    market: str = ""
    province: str = ""
    near: str = ""
    in_stock: bool = False
    sample: bool = False
    verified: bool = False
    shop: str = ""
    to: str = ""
    landed_to: Decimal | None = None
    sort: str = "rank"
    page: int = 1
    per_page: int = PER_PAGE

    @property
    def asks(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.q.strip() or self.filters)

    @property
    def filters(self) -> dict[str, str]:
        """The filters in force, as they stand in an address, without words, order and page."""
        return {name: value for name, value in self.parameters() if name not in {"q", "sort", "page", "near", "to"}}

    def parameters(self) -> list[tuple[str, str]]:
        """(name, value) pairs of the address, in one order, without what is at its default."""
        found = [("q", self.q), ("category", self.category)]
        for code in sorted(self.attributes):
            found += [(ATTRIBUTE + code, value) for value in self.attributes[code]]
        for name in ("price_from", "price_to", "moq_to", "hours_to", "landed_to"):
            number = getattr(self, name)
            found.append(
                (name, "" if number is None else f"{number:f}" if isinstance(number, Decimal) else str(number))
            )
        found += [(name, getattr(self, name)) for name in ("belt", "market", "province", "near", "shop", "to")]
        found += [(name, "1" if getattr(self, name) else "") for name in ("in_stock", "sample", "verified")]
        found += [("sort", self.sort if self.sort != "rank" else ""), ("page", str(self.page) if self.page > 1 else "")]
        return [(name, value) for name, value in found if value]

    def query_string(self, **changes: Any) -> str:
        """The address's query with some fields changed; a changed filter starts at the first page."""
        changed = replace(self, **{"page": 1, **changes}) if changes else self
        return urlencode(changed.parameters())

    def without(self, name: str) -> Wanted:
        """The same search with one filter taken off; `a.<code>` names an attribute's."""
        if name.startswith(ATTRIBUTE):
            code = name.removeprefix(ATTRIBUTE)
            return replace(self, page=1, attributes={key: v for key, v in self.attributes.items() if key != code})
        more: dict[str, Any] = {"landed_to": None} if name == "to" else {}
        return replace(self, page=1, **{name: getattr(Wanted(), name)}, **more)

    @property
    def by_door(self) -> bool:
        """Whether the order goes by what a unit costs at the door."""
        return self.sort == "landed" and bool(self.to)

    @classmethod
    def read(cls, query: str, **given: Any) -> Wanted:
        """The search of an address's query string; what cannot be read is left out. `given` overrules."""
        return cls.of(parse_qsl(query.lstrip("?"), max_num_fields=200), **given)

    @classmethod
    def of(cls, pairs: list[tuple[str, str]], **given: Any) -> Wanted:
        """The search of (name, value) pairs, e.g. of a form."""
        pairs = [(_clean(name), _clean(value)) for name, value in pairs]
        last = {name: value.strip() for name, value in pairs if value.strip()}
        attributes: dict[str, tuple[str, ...]] = {}
        for name, value in pairs:
            if name.startswith(ATTRIBUTE) and value.strip():
                code = name.removeprefix(ATTRIBUTE)[:40]
                attributes[code] = (*attributes.get(code, ()), value.strip()[:80])[:MOST_VALUES]
        read = cls(
            q=last.get("q", "")[:LONGEST_QUERY],
            category=last.get("category", "")[:60],
            attributes={code: tuple(dict.fromkeys(values)) for code, values in attributes.items()},
            price_from=_number(last.get("price_from")),
            price_to=_number(last.get("price_to")),
            moq_to=_number(last.get("moq_to")),
            hours_to=_whole(last.get("hours_to"), 1, 32000),
            belt=last.get("belt", "")[:60],
            market=last.get("market", "")[:60],
            province=last.get("province", "")[:2],
            near=last.get("near", "")[:2],
            in_stock=bool(last.get("in_stock")),
            sample=bool(last.get("sample")),
            verified=bool(last.get("verified")),
            shop=last.get("shop", "")[:60],
            to=_country(last.get("to", "")),
            landed_to=_number(last.get("landed_to")) if last.get("to") else None,
            sort=last["sort"] if last.get("sort") in SORTS else "rank",
            page=_whole(last.get("page"), 1, LAST_PAGE) or 1,
        )
        return replace(read, **given) if given else read


def _clean(text: str) -> str:
    """Without what no database column takes: zero bytes, halves of surrogate pairs."""
    return text.replace("\x00", "").encode(errors="ignore").decode()


def _country(text: str) -> str:
    """Two capital letters, or nothing."""
    code = text.upper()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""


def _number(text: str | None) -> Decimal | None:
    try:
        number = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() and 0 <= number < 10**12 else None


def _whole(text: str | None, least: int, most: int) -> int | None:
    if not text or not text.isascii() or not text.isdigit() or len(text) > 6:
        return None
    return max(least, min(int(text), most))

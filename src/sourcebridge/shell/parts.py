"""View models: what a component needs to be drawn, built by a page from its own domain's rows.

Texts are already in the reader's language; money, quantities and instants stay typed and are set by the tags.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, NamedTuple, TypeAlias

from django.utils.functional import Promise

from sourcebridge.kit.money import Money, UnitPrice
from sourcebridge.kit.quantity import Quantity

Text: TypeAlias = str | Promise
Tone: TypeAlias = Literal["neutral", "good", "due", "harm", "accent"]


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the workbench row or of tabs; count 0 is not shown."""

    label: Text
    url: str
    active: bool = False
    count: int = 0


class Crumb(NamedTuple):
    """One step of the breadcrumbs; the last has no url."""

    label: Text
    url: str = ""


class Link(NamedTuple):
    """A link with its words."""

    label: Text
    url: str


class Choice(NamedTuple):
    """One entry of a switching menu (company, currency)."""

    value: str
    label: Text
    active: bool = False


@dataclass(frozen=True, slots=True)
class Chrome:
    """What the frame of every page shows; put into the context as `chrome` by the context processor.

    An empty url or text leaves its part out: no dead buttons.
    """

    operator_name: Text = ""
    door: Literal["domestic", "crossborder", "international"] = "domestic"
    doors: Sequence[NavItem] = ()
    currency: str = "CNY"
    person_name: str = ""
    company_name: str = ""
    companies: Sequence[Choice] = ()
    company_switch_url: str = ""
    account_links: Sequence[Link] = ()
    sign_in_url: str = ""
    sign_up_url: str = ""
    sign_out_url: str = ""
    search_url: str = "/goods/"
    suggest_url: str = ""
    categories: str = ""
    cart_url: str = ""
    cart_count: int = 0
    orders_url: str = ""
    orders_count: int = 0
    live_url: str = ""
    footer_links: Sequence[Link] = ()
    first_step: str = ""

    @property
    def shape(self) -> Hashable:
        """What the strip and the header show, but for names, companies and numbers."""
        return (
            self.operator_name, self.doors, self.currency, bool(self.person_name), bool(self.company_name),
            bool(self.companies), self.company_switch_url, self.account_links, self.sign_in_url, self.sign_up_url,
            self.sign_out_url, self.search_url, self.suggest_url, self.categories, self.cart_url,
            bool(self.cart_count), self.orders_url, bool(self.orders_count),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tier:
    """One column of a ladder: from this quantity on, this price."""

    minimum: Quantity
    price: UnitPrice


@dataclass(frozen=True, slots=True)
class PriceLadder:
    """Tiers in rising order; `chosen` is the sum of the quantities now chosen, which lights its tier.

    `inputs` is the form name of the quantity fields whose sum lights the tier as one types
    (fields with `name` equal to it or starting with it and a dash).
    """

    tiers: Sequence[Tier]
    chosen: Quantity | None = None
    inputs: str = "quantity"
    agreed: UnitPrice | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by address with its words; `thumb` defaults to the picture itself."""

    url: str
    alt: Text = ""
    thumb: str = ""


@dataclass(frozen=True, slots=True)
class Rank:
    """Why a product stands where it stands: its place, its score, and the parts whose points sum to the score.

    `scale` are the names and weights (0 to 1) of all parts, one object for the goods of a page; `points` are what the
    goods have of each, as (value, points) in digits: `weight` times `value` gives the points.
    """

    place: int
    score: str
    scale: tuple[tuple[str, Decimal], ...]
    points: Sequence[tuple[str, str]]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Seo:
    """What search engines and previews are told of a public page; put into the context as `seo`.

    `url` and `languages` (hreflang code, address) are absolute; `data` are schema.org objects; `hidden` keeps a page
    with filters in its address out of the index.
    """

    title: str
    url: str
    description: str = ""
    picture: str = ""
    kind: str = "website"
    languages: Sequence[tuple[str, str]] = ()
    data: Sequence[Mapping[str, Any]] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class ProductCard:
    """One product in a grid; two cards are equal when they show the same goods alike, wherever they rank.

    `own` says its prices are told to one company only; they are never kept.
    """

    url: str
    title: Text
    first_price: UnitPrice | None
    picture: Picture | None = None
    best_price: UnitPrice | None = None
    best_from: Quantity | None = None
    minimum: Quantity | None = None
    place: Text = ""
    sold: Quantity | None = None
    orders: int = 0
    promise: Text = ""
    mark: Text = ""
    stock_note: Text = ""
    landed: Text = ""
    rank: Rank | None = field(default=None, compare=False)
    own: bool = False


@dataclass(frozen=True, slots=True)
class NextStep:
    """What happens next, who must do it and by when; `if_not` says what happens when the time passes."""

    what: Text
    who: Text = ""
    yours: bool = False
    by: datetime | None = None
    if_not: Text = ""
    tone: Tone = "due"


@dataclass(frozen=True, slots=True)
class DealHeader:
    """The head of an order, contract or proxy order page."""

    number: str
    state: Text
    amount: Money
    door: Text = ""
    summary: Text = ""
    amount_note: Text = ""
    buyer: Text = ""
    supplier: Text = ""
    next: NextStep | None = None
    tone: Tone = "neutral"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event, done or still to come; `approximately` is for planned steps without an exact time."""

    at: datetime | None
    text: Text
    actor: Text = ""
    detail: Text = ""
    money: Money | None = None
    link: Link | None = None
    done: bool = True
    tone: Tone = "neutral"
    approximately: Text = ""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line behind a money box or on a statement."""

    at: datetime
    text: Text
    amount: Money
    reference: str = ""


@dataclass(frozen=True, slots=True)
class MoneyBox:
    """Where a deal's money stands. held + released + refunded = paid; open is total - paid."""

    total: Money
    paid: Money
    held: Money
    released: Money
    refunded: Money
    lines: Sequence[LedgerLine] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim and what stands behind it."""

    label: Text
    state: Literal["claimed", "pending", "verified", "lapsed", "refused"]
    by: Text = ""
    verified_on: date | None = None
    valid_until: date | None = None
    note: Text = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a deal or of a company."""

    title: Text
    status: Text = ""
    url: str = ""
    preview_url: str = ""
    version: str = ""
    at: datetime | None = None
    tone: Tone = "neutral"
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A long piece of work: import, export, moving the clock."""

    title: Text
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    done: int = 0
    total: int | None = None
    failed: int = 0
    seconds_left: int | None = None
    per_second: Decimal | None = None
    poll_url: str = ""
    cancel_url: str = ""
    failures_url: str = ""
    result: Link | None = None
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Stat:
    """One figure with its name; value may be Money, Quantity, a number or words."""

    label: Text
    value: object
    hint: Text = ""
    url: str = ""
    tone: Tone = "neutral"


@dataclass(frozen=True, slots=True)
class Approval:
    """Two persons must agree: who asked, who approved, and what the reader may do."""

    what: Text
    asked_by: Text
    asked_at: datetime
    approved_by: Text = ""
    approved_at: datetime | None = None
    may_approve: bool = False
    why_not: Text = ""
    approve_url: str = ""
    refuse_url: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """A wizard's steps; `current` counts from 1."""

    labels: Sequence[Text]
    current: int = 1
    urls: Sequence[str] = field(default_factory=tuple)

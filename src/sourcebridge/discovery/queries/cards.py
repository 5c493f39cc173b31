"""The data of the rows shown, in one statement whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from uuid import UUID

from sourcebridge.catalog import pictured, pricing
from sourcebridge.catalog.models import Translation
from sourcebridge.catalog.pricing import Tier
from sourcebridge.catalog.queries import words
from sourcebridge.catalog.queries.words import Words
from sourcebridge.discovery.cards import Card
from sourcebridge.discovery.results import Hit
from sourcebridge.discovery.states import Level
from sourcebridge.kit.money import UnitPrice
from sourcebridge.kit.quantity import Quantity
from sourcebridge.kit.rows import parsed, run

# What a card is made of, for a product `p` as the company {buyer} sees it at {now}.
_COLUMNS = """
    p.id, p.handle, p.unit, p.currency, p.moq, p.batch_multiple, p.sell_unit, p.sample_price IS NOT NULL AS sample,
    p.dispatch_hours, p.revision, s.slug, s.name, s.name_en, c.id AS company_id, c.region,
    coalesce(l.belt, '') AS belt, coalesce(l.market, '') AS market, coalesce(l.verified, false) AS verified,
    b.name_zh AS belt_zh, b.name_en AS belt_en, m.name_zh AS market_zh, m.name_en AS market_en,
    coalesce(a.level, 0) AS level, coalesce(a.sold_30, 0) AS sold_30,
    p.audience = 'APPROVED' AND c.id IS DISTINCT FROM {buyer} AND NOT EXISTS (
        SELECT 1 FROM catalog_approvedbuyer ab
        WHERE ab.shop_id = s.id AND ab.buyer_company_id = {buyer} AND ab.state = 'APPROVED') AS hidden,
    (SELECT json_agg(json_build_array(t.language, t.text, t.status, t.source_hash)) FROM catalog_translation t
        WHERE t.object_id = p.id AND t.object_type = 'product' AND t.field = 'title') AS titles,
    (SELECT json_agg(json_build_array(t.sku_id, trim_scale(t.min_quantity)::text, trim_scale(t.unit_price)::text)
            ORDER BY t.min_quantity)
        FROM catalog_pricetier t WHERE t.product_id = p.id) AS tiers,
    (SELECT json_agg(json_build_array(g.sku_id, trim_scale(g.min_quantity)::text, trim_scale(g.unit_price)::text)
            ORDER BY g.valid_from, g.id)
        FROM catalog_agreedprice g
        WHERE g.product_id = p.id AND g.buyer_company_id = {buyer} AND g.valid_from <= {now}
            AND (g.valid_until IS NULL OR g.valid_until > {now})) AS agreed,
    (SELECT json_agg(k.id ORDER BY k.position, k.id) FROM catalog_sku k WHERE k.product_id = p.id AND k.active) AS skus,
    (SELECT json_build_array(i.id, i.sha256) FROM catalog_picture i
        WHERE i.product_id = p.id AND i.state = 'STORED' ORDER BY i.position, i.id LIMIT 1) AS picture
"""
_JOINED = """
JOIN catalog_shop s ON s.id = p.shop_id
JOIN parties_company c ON c.id = s.company_id
LEFT JOIN discovery_listing l ON l.product_id = p.id AND l.door = {door}
LEFT JOIN discovery_availability a ON a.product_id = p.id
LEFT JOIN places_belt b ON b.code = l.belt
LEFT JOIN places_market m ON m.code = l.market
WHERE p.state = 'PUBLISHED'
"""
_TOLD = "SELECT to_json(found)::text AS text, found.agreed IS NOT NULL AS own, found.id FROM ({rows}) found"

# The ids stand in a SELECT so that a plan for few of them never looks cheaper than the one kept for any: planning takes
# three times as long as the statement.
_NAMED = {"buyer": "%(buyer)s::uuid", "now": "%(now)s::timestamptz", "door": "%(door)s"}
_TEXTS = _TOLD.format(
    rows=f"""SELECT {_COLUMNS.format(**_NAMED)}
FROM unnest((SELECT %(ids)s::uuid[])) WITH ORDINALITY AS wanted(id, place)
JOIN catalog_product p ON p.id = wanted.id
{_JOINED.format(**_NAMED)}
ORDER BY wanted.place"""  # noqa: S608 - only constants are put in
)


def beside(product: str, *, buyer: str, now: str, door: str) -> str:
    """A query of the `text` and `own` of one product's card, all named by SQL expressions; empty when not for sale."""
    named = {"buyer": buyer, "now": now, "door": door}
    one = f"SELECT {_COLUMNS} FROM catalog_product p {_JOINED} AND p.id = {product}"  # noqa: S608 - names of columns
    return _TOLD.format(rows=one.format(**named))


def cards(
    rows: Iterable[Hit | UUID], *, buyer_company_id: UUID | None, language: str | None, now: datetime,
    door: str = "domestic",
) -> list[Card]:  # fmt: skip
    """The cards of hits or product ids in their order, at this buyer's prices (one statement, none without rows).

    Agreed prices in force replace the public ladder from their minimum on; goods no longer for sale are left out.
    """
    given = list(rows)
    hits = {row.product_id: row for row in given if isinstance(row, Hit)}
    ids = [row.product_id if isinstance(row, Hit) else row for row in given]
    found = texts(ids, buyer_company_id=buyer_company_id, now=now, door=door)
    made = [_card(Said(text), words.known(language)) for text, _own, _id in found]
    return [replace(card, hit=hits[card.product_id]) if card.product_id in hits else card for card in made]


def brought(hits: Iterable[Hit], *, language: str | None) -> list[Card]:
    """The cards of hits of a search `with_cards`, as `cards` would make them; goods off sale left out."""
    said = words.known(language)
    return [replace(_card(Said(hit.card[0]), said), hit=hit) for hit in hits if hit.card]


def texts(
    ids: Sequence[UUID], *, buyer_company_id: UUID | None, now: datetime, door: str = "domestic"
) -> list[tuple[str, bool, UUID]]:
    """What cards of these products are made of, for goods still for sale (one statement, none without ids).

    Of each a text (equal texts make equal cards), whether it holds agreed prices of this buyer, the product.
    """
    if not ids:
        return []
    given = {"ids": ids, "buyer": buyer_company_id, "now": now, "door": door}
    with run(_TEXTS, given) as cursor:
        return list(cursor.fetchall())


Ladders = dict[UUID | None, list[Tier]]


def _ladders(rows: Sequence[Any] | None, row: dict[str, Any]) -> Ladders:
    latest: dict[tuple[UUID | None, Decimal], Tier] = {}
    for sku_id, least, price in rows or ():
        tier = Tier(Quantity(Decimal(least), row["unit"]), UnitPrice(Decimal(price), row["currency"], row["unit"]))
        latest[UUID(sku_id) if sku_id else None, Decimal(least)] = tier
    ladders: Ladders = {}
    for (sku_id, _least), tier in sorted(latest.items(), key=lambda item: item[0][1]):
        ladders.setdefault(sku_id, []).append(tier)
    return ladders


def _tiers(public: Ladders, agreed: Ladders, skus: Sequence[UUID | None]) -> list[Tier]:
    return [
        tier
        for sku_id in skus
        for tier in pricing.merged(
            public.get(sku_id) or public.get(None, []), agreed.get(sku_id) or agreed.get(None, [])
        )
    ]


class Said:
    """A row's text, known by its digest: what is kept need not keep the text."""

    __slots__ = ("name", "text")

    def __init__(self, text: str) -> None:
        self.name, self.text = blake2b(text.encode(), digest_size=20).digest(), text

    def __hash__(self) -> int:
        return hash(self.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Said) and self.name == other.name

    def read(self) -> dict[str, Any]:
        """The row; its text is given up."""
        row: dict[str, Any] = parsed(self.text)
        self.text = ""
        return row


@lru_cache(maxsize=1500)
def _card(of: Said, language: str) -> Card:
    row, chinese = of.read(), language != "en"
    product_id = UUID(row["id"])
    skus = tuple(UUID(sku_id) for sku_id in row["skus"] or ())
    agreed = {} if row["hidden"] else _ladders(row["agreed"], row)
    tiers = [] if row["hidden"] else _tiers(_ladders(row["tiers"], row), agreed, skus or (None,))
    titles = Words(
        Translation(object_id=product_id, field="title", language=said, text=text, status=status, source_hash=digest)
        for said, text, status, digest in row["titles"] or ()
    )
    return Card(
        product_id=product_id,
        shop_slug=row["slug"],
        shop_name=row["name"] if chinese else row["name_en"] or row["name"],
        handle=row["handle"],
        title=titles.text(product_id, "title", language),
        unit=row["unit"],
        currency=row["currency"],
        moq=Quantity(row["moq"], row["unit"]),
        batch_multiple=Quantity(row["batch_multiple"], row["unit"]),
        sell_unit=row["sell_unit"],
        first=min(tiers, key=lambda t: (t.minimum, t.price.amount)) if tiers else None,
        best=min(tiers, key=lambda t: (t.price.amount, t.minimum)) if tiers else None,
        price_hidden=row["hidden"],
        agreed=bool(agreed),
        sample=row["sample"],
        dispatch_hours=row["dispatch_hours"],
        region=row["region"],
        place=place(row, "zh" if chinese else "en"),
        belt=row["belt"],
        market=row["market"],
        verified=row["verified"],
        supplier_company_id=UUID(row["company_id"]),
        picture_url=picture(row),
        sku_ids=skus,
        level=Level(row["level"]),
        sold_30=row["sold_30"],
    )


def place(row: dict[str, Any], language: str) -> str:
    """Where the goods are made: the belt's name, else the market's, else the company's region."""
    return str(row[f"belt_{language}"] or row[f"market_{language}"] or row["region"])


def picture(row: dict[str, Any]) -> str:
    """The address of the first stored picture, else of the drawn one."""
    if row["picture"]:
        picture_id, digest = row["picture"]
        return pictured.stored(picture_id, digest)
    return pictured.drawn(row["id"], row["revision"])

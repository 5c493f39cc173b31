"""One statement: candidates by the text index, every part of the formula, the whole result in order, one page of it.

A list without words takes the rows of its page from the seats kept for it (models/seats.py) and measures only those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sourcebridge.discovery import matching
from sourcebridge.discovery.matching import Group
from sourcebridge.discovery.queries import filters
from sourcebridge.discovery.queries.cards import beside
from sourcebridge.discovery.ranking import RULES, WHOLE
from sourcebridge.discovery.results import Hit
from sourcebridge.discovery.wanted import Wanted
from sourcebridge.kit import rows
from sourcebridge.parameters.declared import DECLARED
from sourcebridge.places import distances
from sourcebridge.places import queries as places

COUNTED = 5000
_ORDERS = {
    "rank": "score DESC",
    "price": "price_low ASC NULLS LAST, score DESC",
    "-price": "price_low DESC NULLS LAST, score DESC",
    "sold": "sold_30 DESC, score DESC",
    "newest": "published_at DESC",
    "repeat": "repeat DESC, score DESC",
    "landed": """(SELECT e.gaps > 0 FROM landedcost_estimate e WHERE e.product_id = pointed.product_id
        AND e.country = %s) NULLS LAST, (SELECT e.high FROM landedcost_estimate e
        WHERE e.product_id = pointed.product_id AND e.country = %s) NULLS LAST, score DESC""",
}
CODES = [rule.code for rule in RULES]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, how many there are in all, the wordbook's edition the database holds, when it was asked.

    `seated` says that the seats it came from are made with the weights in force. Seats are counted up to 5,001.
    """

    hits: list[Hit]
    total: int
    edition: UUID | None
    at: datetime
    seated: bool = True


@dataclass(frozen=True, slots=True)
class Asker:
    """For whom cards are wanted: a company, or a visitor."""

    company_id: UUID | None


@cache
def weights_in_force() -> str:
    """The weight of every part at the `moment` of a statement, as SQL."""
    columns = ", ".join(
        f"round({WHOLE} * coalesce(max(value) FILTER (WHERE code = '{rule.parameter}'), "
        f"{DECLARED[rule.parameter].default}))::bigint AS w_{rule.code}"
        for rule in RULES
    )
    codes = ", ".join(f"'{rule.parameter}'" for rule in RULES)
    latest = (
        f"SELECT DISTINCT ON (code) code, value FROM parameters_parameter WHERE code IN ({codes}) "  # noqa: S608
        "AND effective_from <= (SELECT at FROM moment) ORDER BY code, effective_from DESC"
    )
    return f"SELECT {columns} FROM ({latest}) p"  # noqa: S608 - only constants are put in


def _text(groups: Sequence[Group], weights: Sequence[int] = ()) -> tuple[str, list[Any]]:
    """The mean over the words of how well each is met, the head counting twice or as `weights` say; see `_steps`.

    All words take as many steps, so that searches of as many words are one statement, which the server plans once.
    """
    if not groups:
        return "0", []
    given: list[Any] = []
    counts = weights or [group.weight for group in groups]
    for group, count in zip(groups, counts, strict=True):
        steps = _steps(group)
        given += [count, *(one for step in (*steps, *[steps[-1]] * (_MOST_STEPS - len(steps))) for one in step)]
    return f"({' + '.join([_CASE] * len(groups))}) / %s::int", [*given, sum(counts)]


# A word counts 1 when title and category say it (a measure: the title), 0.95 when one of them says a synonym, 0.85 when
# both do, 0.6 in one of them alone (a synonym 0.5), 0.4 among attributes, variants and places (a synonym 0.35), 0.15 in
# shop, article number or description. The head of a query must be what goods are, so a fact that says it counts 0.15
# too: cloth for dresses is no dress.
_AS_BOTH, _AS_BOTH_KIN, _AS_TITLE, _AS_TITLE_KIN = 9500, 8500, 6000, 5000
_AS_FACT, _AS_FACT_KIN, _AS_REST = 4000, 3500, 1500


_MOST_STEPS = 8
_CASE = f"%s::int * CASE {'WHEN l.words @@ %s::tsquery THEN %s::int ' * _MOST_STEPS}ELSE 0 END"


def _steps(group: Group) -> list[tuple[str, int]]:
    if group.exact:
        return [(group.said("A"), WHOLE), (group.said("ABC"), _AS_TITLE), (group.said(), _AS_REST)]
    fact, fact_kin = (_AS_REST, _AS_REST) if group.head else (_AS_FACT, _AS_FACT_KIN)
    whole = (f"({group.said('A')}) & ({group.said('B')})", WHOLE)
    if not group.kin:
        return [whole, (group.said("AB"), _AS_TITLE), (group.said("ABC"), fact), (group.said(), _AS_REST)]
    title, nature = (group.said("A"), group.akin("A")), (group.said("B"), group.akin("B"))
    return [
        whole,
        (f"(({title[0]}) & ({nature[1]})) | (({title[1]}) & ({nature[0]}))", _AS_BOTH),
        (f"({title[1]}) & ({nature[1]})", _AS_BOTH_KIN),
        (group.said("AB"), _AS_TITLE),
        (group.akin("AB"), _AS_TITLE_KIN),
        (group.said("ABC"), fact),
        (group.akin("ABC"), fact_kin),
        (group.said(), _AS_REST),
    ]


@dataclass(frozen=True, slots=True)
class _Worded:
    """What the words of a search put into its statement."""

    text: str
    given: tuple[Any, ...]
    every: str
    nearly: str


@lru_cache(maxsize=500)
def _worded(groups: tuple[Group, ...], counts: tuple[int, ...]) -> _Worded:
    """Made once for what is asked often."""
    text, given = _text(groups, counts)
    return _Worded(text, tuple(given), matching.every(groups), matching.nearly(groups))


@cache
def _near(province: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    known = places.provinces()
    here = known.get(province)
    if here is None:
        return (), ()
    return tuple(known), tuple(
        WHOLE if code == province else int(distances.nearness(_km(here, other)) * WHOLE)
        for code, other in known.items()
    )


def _km(here: Any, other: Any) -> int:
    return distances.kilometres(here.lon, here.lat, other.lon, other.lat)


KNOWN = f"CASE WHEN l.belt_known THEN {WHOLE} WHEN l.belt <> '' THEN {WHOLE // 2} ELSE 0 END"


def _belt(wanted: Wanted) -> tuple[str, list[Any]]:
    codes, values = _near(wanted.near or wanted.province)
    if not codes:
        return KNOWN, []
    near = "coalesce((%s::int[])[array_position(%s::text[], l.province::text)], 0)"
    return f"({KNOWN} + {near}) / 2", [list(values), list(codes)]


_PRICE = f"""CASE WHEN l.price_low IS NULL THEN 0 WHEN cardinality(c.marks) > 1
    THEN {WHOLE} - {WHOLE} * (greatest(width_bucket(l.price_low, c.marks), 1) - 1) / (cardinality(c.marks) - 1)
    ELSE {WHOLE // 2} END"""


# With fewer words: those that meet most of them, and meet them nearly as well as the best does.
_NEAREST = """WHERE matched = (SELECT max(matched) FROM found)
        AND text * 10 > 8 * (SELECT max(text) FROM found WHERE matched = (SELECT max(matched) FROM found))"""


# The best answer of a search counts 1, the others by the cube of their share of it: what answers half the question is
# an eighth of an answer, whatever else speaks for its supplier. In whole numbers, rounded half up.
_MEASURED = (
    f"coalesce((2 * {WHOLE} * text::bigint * text * text + best_text * best_text * best_text)"
    " / nullif(2 * best_text * best_text * best_text, 0), 0)::int AS text"
)

# A first page of one to nine goods ends with goods of the same branches that lack one word, never a measure or a place.
_SHORT, _LOOKED_AT = 10, 3000
_FILL = f"""AND l.words @@ %s::tsquery AND NOT l.words @@ %s::tsquery AND (SELECT count(*) FROM found) < {_SHORT}
        AND l.categories && ARRAY(SELECT DISTINCT branch FROM found)"""  # noqa: S608 - only constants are put in


MOMENT = (
    "coalesce(%s::timestamptz,"
    " now() + coalesce((SELECT o.\"offset\" FROM clock_clockoffset o WHERE o.id = 1), interval '0'))"
)


def run(
    wanted: Wanted, groups: Sequence[Group], *, now: datetime | None, loosened: bool = False, only: UUID | None = None,
    counts: Sequence[int] = (), asker: Asker | None = None,
) -> Found:  # fmt: skip
    """The page of a search; `loosened` takes goods that meet most of the words when none meets all.

    `counts` says how much each word counts. A first page with fewer than ten goods is filled up, see `_FILL`. While
    seats lag behind new weights, one more statement measures the whole list. With an `asker` hits bring their `card`.
    """
    seated = not (groups or loosened or only) and _seated(wanted)
    found = _run(
        *asked(wanted, groups, now=now, loosened=loosened, only=only, counts=counts, seated=seated, asker=asker)
    )
    return found if found.seated else _run(*asked(wanted, groups, now=now, seated=False, asker=asker))


def _run(statement: str, given: list[Any]) -> Found:
    with rows.run(statement, given) as cursor:
        found = cursor.fetchall()
    edition, total, at, seated, weights = found[0][:5]
    return Found([_hit(row[5:], tuple(weights)) for row in found if row[5] is not None], total, edition, at, seated)


def _seated(wanted: Wanted) -> bool:
    """Whether the list is one that seats are kept for: a branch or all goods of a door, by rank, from nowhere near."""
    names = {one.name for one in filters.conditions(wanted)}
    return names <= {"door", "category"} and _order(wanted) == "rank" and not (wanted.near or wanted.province)


def _order(wanted: Wanted) -> str:
    return "rank" if wanted.sort == "landed" and not wanted.by_door else wanted.sort


@cache
def points() -> tuple[str, str]:
    """The points of every part, and their sum, as SQL over `f`, the parts, and `w`, the weights."""
    each = ", ".join(f"(w.w_{code} * f.{code} + {WHOLE // 2}) / {WHOLE} AS p_{code}" for code in CODES)
    return each, " + ".join(f"p_{code}" for code in CODES)


def facts(text: str, belt: str, matched: str = "0", more: str = "") -> str:
    """The parts of the formula for listings `l`, and `more` of their columns, as SQL that lacks its conditions."""
    return f"""SELECT {more} l.product_id, l.published_at, l.price_low, coalesce(a.sold_30, 0) AS sold_30,
        l.categories[greatest(cardinality(l.categories) - 1, 1)] AS branch,
        {text} AS text, coalesce(a.level, 0) * {WHOLE // 2} AS stock_ready,
        coalesce(s.ship48h, {WHOLE // 2}) AS ship48h,
        coalesce(s.repeat, {WHOLE // 2}) AS repeat, {WHOLE} - coalesce(s.dispute, {WHOLE // 2}) AS dispute,
        {belt} AS belt, coalesce(a.trend, 0) AS trend, {_PRICE} AS price,
        CASE WHEN l.verified THEN {WHOLE} ELSE 0 END AS verified, {matched} AS matched
    FROM discovery_listing l
    LEFT JOIN discovery_availability a ON a.product_id = l.product_id
    LEFT JOIN discovery_standing s ON s.category = l.category AND s.company_id = l.company_id
    LEFT JOIN discovery_scale c ON c.category = l.category AND c.unit = l.unit AND c.currency = l.currency"""  # noqa: S608


def _array(sign: str) -> str:
    """The columns of the parts that begin with a sign, as one."""
    return f"ARRAY[{', '.join(sign + code for code in CODES)}]::int[]"


# The page of a list of which the seats are known, how many sit there, whether they sit by the weights in force.
_SEATS = "discovery_seat t WHERE t.door = %s AND t.category = %s"
_SITTING = (
    f"l.product_id = ANY(ARRAY(SELECT t.product_id FROM {_SEATS} "  # noqa: S608 - only constants are put in
    "ORDER BY t.score DESC, t.product_id LIMIT %s OFFSET %s))"
)
_SITTING_THERE = f"(SELECT count(*) FROM (SELECT 1 FROM {_SEATS} LIMIT {COUNTED + 1}) AS few)"  # noqa: S608
_NO_CARD = "SELECT NULL AS card, NULL AS agreed"
_CARD = "SELECT text AS card, own AS agreed FROM ({}) told".format(  # noqa: S608 - only constants are put in
    beside("page.product_id", buyer="(SELECT id FROM asker)", now="(SELECT at FROM moment)", door="%s")
)
_WEIGHTS = f"(SELECT {_array('w_')} FROM w)"  # noqa: S608 - only constants are put in
_IN_FORCE = f"{_WEIGHTS} = (SELECT weights FROM discovery_formula)"  # noqa: S608


def asked(
    wanted: Wanted, groups: Sequence[Group], *, now: datetime | None, loosened: bool = False, only: UUID | None = None,
    counts: Sequence[int] = (), seated: bool | None = None, asker: Asker | None = None,
) -> tuple[str, list[Any]]:  # fmt: skip
    """The statement that `run` sends, with its values; from the seats if `seated`, or if they fit when None."""
    if seated is None:
        seated = not (groups or loosened or only) and _seated(wanted)
    order = _order(wanted)
    worded = _worded(tuple(groups), tuple(counts))
    text, text_given = worded.text, worded.given
    belt, belt_given = _belt(wanted)
    where, where_given = filters.joined(filters.conditions(wanted))
    first = (wanted.page - 1) * wanted.per_page
    total, total_given, in_force = "(SELECT count(*) FROM best)", [], "true"
    if seated:
        where, where_given = f"{where} AND {_SITTING}", [
            *where_given, wanted.door, wanted.category, wanted.per_page, first,
        ]  # fmt: skip
        total, total_given, in_force = _SITTING_THERE, [wanted.door, wanted.category], _IN_FORCE
        first = 0
    matched, matched_given = "0", []
    if groups:
        where += " AND l.words @@ %s::tsquery"
        where_given.append(matching.some(groups) if loosened else worded.every)
        if loosened:
            matched = " + ".join("(l.words @@ %s::tsquery)::int" for _group in groups)
            matched_given = [group.tsquery() for group in groups]
    others = ", ".join(["product_id", "published_at", "price_low", "sold_30", *(c for c in CODES if c != "text")])
    each, score = points()
    nearly = "" if loosened or only or wanted.page > 1 else worded.nearly
    measuring = facts(text, belt, matched)
    filling, filling_given = "", []
    if nearly:
        around, around_given = filters.joined(filters.conditions(wanted))
        short = f"{measuring} WHERE {around} {_FILL}"
        filling = f"UNION ALL (SELECT *, 1 AS lacks FROM ({short}) filling LIMIT {_LOOKED_AT})"  # noqa: S608
        filling_given = [*text_given, *belt_given, *around_given, nearly, worded.every]
    taken, measured = "best", "0 AS text"
    if groups:
        whole = f"(SELECT * FROM best {filling}) AS whole"  # noqa: S608
        taken = f"(SELECT *, max(text::bigint) OVER () AS best_text FROM {whole}) AS taken"  # noqa: S608
        measured = _MEASURED
    asking, card = (
        ("", "SELECT NULL AS card, NULL AS agreed") if asker is None else ("asker AS (SELECT %s::uuid AS id),", _CARD)
    )
    statement = f"""
WITH {asking} moment AS (SELECT {MOMENT} AS at),
w AS ({weights_in_force()}),
found AS MATERIALIZED ({measuring} WHERE {where}), best AS (
    SELECT *, 0 AS lacks FROM found {_NEAREST if loosened else ""}
), measured AS (
    SELECT {measured}, lacks, {others} FROM {taken}
), pointed AS (
    SELECT f.*, w.*, {each} FROM measured f CROSS JOIN w {"WHERE f.product_id = %s" if only else ""}
), page AS (
    SELECT *, row_number() OVER () AS place FROM (
        SELECT *, {score} AS score FROM pointed ORDER BY lacks, {_ORDERS[order]}, product_id LIMIT %s OFFSET %s
    ) ordered
)
SELECT head.*, page.product_id, score, {_array("")}, {_array("p_")}, lacks, card, agreed
FROM (SELECT 1) AS always LEFT JOIN page ON true LEFT JOIN LATERAL ({card}) beside ON true LEFT JOIN (
    SELECT (SELECT edition FROM discovery_wordbook), {total}, (SELECT at FROM moment), coalesce({in_force}, false),
        {_WEIGHTS}
) head ON coalesce(place, 1) = 1
ORDER BY place
"""  # noqa: S608 - only constants are put in
    given = [
        *([] if asker is None else [asker.company_id]), now, *text_given, *belt_given, *matched_given,
        *where_given, *filling_given, *([only] if only else []),
        *([wanted.to, wanted.to] if order == "landed" else []),
        wanted.per_page, first, *([] if asker is None else [wanted.door]), *total_given,
    ]  # fmt: skip
    return statement, given


def _hit(row: Sequence[Any], weights: tuple[int, ...]) -> Hit:
    product_id, score, values, points, lacks, text, own = row
    card = None if text is None else (text, own)
    return Hit(product_id, score, tuple(values), tuple(points), weights, bool(lacks), card)

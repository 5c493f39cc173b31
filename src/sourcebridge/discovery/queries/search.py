"""Search: strictly first, then with mended words, then with fewer of them; always saying what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sourcebridge.discovery import matching
from sourcebridge.discovery.matching import Group
from sourcebridge.discovery.queries import mending, ranked, wordbook
from sourcebridge.discovery.queries.ranked import COUNTED, Asker, Found
from sourcebridge.discovery.results import Hit, Results
from sourcebridge.discovery.wanted import Wanted


def search(
    *, wanted: Wanted, buyer_company_id: UUID | None, language: str | None, now: datetime | None,
    with_cards: bool = False,
) -> Results:  # fmt: skip
    """Goods for the words and filters, in the order wished over the whole result (domain.md A3).

    One statement when something is found; up to five more to mend words when nothing is. The order is by public facts
    and so the same for every buyer; `cards` adds what is this buyer's own, in the same statement `with_cards`. Without
    `now` the statement itself reads the business clock.
    """
    asker = Asker(buyer_company_id) if with_cards else None
    groups, found = _strict(wanted, now, asker)
    if found.total or not wanted.q.strip():
        return _results(wanted, found)
    _edition, book = wordbook.latest()
    meant = mending.mended(wanted.q, groups, door=wanted.door)
    read = [matching.groups(text, book) for text in meant]
    best = mending.first_met(read, door=wanted.door)
    if best is not None:
        again = ranked.run(replace(wanted, q=meant[best]), read[best], now=now, asker=asker)
        if again.total:
            return _results(wanted, again, corrected=meant[best])
    loose = mending.known(groups, door=wanted.door) or mending.known(matching.groups(wanted.q, {}), door=wanted.door)
    if loose:
        counts = mending.counts(loose, door=wanted.door) if len(loose) > 1 else ()
        fewer = ranked.run(wanted, loose, now=now, loosened=len(loose) > 1, counts=counts, asker=asker)
        if fewer.total:
            return _results(wanted, fewer, loosened=True, groups=groups, language=language)
    return replace(_results(wanted, found), widened=mending.ways_on(wanted, groups, language=language))


def _strict(wanted: Wanted, now: datetime | None, asker: Asker | None) -> tuple[Sequence[Group], Found]:
    edition, _book = wordbook.latest()
    groups = wordbook.groups(wanted.q, edition)
    found = ranked.run(wanted, groups, now=now, asker=asker)
    if groups and found.edition is not None and found.edition != edition:
        groups = wordbook.groups(wanted.q, found.edition)
        found = ranked.run(wanted, groups, now=now, asker=asker)
    return groups, found


def _results(
    wanted: Wanted, found: Found, *, corrected: str = "", loosened: bool = False, groups: Sequence[Group] = (),
    language: str | None = None,
) -> Results:  # fmt: skip
    return Results(
        rows=found.hits,
        total=min(found.total, COUNTED) if found.total > COUNTED else found.total,
        about=found.total > COUNTED,
        page=wanted.page,
        pages=-(-found.total // wanted.per_page),
        at=found.at,
        corrected=corrected,
        loosened=loosened,
        widened=mending.ways_on(wanted, groups, language=language) if loosened else [],
    )


def why(*, wanted: Wanted, product_id: UUID, now: datetime) -> Hit | None:
    """Why these goods stand where they stand in this search; None when the search does not find them."""
    _edition, book = wordbook.latest()
    groups = matching.groups(wanted.q, book)
    found = ranked.run(replace(wanted, page=1), groups, now=now, only=product_id)
    return found.hits[0] if found.hits else None

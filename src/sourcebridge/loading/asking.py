"""From goods of the catalogue and cartons of one's own to lines, and from lines to an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sourcebridge.catalog import queries as catalog
from sourcebridge.catalog.offers import Offer
from sourcebridge.catalog.queries import categories
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import Malformed
from sourcebridge.kit.quantity import Quantity
from sourcebridge.loading import answer, queries
from sourcebridge.loading.answer import Answer, Line
from sourcebridge.loading.cargo import Container
from sourcebridge.loading.cartons import Goods, cartons_of
from sourcebridge.loading.errors import GoodsUnmeasured, NoContainers, NoSuchContainer, TooManyLines
from sourcebridge.parameters import queries as parameters
from sourcebridge.parties.member import Member

CARTONS, LINES = "loading.cartons", "loading.lines"


@dataclass(frozen=True, slots=True)
class Ordered:
    """Goods of the catalogue and how many."""

    offer: Offer
    quantity: Quantity


def ordered(wanted: Sequence[tuple[UUID, str]], *, member: Member | None, at: datetime) -> list[Ordered]:
    """Goods this reader may see, with quantities in their unit. One statement for each.

    Raises NotFound, Malformed, InexactQuantity, TooManyLines.
    """
    most = int(parameters.value(LINES, at=at))
    if len(wanted) > most:
        raise TooManyLines(count=len(wanted), most=most)
    buyer = member.company_id if member else None
    found: list[Ordered] = []
    for product_id, quantity in wanted:
        offer = catalog.offer(
            product_id=product_id, member=member, buyer_company_id=buyer, language=get_language(), at=at
        )
        amount = Quantity.of(quantity, offer.unit) if quantity else offer.moq
        if amount.amount <= 0:
            raise Malformed(fields={"quantity": _("Give a quantity above zero.")})
        found.append(Ordered(offer, amount))
    return found


def lines(goods: Sequence[Ordered], *, at: datetime) -> list[Line]:
    """Goods as lines of cartons; two statements for any number. Raises GoodsUnmeasured."""
    if not goods:
        return []
    on = business_day(at)
    packed = queries.goods([one.offer.product_id for one in goods], on=on)
    kinds, names = queries.carton_types(on=on), categories.labels(get_language())
    made: list[Line] = []
    for one in goods:
        title = one.offer.title.text
        found = cartons_of(packed.get(one.offer.product_id, Goods()), one.quantity.amount, kinds)
        if found is None:
            raise GoodsUnmeasured(goods=title)
        estimated = "" if found.is_exact else names.get(found.category, "") or str(_("any goods"))
        made.append(Line(title, found.high, least=() if found.is_exact else found.low, estimated=estimated))
    return made


def chosen(codes: Sequence[str], *, at: datetime) -> list[Container]:
    """The containers to choose from. Raises NoContainers, NoSuchContainer."""
    known = queries.containers(on=business_day(at))
    if not known:
        raise NoContainers
    by_code = {one.code: one for one in known}
    for code in codes:
        if code not in by_code:
            raise NoSuchContainer(container=code)
    return [by_code[code] for code in dict.fromkeys(codes)] or known


def planned(cargo: Sequence[Line], codes: Sequence[str], *, at: datetime) -> Answer:
    """The plan of lines of cartons for these containers, any when none is named, as of business time `at` (UTC).

    Raises NothingToLoad, TooManyLines, TooManyCartons, TooVaried, NoContainers, NoSuchContainer.
    """
    return answer.answer(
        cargo, chosen(codes, at=at), most_cartons=int(parameters.value(CARTONS, at=at)),
        most_lines=int(parameters.value(LINES, at=at)),
    )  # fmt: skip

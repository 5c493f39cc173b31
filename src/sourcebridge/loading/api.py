"""Loading plans as calls: the same answer as the page, with the place of every carton."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Router

from sourcebridge.clock import queries as clock
from sourcebridge.kit.boxes import cubic_metres, grams
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import Malformed
from sourcebridge.kit.schemas import plain
from sourcebridge.loading import asking, queries
from sourcebridge.loading.answer import Answer, Line, Told, letter, line_of
from sourcebridge.loading.cargo import Plan
from sourcebridge.loading.forms import MM3_PER_CBM, CartonForm
from sourcebridge.loading.schemas import ContainerOut, LoadingIn, LoadingOut
from sourcebridge.parties import access

router = Router()


def _own(body: LoadingIn) -> list[Line]:
    found: list[Line] = []
    wrong: dict[str, str] = {}
    for number, given in enumerate(body.cartons):
        form = CartonForm(given.model_dump())
        if form.is_valid():
            found.append(form.line())
        wrong |= {f"cartons.{number}.{name}": " ".join(map(str, why)) for name, why in form.errors.items()}
    if wrong:
        raise Malformed(fields=wrong)
    return found


def _share(thousandths: int) -> str:
    return plain(Decimal(thousandths) / 1000)


def _containers(plan: Plan) -> dict[str, int]:
    return dict(Counter(load.container.code for load in plan.loads))


def _line(number: int, line: Line) -> dict[str, Any]:
    least = line.least or line.boxes
    return {
        "line": letter(number), "name": line.name, "cartons": [line.least_count, line.count],
        "volume_m3": [plain(cubic_metres(least)), plain(cubic_metres(line.boxes))],
        "weight_g": [grams(least), grams(line.boxes)], "estimated_from": line.estimated,
    }  # fmt: skip


def _load(told: Told) -> dict[str, Any]:
    return {
        "numbers": list(told.numbers), "container": told.load.container.code, "cartons": len(told.load.placed),
        "volume_share": _share(told.filled), "weight_share": _share(told.weighted), "gross_g": told.load.gross_g,
        "centre_mm": list(told.centre), "back_half_share": _share(told.deep_share),
        "placements": [
            {"line": letter(line_of(one.key)), "x": one.x, "y": one.y, "z": one.z, "length": one.length,
             "width": one.width, "height": one.height, "gross_g": one.gross_g}
            for one in told.load.placed
        ],
    }  # fmt: skip


def _told(found: Answer) -> dict[str, Any]:
    return {
        "lines": [_line(number, line) for number, line in enumerate(found.lines)],
        "containers": _containers(found.plan), "containers_at_least": _containers(found.least or found.plan),
        "loads": [_load(told) for told in found.told],
        "left": [{"line": letter(line), "cartons": count, "fits_nowhere": never} for line, count, never in found.left],
        "check": found.check, "cut": found.plan.cut,
    }  # fmt: skip


@access.operation(router, "POST", "/loading/plans", access.PUBLIC, response=LoadingOut)
def loading_plan(request: HttpRequest, body: LoadingIn) -> dict[str, Any]:
    """How cartons and goods of the catalogue are loaded; nothing is stored."""
    now = clock.now()
    goods = asking.ordered(
        [(one.product_id, one.quantity) for one in body.goods], member=access.optional_member(request), at=now
    )
    return _told(asking.planned([*asking.lines(goods, at=now), *_own(body)], body.containers, at=now))


@access.operation(router, "GET", "/loading/containers", access.PUBLIC, response=list[ContainerOut])
def containers(request: HttpRequest) -> list[dict[str, Any]]:
    """The kinds of containers that count today, smallest first."""
    plainly = ("code", "length_mm", "width_mm", "height_mm", "door_width_mm", "door_height_mm", "payload_g",
               "valid_from", "source")  # fmt: skip
    return [
        {**{name: getattr(row, name) for name in plainly}, "usable_m3": plain(Decimal(row.usable_mm3) / MM3_PER_CBM)}
        for row in queries.container_rows(on=business_day(clock.now()))
    ]

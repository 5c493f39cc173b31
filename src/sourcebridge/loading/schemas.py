"""What the calls take and answer: cartons in cm and kg as strings, places in whole millimetres, weights in grams."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from ninja import Schema
from pydantic import Field

from sourcebridge.kit.schemas import Input


class CartonLineIn(Input):
    """Cartons of equal size; `bears` is how many like it may rest on one, null is no limit."""

    name: str = Field(default="", max_length=60)
    length: str = Field(max_length=8)
    width: str = Field(max_length=8)
    height: str = Field(max_length=8)
    weight: str = Field(max_length=12)
    count: int
    bears: int | None = None
    fragile: bool = False
    upright: bool = False


class GoodsLineIn(Input):
    """Goods of the catalogue and how many, in their own unit; empty is their least order."""

    product_id: UUID
    quantity: str = Field(default="", max_length=20)


class LoadingIn(Input):
    """What is loaded, and the kinds of containers to choose from; none is any."""

    cartons: list[CartonLineIn] = Field(default_factory=list, max_length=60)
    goods: list[GoodsLineIn] = Field(default_factory=list, max_length=60)
    containers: list[str] = Field(default_factory=list, max_length=10)


class ContainerOut(Schema):
    """A kind of container: inner sides and door in mm, payload in g, usable volume in m3, and who says so."""

    code: str
    length_mm: int
    width_mm: int
    height_mm: int
    door_width_mm: int
    door_height_mm: int
    payload_g: int
    usable_m3: str
    valid_from: date
    source: str


class LoadingLineOut(Schema):
    """A line as it was packed: cartons at the least and at the most, equal when nothing is estimated."""

    line: str
    name: str
    cartons: list[int]
    volume_m3: list[str]
    weight_g: list[int]
    estimated_from: str


class PlacedOut(Schema):
    """A carton's corner at the back wall, left, below; and its sides along the container, across it, upwards."""

    line: str
    x: int
    y: int
    z: int
    length: int
    width: int
    height: int
    gross_g: int


class LoadedOut(Schema):
    """Containers loaded alike, cartons in loading order. Shares are rates of 1; the centre of weight is in mm."""

    numbers: list[int]
    container: str
    cartons: int
    volume_share: str
    weight_share: str
    gross_g: int
    centre_mm: list[int]
    back_half_share: str
    placements: list[PlacedOut]


class LoadingCheckOut(Schema):
    """What the independent check looked at and found."""

    cartons: int
    pairs: int
    least_support_percent: int
    faults: list[str]


class LoadingLeftOut(Schema):
    """Cartons that are not loaded; `fits_nowhere` when no kind of container takes one."""

    line: str
    cartons: int
    fits_nowhere: bool


class LoadingOut(Schema):
    """A plan for the cartons at the most; `containers_at_least` differs when sizes are estimated.

    `cut` says that not every way was tried, for the work to stay bounded.
    """

    lines: list[LoadingLineOut]
    containers: dict[str, int]
    containers_at_least: dict[str, int]
    loads: list[LoadedOut]
    left: list[LoadingLeftOut]
    check: LoadingCheckOut
    cut: bool

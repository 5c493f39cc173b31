"""Rows of the operator's tables in the units of their forms: cm, kg, m3, dm3."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from sourcebridge.kit.schemas import plain
from sourcebridge.loading.forms import GRAMS, MM3_PER_CBM, MM3_PER_DM3
from sourcebridge.loading.models import CartonKind, CategoryEstimate, ContainerKind
from sourcebridge.loading.told import cm


def _sides(*sides: int) -> str:
    return " × ".join(cm(side) for side in sides)


def _kg(weight_g: int) -> str:
    return plain(Decimal(weight_g) / GRAMS)


def container(row: ContainerKind) -> dict[str, Any]:
    """A kind of container."""
    return {
        "row": row, "inside": _sides(row.length_mm, row.width_mm, row.height_mm),
        "door": _sides(row.door_width_mm, row.door_height_mm), "payload": _kg(row.payload_g),
        "usable": plain(Decimal(row.usable_mm3) / MM3_PER_CBM),
    }  # fmt: skip


def carton(row: CartonKind) -> dict[str, Any]:
    """A kind of carton."""
    return {
        "row": row, "outside": _sides(row.length_mm, row.width_mm, row.height_mm), "tare": _kg(row.tare_g),
        "most": _kg(row.most_g),
    }  # fmt: skip


def estimate(row: CategoryEstimate, names: Mapping[str, str]) -> dict[str, Any]:
    """An estimate with its category's name."""
    low, high = (plain(Decimal(mm3) / MM3_PER_DM3) for mm3 in (row.low_mm3, row.high_mm3))
    return {"row": row, "name": names.get(row.code, "") or _("any goods"), "volume": f"{low} – {high}"}

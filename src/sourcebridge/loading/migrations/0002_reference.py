"""Containers and cartons a new installation starts with; the operator's own rows supersede them."""

from datetime import date
from typing import Any

from django.db import migrations

SINCE = date(2020, 1, 1)
CONTAINERS = "Common inner sizes of ISO 668 containers; the plate on the door decides. Usable volume: domain.md [S30]"
CARTONS = "[demo] common sizes of export cartons"
GUESS = "[demo] wide range for goods nobody has measured"


def load(apps: Any, _schema_editor: Any) -> None:
    container = apps.get_model("loading", "ContainerKind")
    for code, sides, door, payload_kg, usable in (
        ("20GP", (5898, 2352, 2393), (2340, 2280), 28_000, 28),
        ("40GP", (12032, 2352, 2393), (2340, 2280), 26_500, 58),
        ("40HQ", (12032, 2352, 2698), (2340, 2585), 26_300, 68),
    ):
        container.objects.create(
            code=code, valid_from=SINCE, source=CONTAINERS, length_mm=sides[0], width_mm=sides[1], height_mm=sides[2],
            door_width_mm=door[0], door_height_mm=door[1], payload_g=payload_kg * 1000, usable_mm3=usable * 10**9,
        )  # fmt: skip
    carton = apps.get_model("loading", "CartonKind")
    for code, sides, tare_g, most_kg in (
        ("S", (300, 250, 200), 250, 12),
        ("M", (400, 300, 300), 450, 18),
        ("L", (600, 400, 400), 900, 22),
        ("XL", (700, 500, 500), 1400, 25),
    ):
        carton.objects.create(
            code=code, valid_from=SINCE, source=CARTONS, length_mm=sides[0], width_mm=sides[1], height_mm=sides[2],
            tare_g=tare_g, most_g=most_kg * 1000,
        )  # fmt: skip
    apps.get_model("loading", "CategoryEstimate").objects.create(
        code="", valid_from=SINCE, source=GUESS, low_g=50, high_g=1500, low_mm3=200_000, high_mm3=6_000_000
    )


class Migration(migrations.Migration):
    dependencies = [("loading", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]

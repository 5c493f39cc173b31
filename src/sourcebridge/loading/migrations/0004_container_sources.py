"""Sides and doors of containers as published, in place of the common figures a new installation started with."""

from datetime import UTC, date, datetime
from typing import Any

from django.db import migrations

SINCE = date(2020, 1, 2)
READ = datetime(2026, 11, 23, tzinfo=UTC)
SOURCE = (
    "World Shipping Council, Dry Cargo Containers, worldshipping.org, read 2026-11-23; payload: Hapag-Lloyd's 30,480 kg "
    "gross less the tare, rounded down; usable volume: usual in the trade. The plate on the door decides."
)


def load(apps: Any, _schema_editor: Any) -> None:
    container = apps.get_model("loading", "ContainerKind")
    for code, sides, door, payload_kg, usable in (
        ("20GP", (5896, 2350, 2393), (2340, 2274), 28_000, 28),
        ("40GP", (12032, 2350, 2392), (2340, 2274), 26_500, 58),
        ("40HQ", (12032, 2350, 2697), (2340, 2577), 26_300, 68),
    ):
        container.objects.create(
            code=code, valid_from=SINCE, recorded_at=READ, source=SOURCE, length_mm=sides[0], width_mm=sides[1],
            height_mm=sides[2], door_width_mm=door[0], door_height_mm=door[1], payload_g=payload_kg * 1000,
            usable_mm3=usable * 10**9,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("loading", "0003_corrections")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]

"""Gateways a new installation starts with: UN/LOCODE, names, a postcode of the port or terminal."""

import csv
from pathlib import Path
from typing import Any

from django.db import migrations

GATEWAYS = Path(__file__).parents[1] / "reference" / "gateways.csv"


def load(apps: Any, _schema_editor: Any) -> None:
    gateway = apps.get_model("landedcost", "Gateway")
    with GATEWAYS.open(encoding="utf-8") as file:
        gateway.objects.bulk_create(gateway(**row) for row in csv.DictReader(file))


class Migration(migrations.Migration):
    dependencies = [("landedcost", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]

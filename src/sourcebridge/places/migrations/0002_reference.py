"""Belts, markets and halls a new installation starts with."""

from typing import Any

from django.db import migrations

from sourcebridge.places import reference


def load(apps: Any, _schema_editor: Any) -> None:
    reference.load(apps)


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]

"""The category tree and its attributes, once; afterwards they are the operator's own."""

from typing import Any

from django.db import migrations

from sourcebridge.catalog import reference


def load(apps: Any, _editor: Any) -> None:
    reference.load(apps)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_shop_window")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]

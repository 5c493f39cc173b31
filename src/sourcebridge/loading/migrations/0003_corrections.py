"""Rows of one day may be corrected; estimates say the unit they are for."""

from datetime import UTC, datetime

from django.db import migrations, models

BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
KINDS = (("containerkind", "loading_container_once", ["code"]), ("cartonkind", "loading_carton_once", ["code"]),
         ("categoryestimate", "loading_estimate_once", ["code", "unit"]))  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("loading", "0002_reference")]

    operations = [
        migrations.AddField("categoryestimate", "unit", models.CharField(blank=True, default="", max_length=3)),
        *(
            operation
            for model, name, key in KINDS
            for operation in (
                migrations.AddField(
                    model, "recorded_at", models.DateTimeField(default=BEGAN), preserve_default=False
                ),
                migrations.AlterField(model, "source", models.CharField(max_length=300)),
                migrations.RemoveConstraint(model, name),
                migrations.AddConstraint(
                    model, models.UniqueConstraint(fields=[*key, "valid_from", "recorded_at"], name=name)
                ),
            )
        ),
    ]

"""Words lie uncompressed in their row, and the indexes are complete at once: searches read, listings rarely change."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

UNPACKED = (
    "ALTER TABLE discovery_listing ALTER COLUMN words SET STORAGE EXTERNAL",
    "ALTER TABLE discovery_listing SET (toast_tuple_target = 8160)",
)
PACKED = (
    "ALTER TABLE discovery_listing ALTER COLUMN words SET STORAGE EXTENDED",
    "ALTER TABLE discovery_listing RESET (toast_tuple_target)",
)
WRITTEN_AGAIN = "UPDATE discovery_listing SET words = words || ''::tsvector"


def indexes():
    for field in ("words", "facets", "categories"):
        name = f"listing_{field}"
        yield migrations.RemoveIndex(model_name="listing", name=name)
        yield migrations.AddIndex(model_name="listing", index=GinIndex(fastupdate=False, fields=[field], name=name))


class Migration(migrations.Migration):
    dependencies = [("discovery", "0002_glossary")]

    operations = [
        *(migrations.RunSQL(one, back) for one, back in zip(UNPACKED, PACKED, strict=True)),
        *indexes(),
        migrations.RunSQL(WRITTEN_AGAIN, migrations.RunSQL.noop),
    ]

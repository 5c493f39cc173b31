"""The shared cache of all processes: sign-in limits and used one-time codes live here."""

from django.db import migrations


class Migration(migrations.Migration):
    """Django's database cache table, in the shape its backend expects."""

    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE cache_entry (
                cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
            );
            CREATE INDEX cache_entry_expires ON cache_entry (expires);
            """,
            "DROP TABLE cache_entry",
        )
    ]

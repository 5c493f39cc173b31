"""The sealer and balances "as known then" look for entries by the time they were posted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_guards")]

    operations = [
        migrations.AddIndex(model_name="entry", index=models.Index(fields=["posted_at"], name="entry_by_posting")),
    ]

"""The trade glossary becomes the operator's synonyms to start with."""

from datetime import UTC, datetime

from django.db import migrations

from sourcebridge.discovery import reference
from sourcebridge.kit.ids import uuid7

LOADED = datetime(2026, 11, 1, tzinfo=UTC)


def load(apps, schema_editor):
    rows = {}
    for entry in reference.glossary():
        word, *others = (*entry.zh, *entry.en)
        rows[word] = apps.get_model("discovery", "Synonym")(
            word=word, language="zh-hans", same_as=others, topic=entry.topic, changed_at=LOADED
        )
    apps.get_model("discovery", "Synonym").objects.bulk_create(rows.values())
    apps.get_model("discovery", "Wordbook").objects.create(number=1, edition=uuid7())


class Migration(migrations.Migration):
    dependencies = [("discovery", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]

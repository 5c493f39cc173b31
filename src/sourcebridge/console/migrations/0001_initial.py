import sourcebridge.kit.ids
from django.db import migrations, models

from sourcebridge.kit import triggers


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='JobFailure',
            fields=[
                ('id', models.UUIDField(default=sourcebridge.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('job_id', models.BigIntegerField()),
                ('task', models.CharField(max_length=128)),
                ('error', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['job_id'], name='failure_by_job')],
            },
        ),
        triggers.write_once('console_jobfailure'),
    ]

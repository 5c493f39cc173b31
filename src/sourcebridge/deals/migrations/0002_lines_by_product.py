from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deals", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="dealline", name="product_id", field=models.UUIDField(db_index=True)
        ),
    ]

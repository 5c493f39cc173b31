"""Goods move from the ten kinds into the leaves of the tree."""

import django.db.models.deletion
from django.db import migrations, models

LEAVES = {
    "FABRIC": "fabric-woven-twill",
    "GARMENT": "garment-men-shirts",
    "SHOE": "shoe-casual-sneakers",
    "BAG": "bag-bags-totes",
    "POT": "garden-plants-pots",
    "FURNITURE": "furniture-living-sofas",
    "LIGHT": "garden-decor-candles",
    "BEDDING": "textile-bedding-blankets",
    "TOOL": "garden-tools-hand",
}
MOVE = "".join(f" WHEN '{kind}' THEN '{leaf}'" for kind, leaf in LEAVES.items())


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_reference")]

    operations = [
        migrations.AlterField("product", "category", models.CharField(max_length=60, default="OTHER")),
        migrations.RunSQL(
            f"UPDATE catalog_product SET category = CASE category{MOVE} ELSE 'other-goods' END", migrations.RunSQL.noop
        ),
        migrations.AlterField(
            "product",
            "category",
            models.ForeignKey(
                default="other-goods",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.category",
            ),
        ),
        migrations.AddIndex("product", models.Index(fields=["category", "state"], name="product_of_category")),
    ]

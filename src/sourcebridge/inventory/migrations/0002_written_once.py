"""The journal of movements is append-only, for the owner too."""

from django.db import migrations

from sourcebridge.kit.triggers import write_once


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial")]

    operations = [write_once("inventory_movement")]

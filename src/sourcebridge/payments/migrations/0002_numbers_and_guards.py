"""Sequences for numbers people read out; notices and slips are written once."""

from django.db import migrations

from sourcebridge.kit import triggers

SEQUENCES = ("payments_intent_number", "payments_refund_number", "payments_payout_number", "payments_batch_number")


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [
        *(migrations.RunSQL(f"CREATE SEQUENCE {name}", f"DROP SEQUENCE {name}") for name in SEQUENCES),
        triggers.write_once("payments_inboundnotice"),
        triggers.write_once("payments_transferslip"),
    ]

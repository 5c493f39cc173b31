"""Effective-dated values; a value is never edited, a newer row follows it."""

from django.db import models

from sourcebridge.kit.models import WrittenOnce


class Parameter(WrittenOnce):
    """The value of a declared code from `effective_from` (UTC) until the next row."""

    code = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=20, decimal_places=6)
    effective_from = models.DateTimeField()
    set_by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "effective_from"], name="one_value_at_a_time")]

    def __str__(self) -> str:
        return f"{self.code}={self.value}"

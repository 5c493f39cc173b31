"""Write many rows at once: what the verbs would write for them, with audit rows and facts, by COPY.

The facts are stored but not delivered again: whoever calls this brings the search up to date itself. Nobody gets mail.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.kit.actors import By
from sourcebridge.kit.events import Event


class Sink:
    """Rows waiting to be written, model by model, in the order the models were first named."""

    def __init__(self, *order: type[models.Model]) -> None:
        self._waiting: dict[type[models.Model], list[models.Model]] = {model: [] for model in order}
        self.written: dict[str, int] = defaultdict(int)

    def add(self, *rows: models.Model) -> None:
        """Let rows wait."""
        for row in rows:
            self._waiting.setdefault(type(row), []).append(row)

    def note(
        self, verb: str, subject: models.Model, by: By, at: datetime, before: str = "", after: str = "", **facts: Any
    ) -> None:
        """What `audit.record` writes."""
        self.add(
            AuditEntry(
                verb=verb, actor=by.actor, user_id=by.user_id, company_id=by.company_id, actor_name=by.name,
                subject_type=subject._meta.label_lower, subject_id=str(subject.pk), state_before=before,
                state_after=after, at=at, facts=facts,
            )
        )  # fmt: skip

    def tell(self, fact: Event) -> None:
        """What `audit.publish` stores."""
        self.add(EventRecord(name=fact.name, payload=fact.payload(), deal_id=fact.deal_id, at=fact.at))

    def flush(self) -> None:
        """Write what waits, one COPY per model."""
        for model, rows in self._waiting.items():
            if rows:
                copy(model, rows)
                self.written[model.__name__] += len(rows)
                rows.clear()


def copy(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Write rows of one model by COPY; columns that fill themselves (numbers, times of recording) are filled."""
    now = datetime.now(UTC)
    fields = [f for f in model._meta.concrete_fields if not (isinstance(f, models.AutoField) and rows[0].pk is None)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as out:
        for row in rows:
            out.write_row(_values(row, fields, now))


def _values(row: models.Model, fields: Iterable[models.Field[Any, Any]], now: datetime) -> list[Any]:
    found = []
    for field in fields:
        value = getattr(row, field.attname)
        if isinstance(field, models.JSONField) and value is not None:
            value = json.dumps(value, ensure_ascii=False)
        elif value is None and isinstance(field, models.DateTimeField) and field.auto_now_add:
            value = now
        elif isinstance(value, str):
            value = str(value)
        found.append(value)
    return found

"""Write many rows at once: what the verbs would write for them, with audit rows and facts, by COPY.

The facts are stored but not delivered again: whoever calls this brings the search up to date itself. Nobody gets mail.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import connection, models

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.kit.actors import By
from sourcebridge.kit.events import Event
from sourcebridge.kit.ids import uuid7


class Sink:
    """Rows waiting to be written, model by model, in the order the models were first named."""

    def __init__(self, *order: type[models.Model]) -> None:
        self._tables: dict[type[models.Model], _Table] = {model: _Table(model) for model in order}

    def add(self, *rows: models.Model) -> None:
        """Let rows wait; they are read when they are written, so they may still change."""
        for row in rows:
            self._of(type(row)).rows.append(row)

    def put(self, model: type[models.Model], **values: Any) -> None:
        """Let one row wait, by its columns' attributes (`shop_id`): quicker than `add` where there are very many."""
        table = self._of(model)
        table.rows.append({**table.defaults, "id": uuid7(), **values})

    def note(
        self, verb: str, subject: models.Model, by: By, at: datetime, before: str = "", after: str = "", **facts: Any
    ) -> None:
        """What `audit.record` writes."""
        self.note_of(subject._meta.label_lower, subject.pk, verb, by, at, before, after, facts)

    def note_of(
        self, label: str, subject_id: UUID, verb: str, by: By, at: datetime, before: str, after: str,
        facts: dict[str, Any],
    ) -> None:  # fmt: skip
        """The same for a subject known by its kind and id."""
        self.put(
            AuditEntry, verb=verb, actor=str(by.actor), user_id=by.user_id, company_id=by.company_id,
            actor_name=by.name, subject_type=label, subject_id=str(subject_id), state_before=before,
            state_after=after, at=at, facts=facts,
        )  # fmt: skip

    def tell(self, fact: Event) -> None:
        """What `audit.publish` stores."""
        self.put(EventRecord, name=fact.name, payload=fact.payload(), deal_id=fact.deal_id, at=fact.at)

    def flush(self) -> None:
        """Write what waits, one COPY per model."""
        for table in self._tables.values():
            table.write()

    def _of(self, model: type[models.Model]) -> _Table:
        if model not in self._tables:
            self._tables[model] = _Table(model)
        return self._tables[model]


class _Table:
    """The rows of one model, as objects or as values by attribute."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
        self.rows: list[models.Model | dict[str, Any]] = []
        self.defaults = {field.attname: field.get_default() for field in fields if not field.primary_key}
        self._names = [field.attname for field in fields]
        self._documents = [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
        self._stamps = [
            place
            for place, field in enumerate(fields)
            if isinstance(field, models.DateTimeField) and field.auto_now_add
        ]
        columns = ", ".join(f'"{field.column}"' for field in fields)
        self._statement = f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN'

    def write(self) -> None:
        """Write what waits; times of recording that are not given are now."""
        if not self.rows:
            return
        now = datetime.now(UTC)
        with connection.cursor() as cursor, cursor.copy(self._statement) as out:
            for row in self.rows:
                found = row if isinstance(row, dict) else row.__dict__
                values = [found[name] for name in self._names]
                for place in self._documents:
                    values[place] = json.dumps(values[place], ensure_ascii=False)
                for place in self._stamps:
                    values[place] = values[place] or now
                out.write_row([str(value) if isinstance(value, Enum) else value for value in values])
        self.rows.clear()

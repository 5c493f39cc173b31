"""All data of one person as one file."""

from __future__ import annotations

import hashlib
import json
import secrets
import zipfile
from contextlib import suppress
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from sourcebridge.audit import services as audit
from sourcebridge.clock import services as clock
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.kit.locks import locked
from sourcebridge.parameters import queries as parameters
from sourcebridge.parties.adapters.allauth import passwords
from sourcebridge.parties.models import User
from sourcebridge.privacy import queries
from sourcebridge.privacy.errors import ExportUnderWay
from sourcebridge.privacy.models import EXPORT_ENDS, Export, ExportState

MAKE = "privacy.make_export"
SECRET = frozenset({"password", "digest", "session_key", "signature"})
_FILES = {"parties_licence": "submitted_by_id", "catalog_importrun": "started_by_id", "payments_transferslip": ""}


def ask_export(*, request: HttpRequest, user_id: UUID, password: str, now: datetime) -> Export:
    """Let a job gather all data of the person; the password proves who asks, failures count.

    Raises SignInRefused, TooManyAttempts, ExportUnderWay.
    """
    passwords.reauthenticated(request, user=User.objects.get(pk=user_id), password=password)
    with transaction.atomic():
        user = locked(User, user_id)
        if queries.exports(user_id).filter(state=ExportState.ASKED).exists():
            raise ExportUnderWay
        row = Export.objects.create(user=user, asked_at=now)
        audit.record(verb="privacy.export.asked", subject=row, by=By(Actor.PERSON, user.id, None, str(user)), at=now)
        jobs.configure_task(MAKE, queue="imports").defer(export_id=str(row.id))
        return row


def make_export(*, export_id: UUID, now: datetime) -> None:
    """Gather and write the file; what is repeated after a crash writes it anew. It can be fetched for
    `privacy.export_days`."""
    row = Export.objects.select_related("user").filter(pk=export_id, state=ExportState.ASKED).first()
    if row is None:
        return
    path = f"privacy/{secrets.token_hex(16)}.zip"
    place = Path(settings.MEDIA_ROOT) / path
    place.parent.mkdir(parents=True, exist_ok=True)
    with transaction.atomic():
        _write(place, row.user)
    content = place.read_bytes()
    with transaction.atomic():
        row = locked(Export, export_id)
        if row.state != ExportState.ASKED:
            place.unlink()
            return
        row.state, row.path, row.size = ExportState.READY, path, len(content)
        row.sha256 = hashlib.sha256(content).hexdigest()
        row.ends_at = now + parameters.span("privacy.export_days", at=now)
        row.save(update_fields=["state", "path", "size", "sha256", "ends_at"])
        clock.set_deadline(kind=EXPORT_ENDS, subject_id=row.id, due_at=row.ends_at)
        audit.record(verb="privacy.export.made", subject=row, by=SYSTEM, at=now, size=row.size)


@transaction.atomic
def end_export(*, export_id: UUID, now: datetime) -> None:
    """Remove the file; the row tells that there was one. An erased person has neither."""
    row = Export.objects.select_for_update().filter(pk=export_id, state=ExportState.READY).first()
    if row is None:
        return
    path, row.path, row.state = row.path, "", ExportState.GONE
    row.save(update_fields=["path", "state"])
    audit.record(verb="privacy.export.ended", subject=row, by=SYSTEM, at=now)

    def remove() -> None:
        with suppress(FileNotFoundError):
            (Path(settings.MEDIA_ROOT) / path).unlink()

    transaction.on_commit(remove)


def _write(place: Path, user: User) -> None:
    given = queries.traces(user.id)
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in queries.declared_rows():
        kept = {str(row.get("id", row)): row for row in found.get(entry.table, [])}
        for row in queries.rows_of(entry, given):
            kept[str(row.get("id", row))] = {key: value for key, value in row.items() if key not in SECRET}
        if kept:
            found[entry.table] = list(kept.values())
    if found.get("mfa_authenticator"):
        found["mfa_authenticator"] = [row | {"data": None} for row in found["mfa_authenticator"]]
    root = Path(settings.MEDIA_ROOT).resolve()
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as book:
        for table, rows in sorted(found.items()):
            book.writestr(f"data/{table}.json", json.dumps(rows, ensure_ascii=False, indent=1, default=str))
        for table, column in _FILES.items():
            for row in found.get(table, []):
                if column and row.get(column) != str(user.id):
                    continue
                file = (root / str(row.get("path") or "-")).resolve()
                if file.is_relative_to(root) and file.is_file():
                    book.write(file, f"files/{table}/{file.name}")
        book.writestr("index.html", _index(user, found))


def _index(user: User, found: dict[str, list[dict[str, Any]]]) -> str:
    with translation.override(user.language):
        title, told = _("All data about you"), _("Each file holds the rows of one table, as they are stored.")
        lines = "".join(
            f'<tr><td><a href="data/{table}.json">{table}</a></td><td>{len(rows)}</td></tr>'
            for table, rows in sorted(found.items())
        )
        return (
            f'<!doctype html><html lang="{escape(user.language)}"><meta charset="utf-8"><title>{escape(title)}</title>'
            f"<h1>{escape(title)}</h1><p>{escape(str(user))}, {escape(user.email)}</p><p>{escape(told)}</p>"
            f"<table>{lines}</table>"
        )

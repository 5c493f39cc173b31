"""Read a file's rows into the database, find its header, guess what its columns mean."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from sourcebridge.audit import services as audit
from sourcebridge.catalog import events
from sourcebridge.catalog.adapters import shopify
from sourcebridge.catalog.files import encoding, guard, kinds, mapping, sheets, template
from sourcebridge.catalog.files.faults import Unreadable
from sourcebridge.catalog.files.lines import CsvFile, Row
from sourcebridge.catalog.files.sheets import SheetFile
from sourcebridge.catalog.models import FileFormat, FileKind, ImportMapping, ImportRow, ImportRun
from sourcebridge.catalog.queries import tree
from sourcebridge.catalog.services import intake_files
from sourcebridge.catalog.states import IMPORT_RUN, ImportState
from sourcebridge.kit import locks
from sourcebridge.kit.actors import SYSTEM
from sourcebridge.kit.ids import uuid7

BATCH = 2_000
MOST_ROWS = 1_200_000
HEAD = 25


def read(*, run_id: UUID, clock: Callable[[], datetime]) -> None:
    """Read an uploaded file to its end, batch by batch; a killed reading goes on behind the last stored row.

    Stops quietly when the run was cancelled. A file of no use ends the run with its reason.
    """
    run = ImportRun.objects.filter(pk=run_id, state=ImportState.UPLOADED).first()
    if run is None:
        return
    path = run.path
    try:
        source = _source(run)
        stored = _last_row(run)
        for batch in _batches(source, stored):
            with transaction.atomic():
                run = locks.locked(ImportRun, run_id)
                if run.state != ImportState.UPLOADED:
                    return
                _stage(run, batch)
                run.read_bytes = _position(source, run)
                run.save(update_fields=["rows", "read_bytes"])
        with transaction.atomic():
            run = locks.locked(ImportRun, run_id)
            if run.state == ImportState.UPLOADED:
                _name(run, source)
                _settle(run, clock())
    except Unreadable as fault:
        _refuse(run_id, fault, clock())
    intake_files.drop(path)


def read_at_once(run: ImportRun, now: datetime) -> None:
    """Read a small file in the caller's transaction; raises Unreadable."""
    source = _source(run)
    for batch in _batches(source, 0):
        _stage(run, batch)
    run.read_bytes = run.size
    _name(run, source)
    _settle(run, now)


def _source(run: ImportRun) -> CsvFile | SheetFile:
    path = intake_files.place(run.path)
    if not run.path or not path.is_file():
        raise Unreadable("file_gone")
    if kinds.kind_of(path) == kinds.XLSX:
        return SheetFile(path, megabytes=sheets.MEGABYTES)
    return CsvFile(path, encoding.encoding_of(path))


def _name(run: ImportRun, source: CsvFile | SheetFile) -> None:
    if isinstance(source, SheetFile):
        run.format, run.sheet, run.encoding = FileFormat.XLSX, source.sheet[:80], "Excel"
    else:
        run.format, run.encoding, run.delimiter = FileFormat.CSV, source.encoding, source.delimiter


def _position(source: CsvFile | SheetFile, run: ImportRun) -> int:
    return int(source.share * run.size) if isinstance(source, SheetFile) else min(source.position, run.size)


def _last_row(run: ImportRun) -> int:
    return ImportRow.objects.filter(run=run).aggregate(last=Max("number"))["last"] or 0


def _batches(source: CsvFile | SheetFile, stored: int) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for number, cells in source:
        if number <= stored:
            continue
        batch.append((number, cells))
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _stage(run: ImportRun, batch: Sequence[Row]) -> None:
    run.rows += len(batch)
    if run.rows > MOST_ROWS:
        raise Unreadable("too_long", rows=str(MOST_ROWS))
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY catalog_importrow (id, run_id, number, cells) FROM STDIN") as copy,
    ):
        for number, cells in batch:
            tidy = [guard.unguarded(cell) for cell in cells]
            copy.write_row((uuid7(), run.id, number, json.dumps(tidy, ensure_ascii=False)))


def _settle(run: ImportRun, now: datetime) -> None:
    """Find the header and what it means, and ask what remains."""
    head = [(row.number, list(row.cells)) for row in ImportRow.objects.filter(run=run).order_by("number")[: HEAD * 2]]
    if len(head) < 2:
        raise Unreadable("empty")
    at, start = mapping.header_row(head)
    if shopify.is_export(head[0][1]):
        at, start = 0, 1
    if start >= len(head):
        raise Unreadable("empty")
    run.header = head[at][1]
    run.header_row, run.data_row = head[at][0], head[start][0]
    run.rows = ImportRow.objects.filter(run=run, number__gte=run.data_row).count()
    run.signature = mapping.signature(run.header)
    _meaning(run)
    run.path, run.ended_at = "", now
    asked = events.ImportAsked(at=now, import_run_id=run.id, company_id=run.shop.company_id)
    audit.move(
        row=run, table=IMPORT_RUN, name="ask", by=SYSTEM, at=now, fact=asked,
        save=(
            "header", "header_row", "data_row", "rows", "signature", "kind", "columns", "notes", "path", "ended_at",
            "format", "sheet", "encoding", "delimiter", "read_bytes",
        ),
    )  # fmt: skip


def _meaning(run: ImportRun) -> None:
    first = ImportRow.objects.filter(run=run, number__gte=run.data_row).order_by("number")[: mapping.LOOKED_AT]
    rows = [list(row.cells) for row in first]
    if shopify.is_export(run.header):
        run.kind = FileKind.SHOPIFY
        filled = {name for row in rows for name, cell in zip(run.header, row, strict=False) if cell}
        run.notes = shopify.ignored(run.header, filled)
        return
    run.kind = FileKind.TEMPLATE if template.is_ours(run.header) else FileKind.FOREIGN
    if run.kind == FileKind.TEMPLATE:
        found = [mapping.Guess(name, template.target_of(name), 1.0, "template") for name in run.header]
    else:
        known = [mapping.Known(*names) for names in tree.tree().known()]
        found = mapping.guess(run.header, rows, known)
    run.columns = [guess.as_json() for guess in found]
    saved = ImportMapping.objects.filter(shop_id=run.shop_id, signature=run.signature).first()
    if saved is not None and run.kind == FileKind.FOREIGN:
        for column, before in zip(run.columns, saved.columns, strict=False):
            column.update(target=before["target"], sure=1.0, by="memory")
        run.answers = saved.answers


def _refuse(run_id: UUID, fault: Unreadable, now: datetime) -> None:
    with transaction.atomic():
        run = locks.locked(ImportRun, run_id)
        if run.state != ImportState.UPLOADED:
            return
        run.problem, run.problem_facts, run.ended_at = fault.reason, fault.facts, now
        fact = events.ImportRefused(at=now, import_run_id=run.id, company_id=run.shop.company_id, reason=fault.reason)
        audit.move(
            row=run, table=IMPORT_RUN, name="refuse", by=SYSTEM, at=now, fact=fact,
            save=("problem", "problem_facts", "ended_at"), reason=fault.reason,
        )  # fmt: skip

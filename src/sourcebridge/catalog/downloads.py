"""Tables as downloads, for pages and calls: our template, the goods of a filter in it, failed rows as they came."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.http import FileResponse

from sourcebridge.catalog import queries
from sourcebridge.catalog.files import output
from sourcebridge.catalog.files.template import Layout
from sourcebridge.catalog.files.tree import Tree
from sourcebridge.catalog.models import FileFormat
from sourcebridge.catalog.queries import tables
from sourcebridge.catalog.queries import tree as categories
from sourcebridge.catalog.queries.filtering import Filter
from sourcebridge.clock import queries as clock
from sourcebridge.kit.errors import NotFound

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV = "text/csv; charset=utf-8"


def table(
    name: str, kind: str, header: Sequence[str], rows: Iterable[Sequence[str]], *, tree: Tree | None = None,
    delimiter: str = ",",
) -> FileResponse:  # fmt: skip
    """A table as a download, written to the disk row by row first; with a tree a workbook has drop-downs."""
    if kind == "xlsx":
        file = output.workbook(header, rows, tree=tree)
    elif kind == "csv":
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer that sends it closes it
        for lines in output.csv_lines(header, rows, delimiter=delimiter):
            file.write(lines)
        file.seek(0)
    else:
        raise NotFound
    media = _EXCEL if kind == "xlsx" else _CSV
    response = FileResponse(file, content_type=media, as_attachment=True, filename=f"{name}.{kind}")
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def template(kind: str) -> FileResponse:
    """Our template with an example: `xlsx` with drop-downs, or `csv`; raises NotFound."""
    tree = categories.tree()
    header = [name for _target, name in Layout().columns()]
    return table("sourcebridge-goods", kind, header, output.example(tree), tree=tree)


def exported(company_id: UUID, kind: str, wanted: Filter) -> FileResponse:
    """A company's goods under a filter in our template, one row per variant; raises NotFound."""
    ids = tables.ids_of(company_id, wanted, now=clock.now())
    tree = categories.tree()
    layout = tables.layout_of(ids)
    header = [name for _target, name in layout.columns()]
    return table("goods", kind, header, tables.goods_rows(ids, layout, tree), tree=tree)


def failed(company_id: UUID, run_id: UUID) -> FileResponse:
    """The failed rows of a company's import in the file's own format; raises NotFound."""
    run = queries.import_run(company_id, run_id)
    kind = "xlsx" if run.format == FileFormat.XLSX else "csv"
    name = f"import-{run.id.hex[-6:]}-failures"
    return table(name, kind, tables.failed_header(run), tables.failed_rows(run), delimiter=run.delimiter)

"""Tables to take away: our template, the goods of a filter in it, the failed rows of an import as they came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

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
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table(
    name: str, kind: str, header: Sequence[str], rows: Iterable[Sequence[str]], *, tree: Tree | None = None,
    delimiter: str = ",",
) -> HttpResponseBase:  # fmt: skip
    """A table as a download, written piece by piece; with a tree a workbook has the template's drop-downs."""
    response: HttpResponseBase
    if kind == "xlsx":
        file = output.workbook(header, rows, tree=tree)
        response = FileResponse(file, content_type=_EXCEL, as_attachment=True, filename=f"{name}.xlsx")
    elif kind == "csv":
        lines = output.csv_lines(header, rows, delimiter=delimiter)
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    else:
        raise NotFound
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
@access.page(Permission.IMPORT_RUN)
def template(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Our template with an example, as Excel workbook or CSV."""
    tree = categories.tree()
    header = [name for _target, name in Layout().columns()]
    return table("sourcebridge-goods", kind, header, output.example(tree), tree=tree)


@require_GET
@access.page(Permission.PRODUCT_VIEW)
def export(request: HttpRequest, kind: str = "csv") -> HttpResponseBase:
    """The goods of the desk's filter in our template, one row per variant; imported again they change nothing."""
    return exported(access.member_of(request).company, kind, Filter.read(request.GET.dict()))


def exported(company_id: UUID, kind: str, wanted: Filter) -> HttpResponseBase:
    """A company's goods under a filter as a download."""
    ids = tables.ids_of(company_id, wanted, now=clock.now())
    tree = categories.tree()
    layout = tables.layout_of(ids)
    header = [name for _target, name in layout.columns()]
    return table("goods", kind, header, tables.goods_rows(ids, layout, tree), tree=tree)


@require_GET
@access.page(Permission.IMPORT_RUN)
def failures(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """The failed rows as they came, with row, field, reason and what to do behind them, in the file's own format."""
    return failed(access.member_of(request).company, run_id)


def failed(company_id: UUID, run_id: UUID) -> HttpResponseBase:
    """The failed rows of a company's import as a download; raises NotFound."""
    run = queries.import_run(company_id, run_id)
    kind = "xlsx" if run.format == FileFormat.XLSX else "csv"
    name = f"import-{run.id.hex[-6:]}-failures"
    return table(name, kind, tables.failed_header(run), tables.failed_rows(run), delimiter=run.delimiter)

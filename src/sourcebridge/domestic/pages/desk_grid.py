"""The sheet of prices and stock: cells like a spreadsheet's, saved together, a plain form without script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sourcebridge.catalog.forms.desk import FilterForm, used_branches
from sourcebridge.catalog.models import Sku
from sourcebridge.catalog.queries import categories, worklist
from sourcebridge.catalog.queries.filtering import Filter
from sourcebridge.clock import queries as clock
from sourcebridge.domestic import services, sheet
from sourcebridge.domestic.sheet import Cell, Seen, SheetRow
from sourcebridge.kit.actors import Actor
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts

PAGE = 100


@dataclass(frozen=True, slots=True)
class Field:
    """One cell on the page: what stands in it, and what came of saving it."""

    name: str
    value: str
    told: Cell | None
    locked: bool

    @property
    def wrong(self) -> bool:
        """Whether it was not saved."""
        return self.told is not None and self.told.outcome in {sheet.CONFLICT, sheet.REFUSED, sheet.HELD}


@access.page(Permission.STOCK_VIEW)
def grid(request: HttpRequest) -> HttpResponseBase:
    """A hundred variants at a time; the filter is the goods list's."""
    acting = access.member_of(request)
    wanted, now, language = Filter.read(request.GET.dict()), clock.now(), get_language()
    told: list[Cell] = []
    typed: dict[UUID, dict[str, str]] = {}
    if request.method == "POST":
        edits = _posted(request)
        told = services.save_sheet(
            company_id=acting.company, edits=edits, prices=acting.may(Permission.PRODUCT_EDIT),
            counts=acting.may(Permission.STOCK_ADJUST), reason=_reason(request), by=acting.by(Actor.SUPPLIER), now=now,
        )  # fmt: skip
        _tell(request, told)
        if all(cell.outcome in {sheet.SAVED, sheet.WAITING} for cell in told):
            return redirect(request.get_full_path())
        typed = {edit.seen.sku_id: dict(edit.cells) for edit in edits}
    page: Page[Sku] = Paginator(sheet.variants(acting.company, wanted, now=now), PAGE).get_page(request.GET.get("page"))
    rows = sheet.rows_of(list(page.object_list), language=language, now=now)
    tree = categories.whole()
    form = FilterForm(
        {name: getattr(wanted, name) for name in wanted.__dataclass_fields__},
        categories=used_branches(tree, worklist.used_categories(acting.company), language),
    )
    context = {
        "rows": _shown(rows, acting, told, typed),
        "found": page.paginator.count,
        "wanted": wanted,
        "form": form,
        "may_save": acting.may(Permission.PRODUCT_EDIT) or acting.may(Permission.STOCK_ADJUST),
        "next_url": f"?{wanted.query(page=str(page.next_page_number()))}" if page.has_next() else "",
        "previous_url": f"?{wanted.query(page=str(page.previous_page_number()))}" if page.has_previous() else "",
        "tabs": _tabs(wanted),
    }
    return render(request, "domestic/grid.html", context, status=409 if told else 200)


def _tabs(wanted: Filter) -> list[parts.NavItem]:
    here = reverse("domestic:grid")
    kinds = [("", _("All")), ("LOW", _("Running low")), ("SOLD_OUT", _("Sold out"))]
    return [
        parts.NavItem(label, f"{here}?{wanted.but(stock=kind).query()}".rstrip("?"), active=wanted.stock == kind)
        for kind, label in kinds
    ]


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:200] or _("Counted in the sheet")


def _posted(request: HttpRequest) -> list[services.Edit]:
    """The rows as they were seen, each with the cells of the same place in the form."""
    rows = [Seen.read(text) for text in request.POST.getlist("row")[:PAGE]]
    columns = {name: request.POST.getlist(name) for name in sheet.FIELDS}
    return [
        services.Edit(seen, {name: texts[place] for name, texts in columns.items() if place < len(texts)})
        for place, seen in enumerate(rows)
    ]


def _tell(request: HttpRequest, told: Sequence[Cell]) -> None:
    saved = sum(cell.outcome == sheet.SAVED for cell in told)
    waiting = sum(cell.outcome == sheet.WAITING for cell in told)
    wrong = len(told) - saved - waiting
    if saved:
        words = ngettext("%(n)d cell saved.", "%(n)d cells saved.", saved)
        messages.success(request, words % {"n": saved})
    if waiting:
        words = ngettext(
            "%(n)d cell waits for the platform's review; buyers see the old value until then.",
            "%(n)d cells wait for the platform's review; buyers see the old values until then.",
            waiting,
        )
        messages.info(request, words % {"n": waiting})
    if wrong:
        words = ngettext(
            "%(n)d cell was not saved; see what is written below it.",
            "%(n)d cells were not saved; see what is written below them.",
            wrong,
        )
        messages.warning(request, words % {"n": wrong})
    if not told:
        messages.info(request, _("Nothing was typed over, so nothing was saved."))


def _shown(
    rows: Sequence[SheetRow], acting: Member, told: Sequence[Cell], typed: dict[UUID, dict[str, str]]
) -> list[dict[str, Any]]:
    said = {(cell.sku_id, cell.field): cell for cell in told}
    prices, counts = acting.may(Permission.PRODUCT_EDIT), acting.may(Permission.STOCK_ADJUST)
    shown = []
    for row in rows:
        fields = {}
        for name in sheet.FIELDS:
            cell = said.get((row.sku.id, name))
            kept = cell is not None and cell.outcome in {sheet.CONFLICT, sheet.REFUSED, sheet.HELD}
            value = typed[row.sku.id].get(name, "") if kept else row.seen.cells[name]
            fields[name] = Field(name, value, cell, not (prices if name in sheet.PRICED else counts))
        shown.append({"row": row, "fields": fields})
    return shown

"""What an import run has come to."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from sourcebridge.catalog.files import numbers
from sourcebridge.catalog.intake import Answers
from sourcebridge.catalog.models import ImportItem, ImportRow, ImportRun, Picture, PictureState, Verdict
from sourcebridge.catalog.states import ImportState

_CHINESE = ("一", "鿿")


def tally(run_id: UUID) -> dict[str, int]:
    """How many products of the file have each verdict."""
    counted = Counter(ImportItem.objects.filter(run_id=run_id).values_list("verdict", flat=True))
    return {verdict: counted[verdict] for verdict in Verdict.values}


def progress(run_id: UUID) -> tuple[int, int, int]:
    """(done, all, failed) products of a run."""
    found = ImportItem.objects.filter(run_id=run_id).aggregate(
        done=Count("id", filter=Q(applied=True)),
        all=Count("id"),
        failed=Count("id", filter=Q(applied=True, verdict=Verdict.FAILED)),
    )
    return found["done"], found["all"], found["failed"]


def work(run: ImportRun) -> tuple[int, int | None, int]:
    """(done, all, failed) of the step a run is in: rows while it is read, products while it is judged or applied.

    How many rows there are is reckoned from the bytes read so far; None while nothing can be said.
    """
    phase = (
        run.state if run.state in {ImportState.UPLOADED, ImportState.PREVIEWING, ImportState.APPLYING} else run.phase
    )
    if phase == ImportState.UPLOADED:
        share = run.read_bytes / run.size if run.size else 0
        return run.rows, max(run.rows, int(run.rows / share)) if share > 0.005 else None, 0
    if phase == ImportState.PREVIEWING:
        if run.step != "JUDGE":
            gathered = ImportRow.objects.filter(run=run).exclude(key=None).count()
            return gathered // 2, run.rows, 0
        found = ImportItem.objects.filter(run=run).aggregate(
            all=Count("id"), judged=Count("id", filter=~Q(verdict=Verdict.UNKNOWN))
        )
        share = found["judged"] / found["all"] if found["all"] else 1
        return run.rows // 2 + int(run.rows / 2 * share), run.rows, 0
    return progress(run.id)


def samples(run: ImportRun) -> list[list[str]]:
    """The first different values of each column."""
    found: list[dict[str, None]] = [{} for _name in run.header]
    for row in ImportRow.objects.filter(run=run, number__gte=run.data_row).order_by("number")[:60]:
        for index, cell in enumerate(row.cells[: len(found)]):
            if cell and len(found[index]) < 3:
                found[index][cell[:60]] = None
    return [list(values) for values in found]


def suggested(run: ImportRun) -> dict[str, Any]:
    """Answers to start from: this run's, else those of the shop's last import, else a guess at the language."""
    if run.answers:
        return Answers.restored(run.answers).as_json()
    last = ImportRun.objects.filter(shop_id=run.shop_id, state=ImportState.DONE).order_by("-uploaded_at", "-id").first()
    if last is not None:
        return Answers.restored(last.answers).as_json()
    first = ImportRow.objects.filter(run=run, number__gte=run.data_row).order_by("number")[:20]
    words = "".join(cell for row in first for cell in row.cells)
    chinese = any(_CHINESE[0] <= sign <= _CHINESE[1] for sign in words)
    currency = next((told for name in run.header if (told := numbers.currency_in(name))), "CNY")
    return Answers(language="zh-hans" if chinese else "en", currency=currency).as_json()


def _pictures(run_id: UUID, state: PictureState) -> list[Picture]:
    found = Picture.objects.filter(
        state=state, product__in=ImportItem.objects.filter(run_id=run_id).exclude(product=None).values("product_id")
    )
    return list(found.select_related("product").order_by("product__handle", "position")[:500])


def missing_pictures(run_id: UUID) -> list[Picture]:
    """Pictures of the run's products whose address gave none."""
    return _pictures(run_id, PictureState.UNREACHABLE)


def waiting_pictures(run_id: UUID) -> int:
    """How many pictures of the run's products are still being fetched."""
    return len(_pictures(run_id, PictureState.WAITING))

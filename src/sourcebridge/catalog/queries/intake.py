"""What an import run has come to."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from sourcebridge.catalog.intake import Answers
from sourcebridge.catalog.models import ImportItem, ImportRun, Picture, PictureState, Verdict
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


def suggested(run: ImportRun) -> dict[str, Any]:
    """Answers to start from: this run's, else those of the shop's last import, else a guess at the language."""
    if run.answers:
        return Answers.restored(run.answers).as_json()
    last = ImportRun.objects.filter(shop_id=run.shop_id, state=ImportState.DONE).order_by("-uploaded_at", "-id").first()
    if last is not None:
        return Answers.restored(last.answers).as_json()
    titles = "".join(item.said.get("title", "") for item in run.items.all()[:20])
    chinese = any(_CHINESE[0] <= sign <= _CHINESE[1] for sign in titles)
    return Answers(language="zh-hans" if chinese else "en").as_json()


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

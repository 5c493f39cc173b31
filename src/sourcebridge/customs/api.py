"""The nomenclature, rows of duty and codes of goods as calls."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router

from sourcebridge.clock import queries as clock
from sourcebridge.customs import dutyfile, queries, reckoning, services, words
from sourcebridge.customs.errors import CodeUnknown, RowsBroken
from sourcebridge.customs.models import Classification
from sourcebridge.customs.rules import Duty
from sourcebridge.customs.schemas import (
    CustomsCodeIn,
    CustomsCodeOut,
    CustomsDutyOut,
    CustomsEndIn,
    CustomsHeadingOut,
    CustomsPublishedOut,
    CustomsRowsIn,
)
from sourcebridge.customs.search import Hit
from sourcebridge.kit.days import business_day
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

router = Router()
MOST = 50
_SAID = ("ref", "country", "kind", "prefix", "origin", "regime", "mode", "unit", "currency", "status", "valid_from",
         "valid_until", "source", "url")  # fmt: skip


def _heading(hit: Hit) -> dict[str, Any]:
    return {
        "code": hit.code, "level": hit.level, "name": hit.name(get_language()), "name_en": hit.name_en,
        "name_zh": hit.name_zh,
    }  # fmt: skip


def _duty(row: Duty) -> dict[str, Any]:
    figures = {name: reckoning.plain(getattr(row, name)) for name in ("low", "high", "per_low", "per_high")}
    told = {name: getattr(row, name) for name in _SAID}
    return {**told, **figures, "name": words.name(row.kind), "rate": reckoning.rate_text(row)}


def _code(row: Classification) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("product_id", "origin", "national", "status", "said_by", "said_at")}
    return {**told, "code": row.heading_id}


@access.operation(router, "GET", "/customs/headings", access.PUBLIC, response=list[CustomsHeadingOut])
def find_headings(request: HttpRequest, q: str, limit: int = 20) -> list[dict[str, Any]]:
    """Lines of the Harmonized System for words in English or Chinese, or for a code; best first, at most 50."""
    return [_heading(hit) for hit in queries.headings(q, limit=max(1, min(limit, MOST)))]


@access.operation(router, "GET", "/customs/duties", access.PUBLIC, response=list[CustomsDutyOut])
def find_duties(request: HttpRequest, country: str, code: str = "") -> list[dict[str, Any]]:
    """The rows of a country (and of its union) that hold today for a code, or for all with none."""
    digits = code.replace(".", "").replace(" ", "")
    if digits and not digits.isdecimal():
        raise CodeUnknown(code=code[:20])
    rules = queries.rules(country=country.upper()[:2], on=business_day(clock.now()))
    found = [row for row in rules.rows if row.holds(rules.on)]
    return [_duty(row) for row in found if digits.startswith(row.prefix) or (digits and row.prefix.startswith(digits))
            or not digits]  # fmt: skip


@access.operation(router, "POST", "/customs/duties", Permission.CUSTOMS_EDIT, response=CustomsPublishedOut, binds=True)
def publish_duties(request: HttpRequest, body: CustomsRowsIn) -> dict[str, Any]:
    """Publish rows; one line that cannot be taken stops all."""
    reading = dutyfile.read(body.text)
    if reading.wrong:
        raise RowsBroken(fields={f"line {row.line}": row.why for row in reading.wrong[:50]}, count=len(reading.wrong))
    done = services.publish_duties(rows=reading.rows, by=access.member_of(request).by(), now=clock.now())
    return {"added": done.added, "corrected": done.corrected, "same": done.same}


@access.operation(
    router, "POST", "/customs/duties/{row_id}/end", Permission.CUSTOMS_EDIT, response=CustomsDutyOut, binds=True
)
def end_duty(request: HttpRequest, row_id: UUID, body: CustomsEndIn) -> dict[str, Any]:
    """Let a row hold until a day and no longer."""
    ending = services.end_duty(
        row_id=row_id, last_day=body.last_day, reason=body.reason, by=access.member_of(request).by(), now=clock.now()
    )
    return _duty(queries.duty(ending.row, ending.last_day))


@access.operation(
    router, "PUT", "/products/{product_id}/customs-code", Permission.PRODUCT_EDIT, response=CustomsCodeOut
)
def classify(request: HttpRequest, product_id: UUID, body: CustomsCodeIn) -> dict[str, Any]:
    """Confirm the six digits of your goods, their origin and national codes."""
    row = services.classify(
        product_id=product_id, code=body.code, origin=body.origin, national=body.national,
        by=access.member_of(request).by(), now=clock.now(),
    )  # fmt: skip
    return _code(row)

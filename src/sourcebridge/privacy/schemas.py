"""Shapes of the API of personal data. Instants are ISO 8601 in UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from sourcebridge.kit.schemas import Input


class ProofIn(Input):
    """The password once more."""

    password: Annotated[str, Field(min_length=1, max_length=200)]


class ExportOut(Schema):
    """A file with all data of the person; `url` works for 15 minutes and only for them, empty when there is none."""

    id: UUID
    state: str
    asked_at: datetime
    ends_at: datetime | None
    size: int
    sha256: str
    url: str


class ErasureOut(Schema):
    """A wish to be forgotten."""

    id: UUID
    state: str
    pseudonym: str
    asked_at: datetime
    due_at: datetime
    ended_at: datetime | None


class HoldIn(Input):
    """Whose rows stay, in which tables (none: all), why and for whom."""

    user_id: UUID
    tables: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=100)] = []
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class ReleaseIn(Input):
    """Why a hold ends."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


class HoldOut(Schema):
    """A hold, standing while `released_at` is empty."""

    id: UUID
    user_id: UUID
    tables: list[str]
    reason: str
    placed_at: datetime
    released_at: datetime | None
    release_reason: str

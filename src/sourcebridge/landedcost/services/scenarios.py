"""Calculations people come back to: saved under a name, renamed by saving again, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import NotAllowed, NotFound
from sourcebridge.kit.locks import hold
from sourcebridge.landedcost.errors import NameMissing, TooManySaved
from sourcebridge.landedcost.models import Scenario
from sourcebridge.parameters import queries as parameters

MOST = "landed.saved"


@transaction.atomic
def save(*, name: str, asked: Mapping[str, Any], by: By, now: datetime) -> Scenario:
    """Keep a question under a name; the same name again replaces it. Raises NotAllowed, NameMissing, TooManySaved."""
    if by.company_id is None or by.user_id is None:
        raise NotAllowed
    name = name.strip()[:100]
    if not name:
        raise NameMissing
    hold("landed-scenario", by.company_id)
    mine = Scenario.objects.filter(company_id=by.company_id)
    row = mine.filter(name=name).first()
    if row is None:
        most = int(parameters.value(MOST, at=now))
        if mine.count() >= most:
            raise TooManySaved(most=most)
        row = Scenario(company_id=by.company_id, user_id=by.user_id, name=name, created_at=now)
    row.asked, row.changed_at = dict(asked), now
    row.save()
    audit.record(verb="landedcost.scenario.saved", subject=row, by=by, at=now, name=name)
    return row


@transaction.atomic
def delete(*, scenario_id: UUID, by: By, now: datetime) -> None:
    """Forget one of the company's calculations. Raises NotFound."""
    if by.company_id is None:
        raise NotFound
    row = Scenario.objects.select_for_update().filter(pk=scenario_id, company_id=by.company_id).first()
    if row is None:
        raise NotFound
    audit.record(verb="landedcost.scenario.deleted", subject=row, by=by, at=now, name=row.name)
    row.delete()

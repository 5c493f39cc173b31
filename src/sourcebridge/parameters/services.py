"""Change an adjustable number from an instant on."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sourcebridge.audit import services as audit
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotAllowed, Refusal
from sourcebridge.parameters.declared import DECLARED
from sourcebridge.parameters.models import Parameter


class OutOfRange(Refusal):
    """The value lies outside the declared range."""

    code = "parameter_out_of_range"
    status = 422
    sentence = _("Choose a value from %(lowest)s to %(highest)s.")


class PastIsClosed(Refusal):
    """A value cannot start in the past: what was decided under the old one stands."""

    code = "parameter_in_past"
    status = 422
    sentence = _("A new value starts now or later; the past stays as it was.")


@transaction.atomic
def change(*, code: str, value: Decimal, effective_from: datetime, by: By, now: datetime) -> Parameter:
    """Set a declared number from an instant (UTC) on; operator only. Raises OutOfRange, PastIsClosed, NotAllowed."""
    if by.actor != Actor.OPERATOR:
        raise NotAllowed
    declared = DECLARED[code]
    if not declared.lowest <= value <= declared.highest:
        raise OutOfRange(lowest=str(declared.lowest), highest=str(declared.highest))
    if effective_from < now:
        raise PastIsClosed
    row = Parameter.objects.create(code=code, value=value, effective_from=effective_from, set_by=by.name)
    audit.record(
        verb="parameters.changed",
        subject=row,
        by=by,
        at=now,
        code=code,
        value=str(value),
        start=effective_from.isoformat(),
    )
    return row

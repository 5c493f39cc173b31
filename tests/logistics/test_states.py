"""What a carrier says leads by the named move to the state it means."""

from __future__ import annotations

from sourcebridge.kit.actors import Actor
from sourcebridge.logistics.states import MOVE_TO, SHIPMENT, ShipmentState


def test_every_message_has_the_move_that_ends_there() -> None:
    for state, name in MOVE_TO.items():
        assert SHIPMENT.named(name).target == state


def test_every_state_a_carrier_may_report_has_a_message() -> None:
    reported = {edge.target for edge in SHIPMENT.moves if Actor.CARRIER in edge.by and edge.target}
    assert set(MOVE_TO) == reported
    assert set(ShipmentState.values) - reported == {"CREATED", "CANCELLED", "LOST"}

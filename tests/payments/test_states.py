"""What counts as open is what has not ended."""

from __future__ import annotations

from sourcebridge.payments.states import OPEN_INTENT, PAYMENT, IntentState


def test_an_intent_is_open_until_it_has_ended() -> None:
    assert set(IntentState.values) - PAYMENT.final == OPEN_INTENT

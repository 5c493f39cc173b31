"""Call kuaidi100 through the outgoing gate. Never inside a transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sourcebridge.kit import outgoing
from sourcebridge.kit.errors import ProviderUnknown
from sourcebridge.logistics.adapters.kuaidi100 import protocol

OK = 200


@dataclass(frozen=True, slots=True)
class Kuaidi100Config:
    """Our account. `allowed` goes to the outgoing gate ("host:port" of a simulator)."""

    poll_url: str
    key: str = field(repr=False)
    customer: str = ""
    allowed: tuple[str, ...] = ()

    @property
    def query_url(self) -> str:
        """Where to ask at once: beside the address of subscriptions."""
        return f"{self.poll_url}/query.do"


class Kuaidi100Client:
    """Both calls raise ProviderError (nothing sent, try later) or ProviderUnknown (asking again is harmless)."""

    def __init__(self, config: Kuaidi100Config, *, send: Callable[..., outgoing.Answer] = outgoing.send) -> None:
        self.config = config
        self._send = send

    def subscribe(
        self, *, carrier: str, waybill: str, callback_url: str, salt: str, phone: str = ""
    ) -> protocol.Subscribed:
        """Ask to be told about a waybill; asking twice is accepted."""
        form = protocol.subscription(
            carrier=carrier, waybill=waybill, callback_url=callback_url, salt=salt, key=self.config.key, phone=phone
        )
        return protocol.read_subscribed(self._post(self.config.poll_url, form))

    def query(self, *, carrier: str, waybill: str, phone: str = "") -> protocol.Push:
        """Ask for the history at once."""
        form = protocol.query(
            carrier=carrier, waybill=waybill, key=self.config.key, customer=self.config.customer, phone=phone
        )
        return protocol.read_queried(self._post(self.config.query_url, form))

    def _post(self, url: str, form: dict[str, str]) -> bytes:
        answer = self._send(method="POST", url=url, form=form, allowed=self.config.allowed)
        if answer.status != OK:
            raise ProviderUnknown(f"kuaidi100 answered with status {answer.status}")
        return answer.body

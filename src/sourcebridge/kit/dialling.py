"""One outgoing call to addresses that outgoing.py has checked: dialled as they are, within one common time.

A module of its own because its engine is loaded by the first call only.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from functools import cache
from typing import Any

import httpcore2
import httpx2

from sourcebridge.kit.errors import ProviderError, ProviderUnknown
from sourcebridge.kit.outgoing import Answer, Target


class _Timed(httpcore2.NetworkStream):
    """A stream whose every wait ends at one common moment, so that a dripping answer cannot hold us."""

    def __init__(self, inner: httpcore2.NetworkStream, ends_at: float) -> None:
        self._inner = inner
        self._ends_at = ends_at

    def _left(self, fault: type[Exception]) -> float:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise fault("the time for this call is over")
        return left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, timeout=self._left(httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout=self._left(httpcore2.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = self._left(httpcore2.ConnectTimeout)
        return _Timed(self._inner.start_tls(ssl_context, server_hostname, left), self._ends_at)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Pinned(httpcore2.NetworkBackend):
    """Dials the addresses that were checked, whatever the name says by now."""

    def __init__(self, target: Target, ends_at: float) -> None:
        self._target = target
        self._ends_at = ends_at
        self._real = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        failure: Exception = httpcore2.ConnectError("nothing to dial")
        for address in self._target.addresses:
            left = self._ends_at - time.monotonic()
            if left <= 0:
                raise httpcore2.ConnectTimeout("the time for this call is over")
            try:
                stream = self._real.connect_tcp(address, self._target.port, left, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
                continue
            return _Timed(stream, self._ends_at)
        raise failure


@cache
def _trust() -> ssl.SSLContext:
    return httpx2.create_ssl_context()


def exchange(
    target: Target, *, method: str, headers: list[tuple[bytes, bytes]], body: bytes, ends_at: float, most_bytes: int
) -> Answer:
    """Call a checked address until `ends_at` (monotonic seconds) and read its answer of at most so many bytes.

    Raises ProviderError (nothing was sent) and ProviderUnknown (it may have been done).
    """
    try:
        with httpcore2.ConnectionPool(
            ssl_context=_trust(), max_keepalive_connections=0, network_backend=_Pinned(target, ends_at)
        ) as pool:
            return _exchanged(pool, method, target, headers, body, most_bytes)
    except (httpcore2.ConnectError, httpcore2.ConnectTimeout, httpcore2.PoolTimeout) as error:
        raise ProviderError(f"{target.host} cannot be reached: {error}", permanent=False) from error
    except (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError) as error:
        raise ProviderUnknown(f"{target.host} did not answer to the end: {error}") from error


def _exchanged(
    pool: httpcore2.ConnectionPool,
    method: str,
    target: Target,
    headers: list[tuple[bytes, bytes]],
    body: bytes,
    most_bytes: int,
) -> Answer:
    read = target.url
    address = httpcore2.URL(scheme=read.raw_scheme, host=read.raw_host, port=read.port, target=read.raw_path)
    every = [(b"Host", read.netloc), *headers]
    if body or method.upper() not in {"GET", "HEAD"}:
        every.append((b"Content-Length", str(len(body)).encode()))
    with pool.stream(method.upper(), address, headers=every, content=body) as response:
        names = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        if names.get("content-encoding", "identity").lower() not in {"", "identity"}:
            raise ProviderUnknown(f"{target.host} answered in an encoding that was not asked for")
        got = bytearray()
        for part in response.iter_stream():
            got += part
            if len(got) > most_bytes:
                raise ProviderUnknown(f"{target.host} answered with more than {most_bytes} bytes")
        return Answer(response.status, names, bytes(got))

"""The one gate for outgoing HTTP: resolve, refuse inward addresses, pin the address, no redirect, size and time caps.

Source: threats.md row 34. The call itself (dialling.py) stands on httpcore2, the engine under httpx2, because only
there the name that is checked and the address that is dialled can be kept apart: the request keeps Host and SNI, the
socket gets the pinned address. Environment proxies are never used.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sourcebridge.kit.errors import ProviderError

if TYPE_CHECKING:
    import httpx2

Resolver = Callable[[str, int], list[str]]

SECONDS = 10.0
MOST_BYTES = 2_000_000
PORTS = frozenset({80, 443})
FIRST_FREE_PORT = 1024
LAST_PORT = 65535

INWARD_4 = [
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # a cloud's own service address inside public space
    )
]  # fmt: skip
OUTWARD_6 = ipaddress.IPv6Network("2000::/3")
INWARD_6 = [
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
]
ENDS_IN_A_NUMBER = re.compile(r"(?:^|\.)(?:0x[0-9a-f]*|\d+)\.?$", re.IGNORECASE)
UNCLEAN = re.compile(r"[\x00-\x20\x7f\\\u0080-\u009f\u00a0\u2000-\u200f\u2028-\u202f\u3000\ufeff]")
FORBIDDEN_HEADERS = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept-encoding"})


class OutgoingRefused(ProviderError):
    """The address may not be called from here; nothing was sent."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, headers with lower-case names, body within the size cap."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def is_inward(address: str) -> bool:
    """Whether an IP address is private, special or carries such a v4 address inside a v6 one."""
    found = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(found, ipaddress.IPv4Address):
        return any(found in network for network in INWARD_4)
    return found not in OUTWARD_6 or any(found in network for network in INWARD_6) or _isatap(found)


def _isatap(address: ipaddress.IPv6Address) -> bool:
    return (int(address) >> 32) & 0xFCFFFFFF == 0x5EFE


def resolve_by_system(host: str, port: int) -> list[str]:
    """Ask the system's resolver; raises OSError when the name has no address."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: what to say (host) and where to go (addresses)."""

    url: httpx2.URL
    host: str
    port: int
    addresses: tuple[str, ...]


def check(url: str, *, allowed: Collection[str] = (), resolve: Resolver = resolve_by_system) -> Target:
    """Read, resolve and judge an address.

    `allowed` holds exact "host:port" that may be inward (the simulators of a demo).
    Raises OutgoingRefused for anything that is not plain http(s) to a public address, ProviderError when the name
    cannot be resolved now. Sends nothing except the question to the resolver.
    """
    read = _read(url)
    host = read.raw_host.decode("ascii").lower()
    port = read.port if read.port is not None else (443 if read.scheme == "https" else 80)
    shown = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    trusted = shown in {entry.lower() for entry in allowed}
    if not trusted:
        _judge_name(host, port)
    addresses = _addresses(host, port, resolve)
    if not trusted and any(is_inward(address) for address in addresses):
        raise OutgoingRefused(f"{shown} leads inside")
    return Target(read, host, port, tuple(addresses))


def _read(url: str) -> httpx2.URL:
    import httpx2

    if UNCLEAN.search(url):
        raise OutgoingRefused("the address has blanks, control characters or backslashes")
    try:
        read = httpx2.URL(url)
        host = read.raw_host.decode("ascii")
    except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
        raise OutgoingRefused("the address cannot be read") from error
    if read.scheme not in {"http", "https"} or not host:
        raise OutgoingRefused("only http and https addresses with a host are called")
    if read.userinfo:
        raise OutgoingRefused("an address with a user name is not called")
    return read


def _judge_name(host: str, port: int) -> None:
    if port not in PORTS and not FIRST_FREE_PORT <= port <= LAST_PORT:
        raise OutgoingRefused(f"port {port} belongs to another service")
    if "%" in host:
        raise OutgoingRefused("the host is written in code")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if ENDS_IN_A_NUMBER.search(host) or ":" in host:
            raise OutgoingRefused("the host is a number in disguise") from None
        if "." not in host.rstrip("."):
            raise OutgoingRefused("the host is a local name") from None


def _addresses(host: str, port: int, resolve: Resolver) -> list[str]:
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass
    try:
        found = resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise ProviderError(f"{host} has no address at the moment", permanent=False) from error
    if not found:
        raise ProviderError(f"{host} has no address at the moment", permanent=False)
    return found


def send(
    *,
    method: str,
    url: str,
    form: Mapping[str, str] | None = None,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    allowed: Collection[str] = (),
    seconds: float = SECONDS,
    most_bytes: int = MOST_BYTES,
    resolve: Resolver = resolve_by_system,
) -> Answer:
    """Call an outside address once and read its answer; redirects come back as they are.

    `form` is sent urlencoded in UTF-8; `seconds` caps the whole call, `most_bytes` the body. Raises OutgoingRefused
    (nothing was sent), ProviderError (nothing was sent, a later try may help), ProviderUnknown (it may have been done).
    """
    target = check(url, allowed=allowed, resolve=resolve)
    sent = _headers(headers)
    if form is not None:
        body = urlencode(form).encode()
        sent.append((b"Content-Type", b"application/x-www-form-urlencoded; charset=utf-8"))
    ends_at = time.monotonic() + seconds
    from sourcebridge.kit import dialling  # some 10 MB that a web process hardly ever needs

    return dialling.exchange(target, method=method, headers=sent, body=body, ends_at=ends_at, most_bytes=most_bytes)


def _headers(headers: Mapping[str, str] | None) -> list[tuple[bytes, bytes]]:
    given = headers or {}
    for name, value in given.items():
        if name.lower() in FORBIDDEN_HEADERS or re.search(r"[\r\n\x00]", name + value):
            raise OutgoingRefused(f"the header {name!r} is not ours to send")
    fixed = {"User-Agent": "sourcebridge", "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
    return [(name.encode("ascii"), value.encode()) for name, value in {**fixed, **given}.items()]

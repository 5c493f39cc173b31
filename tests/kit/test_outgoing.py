"""The outgoing gate: inward forms, rebinding, redirects, size, time. A canary counts what gets through."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from sourcebridge.kit import dialling, outgoing
from sourcebridge.kit.errors import ProviderError, ProviderUnknown
from sourcebridge.kit.outgoing import OutgoingRefused


def whole(talking: socket.socket) -> bytes:
    """A request with its body."""
    asked = b""
    while b"\r\n\r\n" not in asked:
        got = talking.recv(65536)
        if not got:
            return asked
        asked += got
    head, _, body = asked.partition(b"\r\n\r\n")
    length = re.search(rb"Content-Length: (\d+)", head)
    while length and len(body) < int(length[1]):
        body += talking.recv(65536)
    return head + b"\r\n\r\n" + body


class Listener:
    """A server that counts connections and says fixed words to each."""

    def __init__(self, talk: Callable[[socket.socket], None], tls: ssl.SSLContext | None = None) -> None:
        self.hits = 0
        self._tls = tls
        self.asked: list[bytes] = []
        self._talk = talk
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                talking, _ = self._socket.accept()
            except OSError:
                return
            self.hits += 1
            talking.settimeout(5)
            with contextlib.suppress(OSError), talking:
                plain = self._tls.wrap_socket(talking, server_side=True) if self._tls else talking
                self.asked.append(whole(plain))
                self._talk(plain)

    def close(self) -> None:
        self._socket.close()


@contextmanager
def listening(words: bytes | Callable[[socket.socket], None], tls: ssl.SSLContext | None = None) -> Iterator[Listener]:
    listener = Listener(words if callable(words) else lambda talking: talking.sendall(words), tls)
    try:
        yield listener
    finally:
        listener.close()


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
INWARD_HOSTS = [
    "127.0.0.1", "127.0.0.2", "127.255.255.254", "0.0.0.0", "0.0.0.1", "10.0.0.1", "10.255.255.255", "100.64.0.1",
    "100.100.100.200", "169.254.169.254", "169.254.0.1", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1",
    "192.88.99.1", "192.168.0.1", "192.168.255.255", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "2130706433", "0x7f000001", "0x7F.0x0.0x0.0x1", "017700000001", "0177.0.0.1", "127.1", "127.0.1", "0", "0x0",
    "127.0.0.1.", "10.1", "1.1", "3232235521", "4294967295", "%31%32%37.0.0.1", "127。0。0。1", "１２７.0.0.1",
    "①②⑦.⓪.⓪.①",
    "localhost", "LOCALHOST", "localhost.", "router", "db", "metadata",
    "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::1]", "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]", "[2001:0:7f00:1::]", "[2001:db8::1]", "[fe80::1]", "[fe80::1%25eth0]", "[fe80::1%eth0]",
    "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[fec0::1]", "[100::1]", "[2001:10::1]", "[2001:20::1]",
    "[2606:4700::5efe:127.0.0.1]", "[3fff::1]", "[5f00::1]",
]  # fmt: skip
ODD_URLS = [
    "file:///etc/passwd", "ftp://example.com/", "gopher://127.0.0.1:70/_x", "unix:///var/run/docker.sock",
    "//example.com/",
    "example.com", "", "http://", "http:///x", "https:example.com", "javascript:alert(1)", "data:text/plain,x",
    "http://user@example.com/", "http://user:secret@example.com/", "http://127.0.0.1\\@example.com/",
    "http://example.com\r\nX: y/", "http://exam ple.com/", "http://example.com\t/", "http://example.com:22/",
    "http://example.com:25/", "http://example.com:0/", "http://example.com:99999/", "http://[::1/", "http://[1.2.3.4]/",
    "http://\u202e127.0.0.1/", "jar:http://example.com!/", "dict://example.com:11211/",
]  # fmt: skip


def nowhere(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host} was looked up")


class TestRefuses:
    @pytest.mark.parametrize("host", INWARD_HOSTS)
    @pytest.mark.parametrize("scheme", ["http", "https"])
    def test_every_inward_form_without_a_single_hit(self, scheme: str, host: str) -> None:
        with listening(OK) as canary:
            with pytest.raises(OutgoingRefused) as refused:
                outgoing.send(method="GET", url=f"{scheme}://{host}:{canary.port}/x", seconds=2)
            assert refused.value.permanent
            assert canary.hits == 0

    @pytest.mark.parametrize("url", ODD_URLS)
    def test_odd_addresses_without_looking_them_up(self, url: str) -> None:
        with pytest.raises(OutgoingRefused):
            outgoing.send(method="GET", url=url, resolve=nowhere)

    def test_a_public_name_that_leads_inside(self) -> None:
        for inside in ("127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "::ffff:10.0.0.8", "fd00::1", "fe80::1%eth0"):
            with listening(OK) as canary:
                with pytest.raises(OutgoingRefused):
                    outgoing.send(
                        method="GET", url=f"http://rebind.example:{canary.port}/", resolve=lambda *_, ip=inside: [ip]
                    )
                assert canary.hits == 0

    def test_a_name_with_one_address_outside_and_one_inside(self) -> None:
        with pytest.raises(OutgoingRefused):
            outgoing.check("http://rebind.example/", resolve=lambda *_: ["93.184.215.14", "127.0.0.1"])

    def test_names_allowed_only_with_their_exact_port(self) -> None:
        with listening(OK) as canary:
            allowed = [f"127.0.0.1:{canary.port}"]
            for url in (
                f"http://127.0.0.2:{canary.port}/",
                f"http://127.0.0.1:{canary.port + 1}/",
                "http://127.0.0.1/",
            ):
                with pytest.raises(OutgoingRefused):
                    outgoing.send(method="GET", url=url, allowed=allowed)
            assert canary.hits == 0

    @pytest.mark.parametrize("headers", [{"Host": "a"}, {"X": "a\r\nY: b"}, {"X\n": "a"}, {"content-length": "0"}])
    def test_headers_that_are_not_ours(self, headers: dict[str, str]) -> None:
        with listening(OK) as canary:
            with pytest.raises(OutgoingRefused):
                outgoing.send(
                    method="GET", url=f"http://127.0.0.1:{canary.port}/", headers=headers,
                    allowed=[f"127.0.0.1:{canary.port}"],
                )  # fmt: skip
            assert canary.hits == 0


class TestPins:
    def test_the_address_of_the_one_question_asked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A second answer (rebinding) is never asked for: the socket goes to the checked address, the name is said."""
        questions: list[str] = []

        def answers(host: str, port: int) -> list[str]:
            questions.append(host)
            return ["93.184.215.14"] if len(questions) == 1 else ["127.0.0.1"]

        dialled: list[object] = []

        def dial(address: object, *rest: object, **more: object) -> socket.socket:
            dialled.append(address)
            raise OSError("not in a test")

        monkeypatch.setattr(socket, "create_connection", dial)
        with pytest.raises(ProviderError) as error:
            outgoing.send(method="GET", url="http://rebind.example/", resolve=answers)
        assert not error.value.permanent
        assert questions == ["rebind.example"]
        assert dialled == [("93.184.215.14", 80)]

    def test_the_name_stays_in_host(self) -> None:
        with listening(OK) as canary:
            answer = outgoing.send(
                method="POST", url=f"http://sim.example:{canary.port}/a/b?x=1", form={"名": "值 &="},
                allowed=[f"sim.example:{canary.port}"], resolve=lambda *_: ["127.0.0.1"],
            )  # fmt: skip
            asked = canary.asked[0].decode()
        assert (answer.status, answer.body) == (200, b"hello")
        assert asked.startswith("POST /a/b?x=1 HTTP/1.1\r\n")
        assert f"Host: sim.example:{canary.port}\r\n" in asked
        assert asked.endswith("%E5%90%8D=%E5%80%BC+%26%3D")

    def test_environment_proxies_are_not_used(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with listening(OK) as proxy, listening(OK) as canary:
            for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
                monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
            outgoing.send(method="GET", url=f"http://127.0.0.1:{canary.port}/", allowed=[f"127.0.0.1:{canary.port}"])
            assert (proxy.hits, canary.hits) == (0, 1)


class TestTls:
    def test_the_certificate_must_be_of_the_name_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sim.example")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(1).not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("sim.example")]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
        ).public_bytes(Encoding.PEM)  # fmt: skip
        (tmp_path / "both.pem").write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate
        )
        serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        serving.load_cert_chain(tmp_path / "both.pem")
        trusting = ssl.create_default_context(cadata=certificate.decode())
        monkeypatch.setattr(dialling, "_trust", lambda: trusting)
        said: list[str | None] = []
        serving.sni_callback = lambda _socket, name, _context: said.append(name)  # type: ignore[assignment]
        with listening(OK, tls=serving) as canary:
            allowed = [f"{host}.example:{canary.port}" for host in ("sim", "other")]
            answer = outgoing.send(
                method="GET", url=f"https://sim.example:{canary.port}/", allowed=allowed,
                resolve=lambda *_: ["127.0.0.1"],
            )  # fmt: skip
            assert answer.body == b"hello"
            with pytest.raises(ProviderError, match="cannot be reached"):
                outgoing.send(
                    method="GET", url=f"https://other.example:{canary.port}/", allowed=allowed,
                    resolve=lambda *_: ["127.0.0.1"],
                )  # fmt: skip
        assert said == ["sim.example", "other.example"]
        assert len(canary.asked) == 1


class TestCaps:
    def send(self, listener: Listener, **more: object) -> outgoing.Answer:
        allowed = [f"127.0.0.1:{listener.port}"]
        return outgoing.send(
            method="GET", url=f"http://127.0.0.1:{listener.port}/", allowed=allowed, **more  # type: ignore[arg-type]
        )  # fmt: skip

    def test_does_not_follow_a_redirect(self) -> None:
        with listening(OK) as inside:
            moved = f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{inside.port}/\r\nContent-Length: 0\r\n\r\n"
            with listening(moved.encode()) as canary:
                assert self.send(canary).status == 302
            assert inside.hits == 0

    @pytest.mark.parametrize("head", ["Content-Length: 9000\r\n\r\n", "\r\n"])
    def test_stops_at_the_size(self, head: str) -> None:
        words = b"HTTP/1.1 200 OK\r\n" + head.encode() + b"x" * 9000
        with listening(words) as canary, pytest.raises(ProviderUnknown, match="more than 1000 bytes"):
            self.send(canary, most_bytes=1000)

    def test_does_not_unpack(self) -> None:
        words = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx"
        with listening(words) as canary, pytest.raises(ProviderUnknown, match="encoding"):
            self.send(canary)

    @pytest.mark.parametrize(
        "start", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"]
    )
    def test_a_dripping_answer_ends_in_time(self, start: bytes) -> None:
        def drip(talking: socket.socket) -> None:
            talking.sendall(start)
            for _ in range(40):
                time.sleep(0.05)
                talking.sendall(b"x")

        with listening(drip) as canary:
            began = time.monotonic()
            with pytest.raises(ProviderUnknown):
                self.send(canary, seconds=0.4)
            assert time.monotonic() - began < 1.5

    @pytest.mark.parametrize("words", [b"", b"rubbish\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf"])
    def test_half_an_answer_is_unknown(self, words: bytes) -> None:
        with listening(words) as canary, pytest.raises(ProviderUnknown):
            self.send(canary)

    def test_nobody_there_is_not_unknown(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        with pytest.raises(ProviderError) as error:
            outgoing.send(method="GET", url=f"http://127.0.0.1:{port}/", allowed=[f"127.0.0.1:{port}"])
        assert not isinstance(error.value, ProviderUnknown)
        assert not error.value.permanent

    def test_a_name_without_address_may_be_tried_again(self) -> None:
        def unknown(host: str, port: int) -> list[str]:
            raise socket.gaierror(-2, "Name or service not known")

        def silent(host: str, port: int) -> list[str]:
            return []

        for resolve in (unknown, silent):
            with pytest.raises(ProviderError) as error:
                outgoing.check("https://gone.example/", resolve=resolve)
            assert not error.value.permanent


class TestLetsThrough:
    @pytest.mark.parametrize("url", [
        "https://openapi.alipay.com/gateway.do", "http://93.184.215.14/", "https://[2606:4700::1111]/",
        "https://例子.测试/", "https://poll.kuaidi100.com:8443/poll", "https://a-b.c1.example./",
    ])  # fmt: skip
    def test_public_addresses(self, url: str) -> None:
        target = outgoing.check(url, resolve=lambda *_: ["93.184.215.14", "2606:4700::1111"])
        assert target.addresses

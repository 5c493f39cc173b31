"""RSA2 keys: read them in every form Alipay's tools hand out, sign, verify, and accept an old key for a while."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

PrivateKey = rsa.RSAPrivateKey
PublicKey = rsa.RSAPublicKey


class BadKey(ValueError):
    """The text is not an RSA key of the wanted kind."""


def _armoured(text: str, names: tuple[str, ...]) -> list[bytes]:
    """The text as PEM; a bare base64 body is tried under each of the names."""
    if "-----BEGIN" in text:
        return [text.strip().encode()]
    body = "".join(text.split())
    lines = "\n".join(body[start : start + 64] for start in range(0, len(body), 64))
    return [f"-----BEGIN {name}-----\n{lines}\n-----END {name}-----\n".encode() for name in names]


def private_key(text: str) -> PrivateKey:
    """Read a private key: PKCS #1 or PKCS #8, PEM or bare base64. Raises BadKey."""
    for pem in _armoured(text, ("PRIVATE KEY", "RSA PRIVATE KEY")):
        try:
            key = serialization.load_pem_private_key(pem, password=None)
        except (ValueError, TypeError):
            continue
        if isinstance(key, rsa.RSAPrivateKey):
            return key
    raise BadKey("this is not an RSA private key")


def public_key(text: str) -> PublicKey:
    """Read a public key: SubjectPublicKeyInfo or PKCS #1, PEM or bare base64. Raises BadKey."""
    for pem in _armoured(text, ("PUBLIC KEY", "RSA PUBLIC KEY")):
        try:
            key = serialization.load_pem_public_key(pem)
        except (ValueError, TypeError):
            continue
        if isinstance(key, rsa.RSAPublicKey):
            return key
    raise BadKey("this is not an RSA public key")


def new_private_key() -> str:
    """A fresh 2048-bit key as PKCS #8 PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def public_text(key: PrivateKey) -> str:
    """The public half as PEM, to be deposited with Alipay."""
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def sign(content: str | bytes, key: PrivateKey) -> str:
    """SHA256withRSA over the UTF-8 bytes, as base64."""
    data = content.encode() if isinstance(content, str) else content
    return base64.b64encode(key.sign(data, padding.PKCS1v15(), hashes.SHA256())).decode()


def fits(content: str | bytes, signature: str, key: PublicKey) -> bool:
    """Whether the base64 signature is this key's over the UTF-8 bytes."""
    data = content.encode() if isinstance(content, str) else content
    try:
        key.verify(base64.b64decode(signature, validate=True), data, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class AcceptedKey:
    """A public key of Alipay and the half-open period of real time in which its signatures count."""

    key: PublicKey
    since: datetime | None = None
    until: datetime | None = None

    def counts(self, at: datetime) -> bool:
        """Whether the key is in its period."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Keyring:
    """All public keys of Alipay we know; while keys rotate, the old and the new one both count."""

    keys: tuple[AcceptedKey, ...]

    @classmethod
    def of(cls, *texts: str) -> Keyring:
        """A ring of keys without periods, from their texts. Raises BadKey."""
        return cls(tuple(AcceptedKey(public_key(text)) for text in texts))

    def accepts(self, content: str | bytes, signature: str, *, at: datetime) -> bool:
        """Whether one of the keys in its period made the signature."""
        return bool(signature) and any(fits(content, signature, known.key) for known in self.keys if known.counts(at))

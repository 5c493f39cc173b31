"""The simulator's own reading of RSA2, written apart from the platform's."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def make_key() -> rsa.RSAPrivateKey:
    """A fresh key of 2048 bits."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def keep_key(folder: Path) -> rsa.RSAPrivateKey:
    """The simulator's key, made on the first start; its public half lies beside it as alipay_public.pem."""
    private = folder / "alipay_private.pem"
    folder.mkdir(parents=True, exist_ok=True)
    if not private.exists():
        pem = make_key().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        fresh = private.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_bytes(pem)
        fresh.replace(private)
    key = serialization.load_pem_private_key(private.read_bytes(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (folder / "alipay_public.pem").write_bytes(public)
    return key


def text_of(params: Mapping[str, str], leave_out: set[str]) -> bytes:
    """name=value joined by "&" in the order of names, empty values left out."""
    pieces = [f"{name}={value}" for name, value in sorted(params.items()) if value and name not in leave_out]
    return "&".join(pieces).encode("utf-8")


def sign(data: bytes, key: rsa.RSAPrivateKey) -> str:
    """SHA256withRSA as base64."""
    return base64.b64encode(key.sign(data, padding.PKCS1v15(), hashes.SHA256())).decode("ascii")


def is_from(data: bytes, signature: str, public_pem: bytes) -> bool:
    """Whether the owner of the public key signed the data."""
    key = serialization.load_pem_public_key(public_pem)
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    try:
        key.verify(base64.b64decode(signature), data, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True

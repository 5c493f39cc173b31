"""A simulator, a listening platform and the platform's own client between them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sourcebridge.payments.adapters.alipay import keys
from sourcebridge.payments.adapters.alipay.client import AlipayClient
from sourcebridge.payments.adapters.alipay.keys import Keyring
from sourcebridge.payments.adapters.alipay.protocol import AlipayConfig
from sourcebridge.simulators.testing import start
from sourcebridge.simulators.world import World
from tests.simulators.platform import Platform, listening_platform

APP_KEY = keys.private_key(keys.new_private_key())


@pytest.fixture
def platform() -> Iterator[Platform]:
    """Somebody to notify."""
    with listening_platform() as platform:
        yield platform


@pytest.fixture
def world(tmp_path: Path, platform: Platform) -> Iterator[World]:
    """The simulators, with the merchant's key deposited."""
    (tmp_path / "alipay_app_public.pem").write_text(keys.public_text(APP_KEY))
    with start(tmp_path, platform_url=platform.url) as world:
        yield world


def client_for(url: str, folder: Path, platform_url: str) -> AlipayClient:
    """The platform's client for a simulator."""
    config = AlipayConfig(
        app_id="2021000000000000",
        seller_id="2088000000000000",
        gateway=f"{url}/alipay/gateway.do",
        private_key=APP_KEY,
        keyring=Keyring.of((folder / "alipay_public.pem").read_text()),
        notify_url=f"{platform_url}/callbacks/alipay/",
        return_url=f"{platform_url}/pay/return/",
        allowed=(urlsplit(url).netloc,),
    )
    return AlipayClient(config)


@pytest.fixture
def alipay(world: World, tmp_path: Path, platform: Platform) -> AlipayClient:
    """The platform's client."""
    return client_for(world.url, tmp_path, platform.url)

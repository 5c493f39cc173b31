"""The simulated kuaidi100, spoken to by the platform's own client."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest

from sourcebridge.kit.errors import ProviderError
from sourcebridge.logistics.adapters.kuaidi100 import protocol
from sourcebridge.logistics.adapters.kuaidi100.client import Kuaidi100Client, Kuaidi100Config
from sourcebridge.logistics.adapters.kuaidi100.protocol import ForgedPush, Watch
from sourcebridge.simulators.world import World
from tests.simulators.platform import Platform, tell, until

SALT, WAYBILL = "4f9a1c0d", "DPK210123456789"


@pytest.fixture
def tracker(world: World) -> Kuaidi100Client:
    config = Kuaidi100Config(
        f"{world.url}/kuaidi100/poll", "demo-kuaidi100-key", "demo-customer", (urlsplit(world.url).netloc,)
    )
    return Kuaidi100Client(config)


@pytest.fixture
def subscribed(tracker: Kuaidi100Client, platform: Platform) -> str:
    said = tracker.subscribe(
        carrier="debangkuaidi", waybill=WAYBILL, callback_url=f"{platform.url}/callbacks/kuaidi100/t/", salt=SALT
    )
    assert said.accepted
    return WAYBILL


def happen(world: World, state: str, **more: object) -> None:
    tell(f"{world.url}/control/kuaidi100/push", {"com": "debangkuaidi", "nu": WAYBILL, "state": state, **more})


class TestSubscribe:
    def test_twice_is_accepted(self, subscribed: str, tracker: Kuaidi100Client, platform: Platform) -> None:
        said = tracker.subscribe(carrier="debangkuaidi", waybill=WAYBILL, callback_url=platform.url, salt="x")
        assert (said.accepted, said.code) == (True, "501")

    def test_with_a_wrong_key_is_hopeless(self, world: World, tracker: Kuaidi100Client) -> None:
        other = Kuaidi100Client(Kuaidi100Config(tracker.config.poll_url, "wrong", "", tracker.config.allowed))
        said = other.subscribe(carrier="jd", waybill="JD1", callback_url="http://x.example/", salt=SALT)
        assert (said.accepted, said.permanent) == (False, True)


class TestPush:
    def test_a_journey_arrives_signed_and_in_full(self, subscribed: str, world: World, platform: Platform) -> None:
        for nth, state in enumerate(("1", "0", "5", "3"), 1):
            happen(world, state)
            until(lambda nth=nth: len(platform.pushes) == nth)  # type: ignore[misc]
        last = protocol.parse_push(platform.pushes[-1], SALT)
        assert (last.watch, last.state, last.is_signed_for) == (Watch.SHUTDOWN, "DELIVERED", True)
        assert [track.state for track in last.tracks] == ["PICKED_UP", "IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED"]

    def test_takes_time_and_words(self, subscribed: str, world: World, platform: Platform) -> None:
        happen(world, "1", time="2026-03-01 18:00:00", context="柯桥网点已揽收")
        until(lambda: bool(platform.pushes))
        track = protocol.parse_push(platform.pushes[0], SALT).tracks[0]
        assert (track.happened_at.isoformat(), track.context) == ("2026-03-01T10:00:00+00:00", "柯桥网点已揽收")

    def test_an_old_event_comes_late(self, subscribed: str, world: World, platform: Platform) -> None:
        happen(world, "3")
        happen(world, "0", out_of_order=True)
        until(lambda: len(platform.pushes) == 2)
        push = protocol.parse_push(platform.pushes[1], SALT)
        assert [track.state for track in push.tracks] == ["IN_TRANSIT", "DELIVERED"]
        assert push.state == "DELIVERED"

    def test_a_forged_push_changes_nothing(self, subscribed: str, world: World, platform: Platform) -> None:
        happen(world, "3", forged=True)
        until(lambda: bool(platform.pushes))
        with pytest.raises(ForgedPush):
            protocol.parse_push(platform.pushes[0], SALT)
        with urllib.request.urlopen(f"{world.url}/control/kuaidi100/parcels", timeout=5) as answer:
            assert json.loads(answer.read())[0]["data"] == []

    def test_twice_and_until_thanked(self, subscribed: str, world: World, platform: Platform) -> None:
        platform.deaf = 1
        happen(world, "1", times=2)
        until(lambda: len(platform.pushes) == 3)
        assert len(set(platform.pushes)) == 1

    def test_nobody_subscribed(self, world: World) -> None:
        with pytest.raises(urllib.error.HTTPError) as error:
            happen(world, "1")
        assert error.value.code == 404

    def test_gives_up(self, subscribed: str, world: World, platform: Platform) -> None:
        happen(world, "0", abort=True)
        until(lambda: bool(platform.pushes))
        assert protocol.parse_push(platform.pushes[0], SALT).watch is Watch.ABORT


class TestQuery:
    def test_tells_the_history_or_nothing_yet(self, subscribed: str, world: World, tracker: Kuaidi100Client) -> None:
        with pytest.raises(ProviderError) as nothing:
            tracker.query(carrier="debangkuaidi", waybill=WAYBILL)
        assert not nothing.value.permanent
        happen(world, "1")
        assert tracker.query(carrier="debangkuaidi", waybill=WAYBILL).state == "PICKED_UP"


class TestPage:
    def test_lists_parcels_and_moves_them(self, subscribed: str, world: World, platform: Platform) -> None:
        for language, word in (("zh", "派送中"), ("en", "Out for delivery")):
            with urllib.request.urlopen(f"{world.url}/kuaidi100?lang={language}", timeout=5) as page:
                shown = page.read().decode()
            assert word in shown
            assert WAYBILL in shown
        form = f"com=debangkuaidi&nu={WAYBILL}&state=5".encode()
        with urllib.request.urlopen(f"{world.url}/kuaidi100/move?lang=en", form, timeout=5) as page:
            assert "快递员正在派送" in page.read().decode()
        until(lambda: bool(platform.pushes))
        assert protocol.parse_push(platform.pushes[0], SALT).state == "OUT_FOR_DELIVERY"

"""kuaidi100's protocol against published examples and forgeries."""

from __future__ import annotations

import hashlib
import json
import subprocess
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from sourcebridge.kit import outgoing
from sourcebridge.kit.errors import ProviderError, ProviderUnknown
from sourcebridge.logistics.adapters.kuaidi100 import protocol
from sourcebridge.logistics.adapters.kuaidi100.client import Kuaidi100Client, Kuaidi100Config
from sourcebridge.logistics.adapters.kuaidi100.protocol import ForgedPush, UnreadablePush, Watch

SALT = "4f9a1c0d"

# The example of the vendor's document "订阅推送", mirrored in many public repositories.
DOCUMENTED = """{"status":"polling","billstatus":"got","message":"","autoCheck":"1","comOld":"yuantong","comNew":"ems",
"lastResult":{"message":"ok","state":"0","status":"200","condition":"F00","ischeck":"0","com":"yuantong",
"nu":"V030344422","data":[
{"context":"上海分拨中心/装件入车扫描 ","time":"2012-08-28 16:33:19","ftime":"2012-08-28 16:33:19","status":"在途",
"areaCode":"310000000000","areaName":"上海市"},
{"context":"上海分拨中心/下车扫描 ","time":"2012-08-27 23:22:42","ftime":"2012-08-27 23:22:42","status":"在途",
"areaCode":"310000000000","areaName":"上海市"}]}}"""

# A real push: https://github.com/HarriesCC/kuaidi100 tests/SubTest.php
RECORDED = (
    '{"status":"polling","billstatus":"got","message":"寄件","lastResult":{"message":"ok","nu":"YT6186594166532",'
    '"ischeck":"0","com":"yuantong","status":"200","data":[{"time":"2021-12-15 20:15:14",'
    '"context":"【苏州转运中心】 已发出 下一站 【无锡转运中心公司】","ftime":"2021-12-15 20:15:14",'
    '"areaCode":"CN320500000000","areaName":"江苏,苏州市","status":"干线","location":"",'
    '"areaCenter":"120.585315,31.298886","areaPinYin":"su zhou shi","statusCode":"1002"},'
    '{"time":"2021-12-15 19:18:27","context":"【江苏省无锡市锡新开发区公司】 已收入","ftime":"2021-12-15 19:18:27",'
    '"areaCode":"CN320200000000","areaName":"江苏,无锡市","status":"在途","location":"","statusCode":"0"},'
    '{"time":"2021-12-15 17:10:09","context":"【江苏省苏州市北桥公司】 已揽收","ftime":"2021-12-15 17:10:09",'
    '"areaCode":"CN320507004000","areaName":"江苏,苏州市,相城区,北桥","status":"揽收","location":"","statusCode":"1"}],'
    '"state":"0","condition":"F00","isLoop":false}}'
)


def form(param: str, sign: str | None = None) -> bytes:
    mark = hashlib.md5((param + SALT).encode()).hexdigest().upper() if sign is None else sign
    return urlencode({"sign": mark, "param": param}).encode()


def pushed(state: str, **changes: object) -> bytes:
    param = json.loads(DOCUMENTED)
    param["lastResult"] |= {"state": state, **changes}
    return form(json.dumps(param, ensure_ascii=False))


class TestDigest:
    def test_fits_the_published_values_of_md5(self) -> None:
        """RFC 1321, A.5."""
        assert protocol.digest("") == "D41D8CD98F00B204E9800998ECF8427E"
        assert protocol.digest("message", " ", "digest") == "F96B697D7CB7938D525A2F31AAF161D0"

    def test_openssl_makes_the_same(self) -> None:
        said = subprocess.run(
            ["openssl", "dgst", "-md5", "-r"], input=(RECORDED + SALT).encode(), capture_output=True, check=True
        ).stdout
        assert protocol.digest(RECORDED, SALT) == said.split()[0].decode().upper()


class TestParsePush:
    def test_reads_the_documented_example(self) -> None:
        push = protocol.parse_push(form(DOCUMENTED), SALT)
        assert (push.watch, push.carrier, push.waybill) == (Watch.POLLING, "yuantong", "V030344422")
        assert (push.state, push.is_signed_for) == ("IN_TRANSIT", False)
        assert [track.happened_at for track in push.tracks] == [
            datetime(2012, 8, 27, 15, 22, 42, tzinfo=UTC), datetime(2012, 8, 28, 8, 33, 19, tzinfo=UTC)
        ]  # fmt: skip
        assert {track.state for track in push.tracks} == {"IN_TRANSIT"}

    def test_reads_a_recorded_push(self) -> None:
        push = protocol.parse_push(form(RECORDED), SALT)
        assert [track.state for track in push.tracks] == ["PICKED_UP", "IN_TRANSIT", "IN_TRANSIT"]
        assert push.tracks[0].place == "江苏,苏州市,相城区,北桥"

    @pytest.mark.parametrize(
        ("state", "canonical"),
        [
            ("0", "IN_TRANSIT"), ("1", "PICKED_UP"), ("2", "EXCEPTION"), ("3", "DELIVERED"), ("4", "RETURNED"),
            ("5", "OUT_FOR_DELIVERY"), ("6", "RETURNING"), ("7", "IN_TRANSIT"), ("8", "CUSTOMS"), ("9", None),
            ("10", "CUSTOMS"), ("11", "CUSTOMS"), ("12", "CUSTOMS"), ("13", "CUSTOMS"), ("14", "EXCEPTION"),
            ("501", "AT_PICKUP_POINT"), ("304", "DELIVERED"), ("401", "CANCELLED"), ("", None), ("999", None),
        ],
    )  # fmt: skip
    def test_maps_every_state(self, state: str, canonical: str | None) -> None:
        assert protocol.parse_push(pushed(state), SALT).state == canonical

    def test_reads_the_end_and_the_giving_up(self) -> None:
        end = json.loads(DOCUMENTED) | {"status": "abort", "message": "3天查询无记录"}
        push = protocol.parse_push(form(json.dumps(end, ensure_ascii=False)), SALT)
        assert (push.watch, push.message) == (Watch.ABORT, "3天查询无记录")
        assert protocol.parse_push(pushed("3", ischeck="1"), SALT).is_signed_for

    @pytest.mark.parametrize(
        "sent",
        [
            form(DOCUMENTED, ""), form(DOCUMENTED, "FC273F36839D6BCE769D29CB5426794D"),
            form(DOCUMENTED, protocol.digest(DOCUMENTED)), form(DOCUMENTED, protocol.digest(DOCUMENTED, "other")),
            form(DOCUMENTED, protocol.digest(DOCUMENTED, SALT).lower()),
            form(DOCUMENTED, protocol.digest(DOCUMENTED, SALT)[:-1]), form(DOCUMENTED, "签名"),
            form(DOCUMENTED + " ", protocol.digest(DOCUMENTED, SALT)),
            form(DOCUMENTED.replace('"state":"0"', '"state":"3"'), protocol.digest(DOCUMENTED, SALT)),
            form(DOCUMENTED) + b"&param=%7B%7D", form(DOCUMENTED) + b"&sign=0", b"", b"param=%7B%7D", b"\xff\xfe",
            b"x" * 2_000_000,
        ],
    )  # fmt: skip
    def test_refuses_a_forgery(self, sent: bytes) -> None:
        with pytest.raises(ForgedPush):
            protocol.parse_push(sent, SALT)

    def test_an_empty_salt_signs_nothing(self) -> None:
        with pytest.raises(ForgedPush):
            protocol.parse_push(form(DOCUMENTED, protocol.digest(DOCUMENTED)), "")

    @pytest.mark.parametrize("param", [
        "{}", "[]", "null", "x", '{"status":"polling"}', '{"status":"new","lastResult":{"com":"a","nu":"1"}}',
        '{"status":"polling","lastResult":[]}', '{"status":"polling","lastResult":{"com":"a","nu":"1","data":[{}]}}',
        '{"status":"polling","lastResult":{"com":"a","nu":"1","data":[{"time":"soon","context":"x"}]}}',
    ])  # fmt: skip
    def test_says_when_a_signed_push_cannot_be_read(self, param: str) -> None:
        with pytest.raises(UnreadablePush):
            protocol.parse_push(form(param), SALT)


class TestSubscription:
    def test_has_the_documented_shape(self) -> None:
        made = protocol.subscription(
            carrier="debangkuaidi", waybill="DPK210123456789", callback_url="https://s.example/callbacks/kuaidi100/t/",
            salt=SALT, key="K",
        )  # fmt: skip
        assert made["schema"] == "json"
        assert json.loads(made["param"]) == {
            "company": "debangkuaidi", "number": "DPK210123456789", "key": "K",
            "parameters": {"callbackurl": "https://s.example/callbacks/kuaidi100/t/", "salt": SALT, "resultv2": "4"},
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("code", "accepted", "permanent"),
        [("200", True, False), ("501", True, False), ("500", False, False), ("600", False, True), ("700", False, True)],
    )
    def test_reads_the_codes(self, code: str, *, accepted: bool, permanent: bool) -> None:
        said = protocol.read_subscribed(json.dumps({"result": accepted, "returnCode": code, "message": "m"}).encode())
        assert (said.accepted, said.permanent, said.message) == (accepted, permanent, "m")

    @pytest.mark.parametrize("said", [b"", b"<html>", b"[]", b"null", b"{}"])
    def test_anything_else_is_unknown(self, said: bytes) -> None:
        with pytest.raises(ProviderUnknown):
            protocol.read_subscribed(said)


class TestQuery:
    def test_signs_param_key_customer(self) -> None:
        """As in https://github.com/kuaidi100-api/python-demo code/synquery.py."""
        made = protocol.query(carrier="yuantong", waybill="YT9693083639795", key="K", customer="C")
        expected = hashlib.md5((made["param"] + "K" + "C").encode()).hexdigest().upper()
        assert (made["sign"], made["customer"]) == (expected, "C")

    def test_reads_the_history(self) -> None:
        push = protocol.read_queried(json.dumps(json.loads(RECORDED)["lastResult"]).encode())
        assert (push.waybill, len(push.tracks)) == ("YT6186594166532", 3)

    def test_a_no_may_be_asked_again(self) -> None:
        with pytest.raises(ProviderError) as no:
            protocol.read_queried('{"result":false,"returnCode":"500","message":"查询无结果"}'.encode())
        assert not no.value.permanent

    def test_another_status_is_unknown(self) -> None:
        client = Kuaidi100Client(
            Kuaidi100Config("https://poll.kuaidi100.com/poll", "K"), send=lambda **_: outgoing.Answer(502, {}, b"")
        )
        with pytest.raises(ProviderUnknown):
            client.subscribe(carrier="jd", waybill="JD1", callback_url="https://x.example/", salt=SALT)

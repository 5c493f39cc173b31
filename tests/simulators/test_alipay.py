"""The simulated Alipay, spoken to by the platform's own client."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest

from sourcebridge.kit.errors import ProviderUnknown
from sourcebridge.kit.money import Money
from sourcebridge.payments.adapters.alipay import keys, protocol
from sourcebridge.payments.adapters.alipay.answers import AlipayRefused
from sourcebridge.payments.adapters.alipay.client import AlipayClient
from sourcebridge.payments.adapters.alipay.protocol import PagePay, TradeStatus
from sourcebridge.payments.adapters.contract import ForgedNotice
from sourcebridge.simulators.world import World
from tests.simulators.conftest import APP_KEY, client_for
from tests.simulators.platform import Platform, listening_platform, tell, until

ORDER = PagePay("P2026030100001", Money.of("1960.00", "CNY"), "全棉府绸 200 米", minutes=30)


class Unfollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def get(url: str, data: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Status, address sent on to, and body."""
    opener = urllib.request.build_opener(Unfollowed)
    try:
        with opener.open(url, urlencode(data).encode() if data is not None else None, timeout=5) as answer:
            return answer.status, "", answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("Location") or "", error.read().decode()


@pytest.fixture
def opened(world: World, alipay: AlipayClient) -> str:
    """The buyer stands at the cashier."""
    status, cashier, _ = get(alipay.page_pay(ORDER).url)
    assert (status, cashier) == (303, "/alipay/cashier?out_trade_no=P2026030100001")
    return world.url + cashier


def notice(platform: Platform, alipay: AlipayClient, nth: int = 0) -> protocol.Notice:
    return protocol.parse_notice(platform.notices[nth], alipay.config.keyring, at=datetime.now(UTC))


class TestCashier:
    def test_shows_amount_and_order_in_both_languages(self, opened: str) -> None:
        for language, word in (("zh", "确认付款"), ("en", "Pay another amount")):
            _, _, page = get(f"{opened}&lang={language}")
            assert word in page
            assert "¥1960.00" in page
            assert "P2026030100001" in page
            assert "<script" not in page
            assert "style=" not in page

    def test_the_form_way_opens_it_too(self, world: World, alipay: AlipayClient) -> None:
        redirect = alipay.page_pay(ORDER)
        status, _, _ = get(redirect.action, dict(redirect.fields))
        assert status == 303

    def test_does_not_open_with_a_wrong_signature(self, world: World, alipay: AlipayClient) -> None:
        status, _, page = get(alipay.page_pay(ORDER).url.replace("1960.00", "0.01"))
        assert (status, "isv.invalid-signature" in page) == (400, True)
        assert alipay.query(out_trade_no=ORDER.out_trade_no) is None

    def test_does_not_open_the_same_number_with_another_amount(self, opened: str, alipay: AlipayClient) -> None:
        status, _, page = get(alipay.page_pay(PagePay(ORDER.out_trade_no, Money.of("1", "CNY"), "x")).url)
        assert (status, "CONTEXT_INCONSISTENT" in page) == (400, True)

    def test_a_payment_by_button_notifies_and_leads_back(
        self, opened: str, alipay: AlipayClient, platform: Platform
    ) -> None:
        status, back, _ = get(opened, {"out_trade_no": ORDER.out_trade_no, "choice": "pay"})
        assert status == 303
        assert back.startswith(alipay.config.return_url)
        returned = protocol.parse_return(back.partition("?")[2], alipay.config.keyring, at=datetime.now(UTC))
        assert (returned.out_trade_no, returned.total) == (ORDER.out_trade_no, ORDER.amount)
        until(lambda: len(platform.notices) == 1)
        told = notice(platform, alipay)
        assert told.is_for(alipay.config)
        assert (told.total, told.status) == (ORDER.amount, TradeStatus.TRADE_SUCCESS)
        trade = alipay.query(out_trade_no=ORDER.out_trade_no)
        assert trade is not None
        assert (trade.trade_no, trade.total, trade.paid_at) == (told.trade_no, ORDER.amount, told.paid_at)

    @pytest.mark.parametrize("choice", ["late", "twice", "out_of_order", "wrong_currency", "silent"])
    def test_every_way_to_misbehave_still_pays(self, opened: str, alipay: AlipayClient, choice: str) -> None:
        get(opened, {"out_trade_no": ORDER.out_trade_no, "choice": choice, "late_seconds": "1"})
        for _ in range(3):
            try:
                trade = alipay.query(out_trade_no=ORDER.out_trade_no)
                break
            except ProviderUnknown:
                assert choice == "silent"
        assert trade is not None
        assert trade.status.is_paid

    def test_another_amount_is_what_the_notice_says(
        self, opened: str, alipay: AlipayClient, platform: Platform
    ) -> None:
        get(opened, {"out_trade_no": ORDER.out_trade_no, "choice": "pay_other", "amount": "1959.99"})
        until(lambda: bool(platform.notices))
        assert notice(platform, alipay).total == Money.of("1959.99", "CNY")

    def test_leaving_pays_nothing(self, opened: str, alipay: AlipayClient, platform: Platform) -> None:
        _, back, _ = get(opened, {"out_trade_no": ORDER.out_trade_no, "choice": "leave"})
        trade = alipay.query(out_trade_no=ORDER.out_trade_no)
        assert back == platform.url
        assert trade is not None
        assert trade.status is TradeStatus.WAIT_BUYER_PAY


class TestBehaviour:
    def pay(self, world: World, **said: object) -> None:
        tell(f"{world.url}/control/alipay/pay", {"out_trade_no": ORDER.out_trade_no, **said})

    def test_twice_means_the_same_notice_twice(
        self, opened: str, world: World, alipay: AlipayClient, platform: Platform
    ) -> None:
        tell(f"{world.url}/control/alipay/behaviour", {"times": 2})
        self.pay(world)
        until(lambda: len(platform.notices) == 2)
        assert notice(platform, alipay, 0) == notice(platform, alipay, 1)

    def test_an_unthanked_notice_comes_again_until_success(self, opened: str, world: World, platform: Platform) -> None:
        platform.deaf = 2
        self.pay(world)
        until(lambda: len(platform.notices) == 3)
        time.sleep(0.5)
        assert len(set(platform.notices)) == 1
        assert len(platform.notices) == 3

    def test_a_stale_notice_follows_the_good_one(
        self, opened: str, world: World, alipay: AlipayClient, platform: Platform
    ) -> None:
        self.pay(world, out_of_order=True)
        until(lambda: len(platform.notices) == 2)
        first, stale = (notice(platform, alipay, nth) for nth in (0, 1))
        assert (first.status.is_paid, stale.status) == (True, TradeStatus.WAIT_BUYER_PAY)

    @pytest.mark.parametrize(("said", "total", "seller"), [
        ({"wrong_amount": "0.01"}, Money.of("0.01", "CNY"), "2088000000000000"),
        ({"wrong_currency": "USD"}, Money.of("1960", "USD"), "2088000000000000"),
        ({"wrong_seller": True}, Money.of("1960", "CNY"), "2088999999999999"),
    ])  # fmt: skip
    def test_the_notice_can_say_something_else(
        self, opened: str, world: World, alipay: AlipayClient, platform: Platform, said: dict, total: Money, seller: str
    ) -> None:
        self.pay(world, **said)
        until(lambda: bool(platform.notices))
        told = notice(platform, alipay)
        assert (told.total, told.seller_id) == (total, seller)

    @pytest.mark.parametrize("how", ["other_key", "no_sign", "tampered", "downgraded"])
    def test_a_forged_notice_pays_nothing(
        self, opened: str, world: World, alipay: AlipayClient, platform: Platform, how: str
    ) -> None:
        tell(f"{world.url}/control/alipay/forge", {"out_trade_no": ORDER.out_trade_no, "how": how})
        until(lambda: bool(platform.notices))
        with pytest.raises(ForgedNotice):
            notice(platform, alipay)
        trade = alipay.query(out_trade_no=ORDER.out_trade_no)
        assert trade is not None
        assert not trade.status.is_paid

    def test_silence_and_unknown_then_the_truth(
        self, opened: str, world: World, alipay: AlipayClient, platform: Platform
    ) -> None:
        self.pay(world, drop_notice=True, unknown=2)
        for _ in range(2):
            with pytest.raises(ProviderUnknown):
                alipay.query(out_trade_no=ORDER.out_trade_no)
        trade = alipay.query(out_trade_no=ORDER.out_trade_no)
        assert trade is not None
        assert trade.status.is_paid
        assert platform.notices == []

    def test_a_strange_wish_is_told(self, world: World) -> None:
        with pytest.raises(urllib.error.HTTPError) as error:
            tell(f"{world.url}/control/alipay/behaviour", {"explode": True})
        assert error.value.code == 400


class TestRefund:
    def test_once_per_key_and_not_more_than_was_paid(
        self, opened: str, world: World, alipay: AlipayClient, platform: Platform
    ) -> None:
        tell(f"{world.url}/control/alipay/pay", {"out_trade_no": ORDER.out_trade_no, "drop_notice": True})
        number, part = ORDER.out_trade_no, Money.of("60", "CNY")
        assert alipay.refund(out_trade_no=number, out_request_no="R1", amount=part, reason="少发").changed
        again = alipay.refund(out_trade_no=number, out_request_no="R1", amount=part)
        assert (again.changed, again.total) == (False, part)
        found = alipay.refund_query(out_trade_no=number, out_request_no="R1")
        assert found is not None
        assert found.amount == part
        assert alipay.refund_query(out_trade_no=number, out_request_no="R2") is None
        with pytest.raises(AlipayRefused):
            alipay.refund(out_trade_no=number, out_request_no="R2", amount=ORDER.amount)
        until(lambda: len(platform.notices) == 1)
        told = notice(platform, alipay)
        assert (told.refunded, told.refund_request_no) == (part, "R1")

    def test_done_but_not_said(self, opened: str, world: World, alipay: AlipayClient) -> None:
        tell(f"{world.url}/control/alipay/pay", {"out_trade_no": ORDER.out_trade_no})
        tell(f"{world.url}/control/alipay/behaviour", {"refund_unknown": 1})
        with pytest.raises(ProviderUnknown):
            alipay.refund(out_trade_no=ORDER.out_trade_no, out_request_no="R1", amount=ORDER.amount)
        found = alipay.refund_query(out_trade_no=ORDER.out_trade_no, out_request_no="R1")
        assert found is not None
        assert found.amount == ORDER.amount


class TestClose:
    def test_closes_the_unpaid_only(self, opened: str, world: World, alipay: AlipayClient) -> None:
        assert alipay.close(out_trade_no="P404") is False
        assert alipay.close(out_trade_no=ORDER.out_trade_no) is True
        with pytest.raises(urllib.error.HTTPError) as error:
            tell(f"{world.url}/control/alipay/pay", {"out_trade_no": ORDER.out_trade_no})
        assert error.value.code == 409

    def test_does_not_close_the_paid(self, opened: str, world: World, alipay: AlipayClient) -> None:
        tell(f"{world.url}/control/alipay/pay", {"out_trade_no": ORDER.out_trade_no})
        with pytest.raises(AlipayRefused) as no:
            alipay.close(out_trade_no=ORDER.out_trade_no)
        assert no.value.sub_code == "ACQ.TRADE_STATUS_ERROR"


class TestProcess:
    def test_kill_9_loses_neither_payment_nor_notice(self, tmp_path: Path) -> None:
        (tmp_path / "alipay_app_public.pem").write_text(keys.public_text(APP_KEY))
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        with listening_platform() as platform:
            first = self.run(port, tmp_path, platform.url)
            alipay = client_for(url, tmp_path, platform.url)
            get(alipay.page_pay(ORDER).url)
            tell(f"{url}/control/alipay/pay", {"out_trade_no": ORDER.out_trade_no, "late_seconds": 2})
            first.send_signal(signal.SIGKILL)
            first.wait()
            assert platform.notices == []
            with (tmp_path / "journal.jsonl").open("ab") as journal:
                journal.write(b'[["trades","torn')
            second = self.run(port, tmp_path, platform.url)
            trade = alipay.query(out_trade_no=ORDER.out_trade_no)
            assert trade is not None
            assert trade.status.is_paid
            until(lambda: len(platform.notices) == 1, seconds=8)
            assert notice(platform, alipay).total == ORDER.amount
            second.terminate()
            assert second.wait(timeout=10) == 0

    def run(self, port: int, folder: Path, platform_url: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "sourcebridge.simulators", "--port", str(port), "--data", str(folder)]
        process = subprocess.Popen([*command, "--platform-url", platform_url])

        def up() -> bool:
            try:
                return get(f"http://127.0.0.1:{port}/healthz")[0] == 200
            except OSError:
                return False

        until(up, seconds=15)
        return process

"""People and companies in a real browser: register, second step, passkey, invitation, licence review."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from sourcebridge.audit.models import EventRecord
from sourcebridge.audit.services import deliver
from sourcebridge.clock import queries as clock
from sourcebridge.parties import services
from tests.parties.conftest import CREDIT_CODE, PASSWORD, picture

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def public_url(settings: Any, live_site: str) -> None:
    """Links in mails lead to this test's site."""
    settings.PUBLIC_URL = live_site


def register(page: Page, name: str, email: str) -> None:
    page.get_by_label("您的姓名").fill(name)
    page.get_by_label("邮箱").fill(email)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="注册").click()


def sign_in(page: Page, email: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("邮箱").fill(email)
    page.get_by_label("密码").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="登录", exact=True).click()


def confirm_password(page: Page) -> None:
    page.get_by_role("heading", name="确认访问").wait_for()
    page.get_by_label("密码").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="确认").click()


def sign_out(page: Page) -> None:
    page.goto("/account/logout/")
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button").click()


def open_mail(page: Page, to: str) -> None:
    page.goto(f"/mailbox/?to={to}")
    page.get_by_role("main").get_by_role("table").get_by_role("link").first.click()


def deliver_all() -> None:
    """What the worker would do."""
    for row in EventRecord.objects.order_by("id"):
        deliver(event_id=row.id)


def member(name: str) -> Any:
    return services.register_user(
        email=f"{name}@example.cn", password=PASSWORD, name=name.title(), language="zh-hans", verified=True
    )


class TestRegister:
    def test_registers_verifies_founds_a_company_and_invites(self, page: Page) -> None:
        page.goto("/account/signup/")
        register(page, "林晓", "lin@example.cn")
        page.get_by_role("heading", name="请查看邮箱").wait_for()
        open_mail(page, "lin@example.cn")
        page.locator(".mail-body a").first.click()
        page.get_by_role("main").get_by_role("button").click()
        page.goto("/companies/found/")
        page.get_by_label("公司全称").fill("柯桥源色纺织有限公司")
        page.get_by_label("统一社会信用代码").fill(CREDIT_CODE)
        page.get_by_label("本公司在此销售").check()
        page.get_by_role("button", name="创建公司").click()
        page.get_by_role("heading", name="柯桥源色纺织有限公司").wait_for()
        page.goto("/company/invitations/")
        page.get_by_label("邮箱").fill("mei@example.cn")
        page.get_by_label("销售").check()
        page.get_by_role("button", name="发送邀请").click()
        page.get_by_text("邀请已发出。").wait_for()
        deliver_all()
        sign_out(page)
        open_mail(page, "mei@example.cn")
        page.locator(".mail-body a").first.click()
        page.get_by_role("link", name="注册并接受").click()
        register(page, "梅子", "mei@example.cn")
        page.get_by_role("button", name="接受").click()
        page.goto("/company/members/")
        assert page.get_by_role("row").count() == 3


class TestSecondStep:
    def test_authenticator_app(self, page: Page) -> None:
        member("lin")
        sign_in(page, "lin@example.cn")
        page.goto("/account/2fa/totp/activate/")
        confirm_password(page)
        secret = page.locator("#authenticator_secret").input_value()
        code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
        page.locator("input[name=code]").fill(code)
        page.get_by_role("main").get_by_role("button", name="激活").click()
        page.get_by_role("heading", name="恢复码").wait_for()
        codes = page.locator("#recovery_codes").input_value().split()
        assert len(codes) == 10
        sign_out(page)
        sign_in(page, "lin@example.cn")
        page.locator("input[name=code]").fill(codes[0])
        page.get_by_role("button", name="登录", exact=True).click()
        page.goto("/account/security/")
        assert page.get_by_text("已启用").count() == 2

    def test_passkey(self, page: Page, live_site: str) -> None:
        member("lin")
        page.goto("/account/login/")
        named = page.get_by_role("main").get_by_role("link", name="http://localhost").get_attribute("href")
        assert named == live_site.replace("127.0.0.1", "localhost") + "/account/login/"
        context = page.context.browser.new_context(base_url=live_site.replace("127.0.0.1", "localhost"), locale="zh-CN")  # type: ignore[union-attr]
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        key = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": key})
        sign_in(page, "lin@example.cn")
        page.goto("/account/2fa/webauthn/add/")
        confirm_password(page)
        page.get_by_label("设备名称").fill("笔记本")
        assert page.get_by_label("只用它登录").is_checked()
        page.get_by_role("button", name="添加").click()
        page.get_by_role("heading", name="恢复码").wait_for()
        sign_out(page)
        page.goto("/account/login/")
        page.get_by_role("button", name="用通行密钥登录").click()
        page.wait_for_url("http://localhost:*/companies/found/")
        page.goto("/account/security/")
        assert page.get_by_role("heading", name="登录与安全").is_visible()
        context.close()


class TestLicence:
    def test_goes_from_upload_to_mark(self, page: Page, settings: Any, tmp_path: Path) -> None:
        settings.MEDIA_ROOT = tmp_path
        now = clock.now()
        services.found_platform(by=member("operator"), name="源桥平台", now=now)
        company = services.found_company(by=member("lin"), name="柯桥源色纺织", sells=True, now=now)
        sign_in(page, "lin@example.cn")
        page.goto("/company/licences/new/")
        page.get_by_label("证件上的号码").fill(CREDIT_CODE)
        page.locator("input[type=file]").set_input_files(
            {"name": "执照.png", "mimeType": "image/png", "buffer": picture().getvalue()}
        )
        page.get_by_role("button", name="提交").click()
        page.get_by_text("证件已提交，等待审核。").wait_for()
        sign_out(page)
        sign_in(page, "operator@example.cn")
        page.goto("/operator/licences/")
        page.get_by_role("row").get_by_role("link", name="打开").click()
        page.get_by_role("button", name="开始审核").click()
        page.get_by_label("有效期至").fill("2040-12-31")
        page.get_by_role("button", name="核实通过").click()
        page.get_by_text("没有待审证件").wait_for()
        page.goto(f"/companies/{company.id}/")
        assert "源桥平台" in page.locator(".evidence.verified").inner_text()

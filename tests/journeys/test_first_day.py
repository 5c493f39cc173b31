"""A supplier's first day: from the sign-up page to goods on sale, by keyboard alone, following what the pages say.

The hands are reckoned by the keystroke-level model (Card, Moran and Newell 1980): 0.28 s for a key of an average
typist, 1.35 s to make up one's mind before each field or button, and here 15 s to take in each new page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from stdnum.cn import uscc

from sourcebridge.catalog.models import Product

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KEY, MIND, READ = 0.28, 1.35, 15.0
LIMIT = 600.0
STEM = "91330621MA2DNEW10"
NAME = """() => { const e = document.activeElement;
  if (!e || !e.matches('a, button, input, select, textarea, summary')) return '';
  const label = e.labels && e.labels.length ? e.labels[0].innerText : '';
  return [label, e.getAttribute('aria-label') || '', e.innerText || '', e.name || '', e.href || ''].join(' | '); }"""


class Hands:
    """Someone with a keyboard and no mouse; counts keys, decisions and pages."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys, self.minds, self.pages = page, 0, 0, 0

    @property
    def seconds(self) -> float:
        """How long a person would have taken."""
        return self.keys * KEY + self.minds * MIND + self.pages * READ

    def open(self, address: str) -> None:
        """Type an address: the first page only."""
        self.page.goto(address)
        self.pages += 1

    def press(self, key: str) -> None:
        """One key."""
        self.page.keyboard.press(key)
        self.keys += 1

    def reach(self, *words: str, most: int = 90) -> None:
        """Tab until the focus stands on something that carries one of these words."""
        self.minds += 1
        seen = []
        for _turn in range(most):
            focused: str = self.page.evaluate(NAME)
            if any(word in focused for word in words):
                return
            seen.append(focused)
            self.press("Tab")
        raise AssertionError(f"{words} cannot be reached on {self.page.url}: {seen[-12:]}")

    def fill(self, words: str, text: str) -> None:
        """Type into the field of this label; what stands there is replaced."""
        self.reach(words)
        self.press("Control+a")
        self.page.keyboard.insert_text(text)
        self.keys += len(text) * (2 if any(ord(letter) > 127 for letter in text) else 1)

    def go(self, *words: str, key: str = "Enter") -> None:
        """Press a button or follow a link, and take in the page it leads to."""
        self.reach(*words)
        with self.page.expect_navigation():
            self.press(key)
        self.pages += 1


@pytest.fixture(autouse=True)
def _served(settings: Any, live_site: str, tmp_path: Any) -> None:
    settings.PUBLIC_URL, settings.MEDIA_ROOT = live_site, tmp_path


def test_from_sign_up_to_goods_on_sale(page: Page) -> None:
    page.set_default_timeout(30_000)
    hands = Hands(page)
    hands.open("/")
    hands.go("注册")
    hands.fill("您的姓名", "钱晓")
    hands.fill("邮箱", "qian@example.cn")
    hands.fill("密码", "Keqiao-2026-cloth")
    hands.go("注册")
    hands.open("/mailbox/?to=qian@example.cn")
    hands.go("请验证您的邮箱")
    hands.go("confirm-email")
    hands.go("确认")
    if "/companies/found/" not in page.url:
        hands.go("创建公司", "/companies/found/")
    hands.fill("公司全称", "绍兴晓纱纺织有限公司")
    hands.fill("统一社会信用代码", f"{STEM}{uscc.calc_check_digit(STEM)}")
    hands.reach("本公司在此销售")
    hands.press("Space")
    hands.go("创建公司")
    hands.go("/supplier/goods/")
    hands.go("发布新商品", "/supplier/goods/new/")
    hands.fill("输入商品名称", "春亚纺 300T 消光 羽绒服面料")
    hands.go("查找")
    hands.go("春亚纺")
    hands.fill("中文名称", "春亚纺 300T 消光 羽绒服面料 现货")
    for label, value in (("克重", "75"), ("门幅", "150")):
        hands.fill(label, value)
    hands.reach("涤纶")
    hands.press("Space")
    hands.fill("起购量", "1")
    hands.fill("单价", "6.80")
    hands.go("保存并发布", "发布")
    product = Product.objects.get()
    assert product.state == "PUBLISHED", page.locator("main").inner_text()[:2000]
    print(f"keys {hands.keys}, decisions {hands.minds}, pages {hands.pages}: {hands.seconds:.0f} s by the model")
    assert hands.seconds < LIMIT

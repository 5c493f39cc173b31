"""Sample data of the style guide: every component in every state, in the reader's language."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.utils.translation import get_language

from sourcebridge.kit.money import Money, UnitPrice
from sourcebridge.kit.quantity import Quantity
from sourcebridge.shell import parts

NOW = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)

CLOTHS = [
    (
        "#1f3656",
        "dots",
        "全棉斜纹 32支×32支 130×70 春秋衬衫面料 现货",
        "Cotton twill 32s×32s, 130×70, for spring shirts, in stock",
    ),
    ("#c9b48e", "twill", "春亚纺 210T 消光 防泼水 羽绒服里料", "Pongee 210T, dull, water-repellent, for down linings"),
    ("#e6e0d2", "stripe", "TR 四面弹 西裤面料 290g 抗皱", "TR four-way stretch, 290 g, for trousers"),
    ("#7b2d30", "dots", "雪纺 75D 印花 连衣裙面料 可打样", "Chiffon 75D, printed, for dresses, samples made"),
    (
        "#38573c",
        "check",
        "CVC 60/40 府绸 工装衬衫布 阻燃可选",
        "CVC 60/40 poplin for work shirts, flame-retardant on request",
    ),
    ("#b9cbd9", "plain", "牛仔 10安 弹力 水洗 现货500匹", "Denim 10 oz, stretch, washed, 500 rolls in stock"),
]
PATTERNS = {
    "dots": '<circle cx="10" cy="10" r="3.4"/>',
    "twill": '<path d="M-2 22 22-2M-12 12 12-12M8 32 32 8" stroke-width="3.4" stroke="#fff"/>',
    "stripe": '<rect width="7" height="20"/>',
    "check": '<rect width="8" height="20"/><rect width="20" height="8"/>',
    "plain": "",
}


def say(chinese: str, english: str) -> str:
    """One of the two, by the reader's language."""
    return chinese if (get_language() or "").startswith("zh") else english


def picture(colour: str, pattern: str) -> str:
    """A drawn cloth as a data address."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 320"><defs>'
        '<pattern id="p" width="20" height="20" patternUnits="userSpaceOnUse">'
        f'<g fill="#fff" fill-opacity=".26" stroke-opacity=".22">{PATTERNS[pattern]}</g></pattern></defs>'
        f'<rect width="320" height="320" fill="{colour}"/><rect width="320" height="320" fill="url(#p)"/>'
        '<path d="M0 205c70-34 120 38 200 18s90-38 120-20v117H0z" fill="#000" fill-opacity=".1"/>'
        '<path d="M0 250c60-26 130 34 210 10s80-22 110-12v72H0z" fill="#000" fill-opacity=".14"/></svg>'
    )
    return f"data:image/svg+xml,{quote(drawing)}"


def cny(amount: str) -> Money:
    """Yuan."""
    return Money.of(amount, "CNY")


def per_metre(amount: str) -> UnitPrice:
    """Yuan per metre."""
    return UnitPrice(Decimal(amount), "CNY", "MTR")


def metres(amount: int) -> Quantity:
    """Metres."""
    return Quantity(Decimal(amount), "MTR")


def cards() -> list[parts.ProductCard]:
    """A row and a bit of products."""
    prices = [
        ("12.00", "9.80"),
        ("12.61", "10.34"),
        ("7.63", "6.26"),
        ("8.06", ""),
        ("7.35", "6.03"),
        ("14.61", "11.98"),
    ]
    rows = []
    for (colour, pattern, chinese, english), (first, best) in zip(CLOTHS, prices, strict=True):
        rows.append(
            parts.ProductCard(
                url="#",
                title=say(chinese, english),
                first_price=per_metre(first),
                best_price=per_metre(best) if best else None,
                best_from=metres(200) if best else None,
                minimum=metres(10),
                picture=parts.Picture(picture(colour, pattern)) if pattern != "plain" else None,
                place=say("绍兴柯桥", "Keqiao, Shaoxing"),
                sold=metres(18400),
                promise=say("24 小时发货", "ships in 24 h"),
                mark=say("执照已核验", "licence verified") if best else "",
            )
        )
    return rows


def ladder(chosen: int | None) -> parts.PriceLadder:
    """Three tiers; `inputs` ties the first to the steppers below it."""
    tiers = [parts.Tier(metres(low), per_metre(price)) for low, price in ((10, "12.00"), (50, "10.50"), (200, "9.80"))]
    return parts.PriceLadder(
        tiers, metres(chosen) if chosen else None, inputs="guide" if chosen == 160 else f"none{chosen}"
    )


def deals() -> list[parts.DealHeader]:
    """Four moments of an order."""
    common: dict[str, Any] = {
        "number": "D2611-0418-7",
        "amount": cny("1996.00"),
        "door": say("内贸现货", "Domestic spot"),
        "buyer": say("沙河档口", "Shahe Stall"),
        "supplier": say("绍兴锦纶纺织有限公司", "Shaoxing Jinlun Textile"),
        "amount_note": say("200 米 × ¥9.80 + 运费 ¥36.00", "200 m × ¥9.80 + freight ¥36.00"),
        "summary": say(
            "全棉斜纹 藏青 #19 200 米，德邦发广州海珠", "Cotton twill, navy #19, 200 m, by Deppon to Haizhu, Guangzhou"
        ),
    }
    pay = parts.NextStep(
        what=say("请付款 ¥1,996.00", "Pay ¥1,996.00"),
        yours=True,
        by=NOW + timedelta(minutes=27),
        if_not=say("到时未付，订单关闭，库存放回。", "If unpaid by then the order closes and the stock is free again."),
    )
    ship = parts.NextStep(
        what=say("发货并填写运单号", "Ship and enter the waybill"),
        who=say("绍兴锦纶", "Jinlun"),
        tone="neutral",
        by=NOW + timedelta(hours=20),
        if_not=say("晚发自动赔 5%。", "Late dispatch pays 5 % by itself."),
    )
    late = parts.NextStep(
        what=say("今天内发货", "Ship today"),
        yours=True,
        tone="harm",
        by=NOW - timedelta(hours=3),
        if_not=say("已晚发，赔付 ¥98.00 已记账。", "Dispatch is late; ¥98.00 compensation is booked."),
    )
    return [
        parts.DealHeader(state=say("待付款", "Waiting for payment"), next=pay, **common),
        parts.DealHeader(state=say("已付款，待发货", "Paid, to be shipped"), next=ship, **common),
        parts.DealHeader(state=say("逾期未发货", "Dispatch overdue"), next=late, tone="harm", **common),
        parts.DealHeader(state=say("交易完成", "Completed"), tone="good", **common),
    ]


def timeline() -> list[parts.TimelineEntry]:
    """A spot order from placing to release."""
    hour = timedelta(hours=1)
    entry = parts.TimelineEntry
    return [
        entry(
            NOW - 30 * hour,
            say("下单，条款已固定", "Order placed, terms fixed"),
            say("陈姐", "Ms Chen"),
            detail="hash 8c1f…e07a",
            link=parts.Link(say("查看条款", "terms"), "#"),
        ),
        entry(
            NOW - 29 * hour,
            say("支付宝付款，进入担保账户", "Paid by Alipay into escrow"),
            say("陈姐", "Ms Chen"),
            money=cny("1996.00"),
        ),
        entry(
            NOW - 9 * hour,
            say("德邦揽收，运单 DPK364829910", "Collected by Deppon, waybill DPK364829910"),
            say("锦纶 李经理", "Mr Li, Jinlun"),
            link=parts.Link(say("物流", "tracking"), "#"),
        ),
        entry(NOW - hour, say("派送失败，改明日送", "Delivery failed, again tomorrow"), tone="due"),
        entry(NOW + 20 * hour, say("签收", "Delivery"), done=False),
        entry(
            None,
            say("自动确认收货，货款放给供应商", "Receipt confirms itself, money goes to the supplier"),
            done=False,
            approximately=say("签收后 10 天", "10 days later"),
            money=None,
        ),
    ]


def money_box(paid: str, held: str, released: str, refunded: str, *, lines: bool = False) -> parts.MoneyBox:
    """A box of ¥1,996.00."""
    ledger = [
        parts.LedgerLine(
            NOW - timedelta(hours=29), say("支付宝付款", "Paid by Alipay"), cny("1996.00"), "PI-2611-0091"
        ),
        parts.LedgerLine(
            NOW - timedelta(hours=2), say("放款给供应商", "Released to supplier"), cny("-1500.00"), "RL-2611-0044"
        ),
        parts.LedgerLine(
            NOW - timedelta(hours=2), say("退款给买家", "Refunded to buyer"), cny("-196.00"), "RF-2611-0007"
        ),
    ]
    return parts.MoneyBox(cny("1996.00"), cny(paid), cny(held), cny(released), cny(refunded), ledger if lines else ())


def evidence() -> list[parts.Evidence]:
    """The five states of a claim."""
    mark = parts.Evidence
    return [
        mark(
            say("营业执照", "Business licence"),
            "verified",
            say("平台", "the platform"),
            date(2026, 6, 2),
            date(2027, 6, 2),
        ),
        mark("OEKO-TEX", "lapsed", "TESTEX", date(2025, 10, 1), date(2026, 10, 1)),
        mark("ISO 9001", "pending"),
        mark(say("出口许可", "Export permit"), "refused", note=say("照片看不清", "photo unreadable")),
        mark(say("年产 800 万米", "8 million m a year"), "claimed"),
    ]


def documents() -> list[parts.Document]:
    """Documents in several states."""
    return [
        parts.Document(say("订单条款", "Order terms"), say("双方同意", "agreed"), "#", "#", "v2", NOW, "good"),
        parts.Document(say("送货单", "Delivery note"), say("已开", "issued"), "#", "#", "v1", NOW, "good"),
        parts.Document(say("增值税发票", "VAT invoice"), say("草稿", "draft"), "#", tone="due"),
        parts.Document(say("签收回单", "Proof of delivery"), note=say("签收后", "after delivery")),
    ]


def jobs() -> list[parts.Job]:
    """A job in each state."""
    title = say("导入商品", "Import of goods")
    return [
        parts.Job(title, "waiting"),
        parts.Job(title, "running", 412, 1284, 3, 95, Decimal("9.1"), cancel_url="#", failures_url="#"),
        parts.Job(
            title, "done", 1284, 1284, 3, failures_url="#", result=parts.Link(say("查看商品", "see the goods"), "#")
        ),
        parts.Job(
            title,
            "failed",
            412,
            1284,
            note=say(
                "文件第 413 行读不出。改好后再传一次。", "Row 413 cannot be read. Mend it and send the file again."
            ),
        ),
    ]


def approvals() -> list[parts.Approval]:
    """The three situations of two persons."""
    what, who = say("付款文件 PF-2611-03，¥48,210.00", "Payout file PF-2611-03, ¥48,210.00"), say("周会计", "Ms Zhou")
    return [
        parts.Approval(what, who, NOW - timedelta(hours=1), may_approve=True, approve_url="#", refuse_url="#"),
        parts.Approval(
            what,
            who,
            NOW - timedelta(hours=1),
            why_not=say("您自己提的，须由另一人批。", "You asked for it; somebody else must approve."),
        ),
        parts.Approval(what, who, NOW - timedelta(hours=3), say("王主任", "Mr Wang"), NOW - timedelta(hours=1)),
    ]


def stats() -> list[parts.Stat]:
    """A supplier's morning."""
    return [
        parts.Stat(say("待发货", "To ship"), 12, say("3 单今天到期", "3 due today"), "#", "due"),
        parts.Stat(say("担保中", "In escrow"), cny("48210.00"), say("23 单", "23 orders")),
        parts.Stat(say("可提现", "Payable"), cny("12904.50"), tone="good"),
        parts.Stat(say("可售", "Available"), metres(4640)),
    ]


def chrome() -> parts.Chrome:
    """A signed-in frame with every part shown."""
    return parts.Chrome(
        operator_name=say(
            "绍兴轻纺城产业带 · 柯桥面料协会运营", "Shaoxing textile belt · run by Keqiao Fabric Association"
        ),
        doors=(parts.NavItem(say("内贸现货", "Domestic spot"), "#", True),),
        person_name=say("陈姐", "Ms Chen"),
        company_name=say("沙河档口", "Shahe Stall"),
        companies=(
            parts.Choice("1", say("沙河档口", "Shahe Stall"), True),
            parts.Choice("2", say("十三行门店", "Shisanhang Shop")),
        ),
        company_switch_url="#",
        account_links=(parts.Link(say("安全与登录", "Security and sign-in"), "#"),),
        sign_out_url="#",
        cart_url="#",
        cart_count=2,
        orders_url="#",
        orders_count=1,
    )


def nav() -> tuple[parts.NavItem, ...]:
    """A supplier's workbench row."""
    return (
        parts.NavItem(say("概况", "Overview"), "#", True),
        parts.NavItem(say("商品", "Goods"), "#"),
        parts.NavItem(say("订单", "Orders"), "#", count=12),
        parts.NavItem(say("货款", "Money"), "#"),
    )

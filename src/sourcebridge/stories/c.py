"""Story C: a Guangzhou stall owner buys 200 m of Shaoxing fabric, 24 h dispatch by Deppon, closed in three days."""

from __future__ import annotations

from decimal import Decimal

from sourcebridge.stories import cast
from sourcebridge.stories.script import Step, Story
from sourcebridge.stories.stage import Stage, StoryFailed

FABRIC = {
    "handle": "cotton-twill-32s",
    "titles": {"zh-hans": "全棉斜纹布 32支", "en": "Cotton twill 32s"},
    "unit": "MTR",
    "category": "fabric-woven-twill",
    "dispatch_hours": 24,
    "option_names": ["颜色"],
    "attributes": {"weight": ["220"], "width": ["150"], "composition": ["cotton"]},
    "tiers": [
        {"min_quantity": "1", "unit_price": "12.00"},
        {"min_quantity": "50", "unit_price": "10.50"},
        {"min_quantity": "200", "unit_price": "9.80"},
    ],
    "skus": [{"options": [["颜色", "藏青"]], "code": "TW32-01", "weight_g": "330"}],
}
TOTAL, COMMISSION, DUE = Decimal("2147.00"), Decimal("12.88"), Decimal("2134.12")


def publish(stage: Stage) -> None:
    """The product goes on sale, 5,000 m come into stock."""
    made = stage.call("supplier", "POST", "/products", FABRIC)
    stage.call("supplier", "POST", f"/products/{made['id']}/publish")
    listed = stage.call("", "GET", "/goods?q=twill" if stage.language == "en" else "/goods?q=斜纹")["items"]
    sku = listed[0]["sku_ids"][0]
    stage.call("supplier", "POST", "/stock/receive", {"sku_id": sku, "quantity": {"amount": "5000", "unit": "MTR"}})
    stage.watched_sku, stage.received = sku, Decimal(5000)


def preview(stage: Stage) -> None:
    """200 m cost 9.80 each, 66 kg by Deppon to Guangdong cost 187.00."""
    lines = [{"sku": stage.watched_sku, "quantity": "200"}]
    (seen,) = stage.call("buyer", "POST", "/orders/preview", {"lines": lines, "province": "44"})
    total, goods = Decimal(seen["total"]["amount"]), Decimal(seen["goods"]["amount"])
    if not seen["ready"] or (goods, total) != (Decimal("1960.00"), TOTAL):
        raise StoryFailed(f"preview says {goods} + freight = {total}: {seen['problem']}")
    stage.kept["seen"] = seen["hash"]


def _place(stage: Stage, *, pay: bool) -> None:
    body = {"lines": [{"sku": stage.watched_sku, "quantity": "200"}], "carrier": "debangkuaidi",
            "preview_hash": stage.kept["seen"], "pay_from_balance": pay}  # fmt: skip
    cast.watch(stage, stage.call("buyer", "POST", "/orders", body))


def place(stage: Stage) -> None:
    """Order without paying yet."""
    _place(stage, pay=False)
    cast.state_is(stage, "AWAITING_PAYMENT")


def place_and_pay(stage: Stage) -> None:
    """One call: order and pay from the balance."""
    _place(stage, pay=True)
    cast.state_is(stage, "AWAITING_DISPATCH")


def pay_by_alipay(stage: Stage) -> None:
    """The buyer goes to the cashier; Alipay's signed notice settles the payment."""
    payment = stage.kept["order"]["payment"]
    started = stage.call("buyer", "POST", f"/payments/{payment['id']}/start", {"provider": "ALIPAY"})
    cashier = stage.http.get(started["redirect_url"], follow_redirects=True)
    trade = cashier.url.params.get("out_trade_no", "")
    if not trade:
        raise StoryFailed(f"the cashier did not open: {cashier.status_code} {cashier.text[:300]}")
    stage.outside("/control/alipay/pay", {"out_trade_no": trade})
    cast.state_is(stage, "AWAITING_DISPATCH")


def ship(stage: Stage) -> None:
    """Everything in one parcel."""
    stage.kept["waybill"] = "DPK364058019901"
    body = {"carrier": "debangkuaidi", "waybill": stage.kept["waybill"]}
    stage.call("supplier", "POST", f"/orders/{stage.watched_order}/ship", body)
    stage.shipped = Decimal(200)
    cast.state_is(stage, "DISPATCHED")


def delivered(stage: Stage) -> None:
    """The carrier's last scan makes the order delivered."""
    cast.push("3")(stage)
    cast.state_is(stage, "DELIVERED")


def confirm(stage: Stage) -> None:
    """Money goes to the supplier, less the commission."""
    stage.call("buyer", "POST", f"/orders/{stage.watched_order}/confirm", {})
    cast.state_is(stage, "COMPLETED")


def payout_account(stage: Stage) -> None:
    """The supplier names its bank account, the operator verifies it."""
    body = {"holder": "绍兴锦纶纺织有限公司", "bank": "绍兴银行柯桥支行", "number": "6228480330123450018"}
    account = stage.call("supplier", "POST", "/payout-account", body)
    stage.call("operator", "POST", f"/desk/payout-accounts/{account['id']}/verify")


def ask_payout(stage: Stage) -> None:
    """All of it."""
    stage.call("supplier", "POST", "/payouts", {"amount": cast.yuan(DUE)})


def bank_file(stage: Stage) -> None:
    """The operator makes the file and may not settle it too."""
    made = stage.call("operator", "POST", "/desk/payout-files", {"encoding": "utf-8"})
    if made["rows"] != 1 or Decimal(made["total"]["amount"]) != DUE:
        raise StoryFailed(f"the bank file holds {made['rows']} rows over {made['total']}")
    stage.kept["file"] = made["id"]


def same_person(stage: Stage) -> None:
    """Two persons are needed."""
    stage.refused("operator", "POST", f"/desk/payout-files/{stage.kept['file']}/settle")


def settle(stage: Stage) -> None:
    """The second person settles."""
    stage.call("finance", "POST", f"/desk/payout-files/{stage.kept['file']}/settle")


def statements(stage: Stage) -> None:
    """What the buyer paid = what the supplier got + the commission, to the cent."""
    if TOTAL != DUE + COMMISSION:
        raise StoryFailed("the story's own figures do not add up")
    (owed,) = [s for s in stage.call("supplier", "GET", "/statements/supplier") if s["lines"]]
    changes = [Decimal(line["change"]["amount"]) for line in owed["lines"]]
    if sum(changes) != 0 or DUE not in changes:
        raise StoryFailed(f"the supplier's statement says {changes}")
    trial = stage.call("operator", "GET", "/books")["trial_balance"]
    earned = sum(Decimal(row["balance"]["amount"]) for row in trial if row["account"].startswith("commission"))
    if earned != COMMISSION:
        raise StoryFailed(f"commission is {earned}")
    paid = stage.call("buyer", "GET", f"/orders/{stage.watched_order}")["money"]
    if Decimal(paid["paid"]["amount"]) != TOTAL or Decimal(paid["released"]["amount"]) != TOTAL:
        raise StoryFailed(f"the order's money says {paid}")


def _hours(count: int) -> Step:
    return Step("clock", f"{count} hours pass", f"过了 {count} 小时", lambda stage: stage.advance(hours=count))


_BEFORE = (
    Step("operator", "founds the platform", "开通平台", cast.found_platform),
    Step("operator", "invites a second person for payouts, who accepts", "邀请第二人管出款，对方接受",
         cast.second_person),
    Step("supplier", "registers and founds Shaoxing Jinlun Textile", "注册并创建绍兴锦纶纺织", cast.factory),
    Step("supplier", "submits the business licence", "提交营业执照", cast.submit_licence),
    Step("operator", "reads and approves the licence", "审核通过营业执照", cast.review_licence),
    Step("supplier", "publishes cotton twill, 1: 12.00, 50: 10.50, 200: 9.80, and takes 5,000 m into stock",
         "发布全棉斜纹布，1 米 12.00、50 米 10.50、200 米 9.80，入库 5,000 米", publish, on_hand="5000", free="5000"),
    Step("supplier", "sets Deppon's freight", "设置德邦运费", cast.freight),
    Step("buyer", "registers and founds the stall at Shahe", "注册并创建沙河档口", cast.stall),
)  # fmt: skip
_AFTER = (
    _hours(5),
    Step("supplier", "ships 200 m by Deppon within the 24 h promise", "24 小时内德邦发货 200 米", ship,
         held="2147.00", on_hand="4800", free="4800"),
    Step("carrier", "picks the parcel up", "德邦揽收", cast.push("1")),
    _hours(22),
    Step("carrier", "is on the way", "运输中", cast.push("0")),
    _hours(24),
    Step("carrier", "delivers, signed for", "签收", delivered, held="2147.00"),
    _hours(2),
    Step("buyer", "confirms receipt; 2,134.12 for the supplier, 12.88 commission",
         "确认收货；供应商得 2,134.12，佣金 12.88", confirm, held="0", payable="2134.12"),
    Step("supplier", "names its bank account, which the operator verifies", "填写收款账户，平台核验", payout_account),
    Step("supplier", "asks for the payout", "申请提现", ask_payout),
    Step("operator", "makes the bank file", "生成银行付款文件", bank_file),
    Step("operator", "may not settle their own file: refused", "不能结清自己生成的文件：被拒", same_person),
    Step("finance", "settles the file as the second person", "第二人结清付款文件", settle, payable="0"),
    Step("operator", "reads the statements: paid 2,147.00 = 2,134.12 + 12.88", "对账：实付 2,147.00 = 2,134.12 + 12.88",
         statements),
)  # fmt: skip

STORY = Story(
    "C", "Story C. Shaoxing fabric, domestic, paid from the balance", "故事 C：绍兴面料内贸，余额支付",
    (
        *_BEFORE,
        Step("buyer", "transfers 3,000.00; the operator finds it on the bank's statement",
             "转账 3,000.00，平台在银行流水中认领", cast.top_up("3000.00")),
        Step("buyer", "looks at 200 m: 1,960.00 + 187.00 freight", "试算 200 米：1,960.00 + 运费 187.00", preview),
        Step("buyer", "orders and pays from the balance in one call", "下单并用余额支付", place_and_pay,
             held="2147.00", payable="0", on_hand="5000", free="4800"),
        *_AFTER,
    ),
)  # fmt: skip
BY_ALIPAY = Story(
    "C-alipay", "Story C. Shaoxing fabric, domestic, paid by Alipay", "故事 C：绍兴面料内贸，支付宝支付",
    (
        *_BEFORE,
        Step("buyer", "looks at 200 m: 1,960.00 + 187.00 freight", "试算 200 米：1,960.00 + 运费 187.00", preview),
        Step("buyer", "orders; 200 m are reserved", "下单，锁定 200 米", place, held="0", on_hand="5000", free="4800"),
        Step("alipay", "takes 2,147.00 at its cashier and tells the platform", "收银台收款 2,147.00 并通知平台",
             pay_by_alipay, held="2147.00", payable="0", free="4800"),
        *_AFTER,
    ),
)  # fmt: skip

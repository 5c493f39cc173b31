"""What the screens say, in both languages."""

WORDS: dict[str, tuple[str, str]] = {
    "simulator": ("模拟器", "Simulator"),
    "no_real_money": (
        "这是演示用的模拟器：没有真实资金，也没有真实包裹。",
        "A simulator for demos: no real money, no real parcels.",
    ),
    "alipay": ("支付宝收银台（模拟）", "Alipay cashier (simulated)"),
    "alipay_about": (
        "按支付宝电脑网站支付的签名协议收款、通知、退款。",
        "Takes payments, notifies and refunds by Alipay's signed page-pay protocol.",
    ),
    "kuaidi100": ("快递100（模拟）", "kuaidi100 tracker (simulated)"),
    "kuaidi100_about": (
        "接受运单订阅，按推送协议回传物流轨迹。",
        "Takes subscriptions to waybills and pushes what happens to parcels.",
    ),
    "back": ("返回平台", "Back to the platform"),
    "amount": ("应付金额", "Amount due"),
    "paid_amount": ("实付金额", "Amount paid"),
    "order": ("商户订单号", "Merchant's number"),
    "trade_no": ("支付宝交易号", "Alipay's number"),
    "subject": ("商品", "For"),
    "status": ("状态", "State"),
    "pay": ("确认付款", "Pay"),
    "pay_other": ("付另一个金额", "Pay another amount"),
    "other_amount": ("另一个金额（元）", "Another amount (yuan)"),
    "leave": ("关闭窗口，不付款", "Close the window without paying"),
    "misbehave": ("制造异常", "Misbehave"),
    "misbehave_about": (
        "付款照常成功，但通知会出问题。用来看平台如何应对。",
        "The payment succeeds but the notice goes wrong. See how the platform copes.",
    ),
    "late": ("通知迟到", "Notice comes late"),
    "seconds": ("秒数", "Seconds"),
    "twice": ("通知发两次", "Notice comes twice"),
    "out_of_order": ("通知乱序", "Notices out of order"),
    "wrong_currency": ("通知写成美元", "Notice says US dollars"),
    "silent": ("悄悄付款：无通知，查询先答“未知”", "Paid in silence: no notice, the first answers say nothing"),
    "forge": ("只发伪造通知，不付款", "Send a forged notice, do not pay"),
    "forged_sent": (
        "伪造的通知已发出，这笔交易仍未付款。",
        "The forged notice is on its way; the trade is still unpaid.",
    ),
    "trades": ("交易", "Trades"),
    "notices": ("通知", "Notices"),
    "no_trades": (
        "还没有交易。从平台的付款页进入收银台。",
        "No trade yet. Come here from a payment page of the platform.",
    ),
    "resend": ("重发通知", "Send the notice again"),
    "open_cashier": ("打开收银台", "Open the cashier"),
    "WAIT_BUYER_PAY": ("等待付款", "Waiting for payment"),
    "TRADE_SUCCESS": ("付款成功", "Paid"),
    "TRADE_CLOSED": ("交易关闭", "Closed"),
    "not_open": ("这笔交易不能再付款。", "This trade takes no payment any more."),
    "refused": ("收银台没有打开", "The cashier did not open"),
    "refunded": ("已退款", "Refunded"),
    "parcels": ("运单", "Parcels"),
    "no_parcels": (
        "还没有订阅。供应商发货后，运单会出现在这里。",
        "No subscription yet. Once a supplier ships, its waybill appears here.",
    ),
    "carrier": ("快递公司", "Carrier"),
    "waybill": ("运单号", "Waybill"),
    "events": ("轨迹", "Events"),
    "none_yet": ("暂无轨迹", "Nothing yet"),
    "picked_up": ("已揽收", "Picked up"),
    "in_transit": ("运输中", "In transit"),
    "out_for_delivery": ("派送中", "Out for delivery"),
    "delivered": ("已签收", "Delivered"),
    "problem": ("异常", "Problem"),
    "polling": ("监控中", "Watched"),
    "shutdown": ("已结束", "Ended"),
    "abort": ("已中止", "Given up"),
    "WAITING": ("待发送", "Waiting"),
    "DONE": ("已确认", "Acknowledged"),
    "GIVEN_UP": ("已放弃", "Given up"),
    "tries": ("次", "tries"),
}


def say(key: str, language: str) -> str:
    """One phrase in a language."""
    zh, en = WORDS[key]
    return zh if language == "zh" else en

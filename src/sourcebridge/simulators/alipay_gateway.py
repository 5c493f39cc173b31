"""The gateway of the simulated Alipay: checks the merchant's signature, answers signed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sourcebridge.simulators import rsa2
from sourcebridge.simulators.alipay_trades import CONFLICT, Trades
from sourcebridge.simulators.journal import Row
from sourcebridge.simulators.web import Fault, Request, Response

Fields = dict[str, Any]


class Refusal(Exception):
    """A business no in Alipay's words."""

    def __init__(self, code: str, sub_code: str, sub_msg: str = "") -> None:
        super().__init__(sub_code)
        self.fields = {"code": code, "msg": _NAMES.get(code, ""), "sub_code": sub_code, "sub_msg": sub_msg or sub_code}


_NAMES = {"10000": "Success", "20000": "Service Currently Unavailable", "40002": "Invalid Arguments",
          "40004": "Business Failed"}  # fmt: skip


class Gateway:
    """Five methods: page pay (a page), query, refund, refund query, close."""

    def __init__(self, trades: Trades, folder: Path) -> None:
        self.trades = trades
        self._merchant = folder / "alipay_app_public.pem"
        self._methods: dict[str, Callable[[Fields], Fields]] = {
            "alipay.trade.query": self._query,
            "alipay.trade.refund": self._refund,
            "alipay.trade.fastpay.refund.query": self._refund_query,
            "alipay.trade.close": self._close,
        }

    def params(self, request: Request) -> dict[str, str]:
        """The parameters of a call, wherever they stand."""
        return {**request.query, **(request.form if request.method == "POST" else {})}

    def cashier(self, params: dict[str, str]) -> Row:
        """Open the trade of a page pay; Refusal or Fault when the call is not in order."""
        self._check(params)
        content = json.loads(params["biz_content"])
        if content.get("product_code") != "FAST_INSTANT_TRADE_PAY":
            raise Refusal("40002", "isv.invalid-parameter", "product_code")
        notify_url, return_url = params.get("notify_url", ""), params.get("return_url", "")
        return self.trades.open(content, notify_url=notify_url, return_url=return_url)

    def answer(self, params: dict[str, str]) -> Response:
        """The signed answer of every other method."""
        method = params.get("method", "")
        try:
            self._check(params)
            call = self._methods.get(method)
            if call is None:
                raise Refusal("40002", "isv.invalid-method")
            fields: Fields = {"code": "10000", "msg": "Success", **call(json.loads(params["biz_content"]))}
        except Refusal as refusal:
            fields = refusal.fields
        except (ValueError, KeyError) as error:
            fields = Refusal("40002", "isv.invalid-parameter", str(error)).fields
        return self._signed(method, fields)

    def _signed(self, method: str, fields: Fields) -> Response:
        raw = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")
        signature = rsa2.sign(raw.encode(), self.trades.key)
        body = f'{{"{method.replace(".", "_")}_response":{raw},"sign":"{signature}"}}'
        return Response(body.encode(), kind="text/html;charset=utf-8")

    def _check(self, params: dict[str, str]) -> None:
        if not self._merchant.exists():
            raise Refusal("40002", "isv.missing-signature-key", "the platform has not deposited alipay_app_public.pem")
        if params.get("app_id") != self.trades.app_id:
            raise Refusal("40002", "isv.invalid-app-id")
        if params.get("sign_type") != "RSA2" or params.get("charset", "").lower() != "utf-8":
            raise Refusal("40002", "isv.invalid-signature-type")
        content = rsa2.text_of(params, {"sign"})
        if not rsa2.is_from(content, params.get("sign", ""), self._merchant.read_bytes()):
            raise Refusal("40002", "isv.invalid-signature")

    def _trade(self, content: Fields) -> Row:
        row = self.trades.find(str(content.get("out_trade_no", "")))
        if row is None:
            raise Refusal("40004", "ACQ.TRADE_NOT_EXIST", "交易不存在")
        return row

    def _query(self, content: Fields) -> Fields:
        row = self._trade(content)
        if self.trades.spend(row["out_trade_no"], "unknown"):
            raise Refusal("20000", "isp.unknow-error", "系统繁忙")
        told = {"out_trade_no": row["out_trade_no"], "trade_no": row["trade_no"], "trade_status": row["status"],
                "total_amount": row["total"], "buyer_logon_id": "bui***@example.com"}  # fmt: skip
        return {**told, **({"send_pay_date": row["paid_at"]} if row["paid_at"] else {})}

    def _refund(self, content: Fields) -> Fields:
        row, request_no = self._trade(content), str(content.get("out_request_no") or content["out_trade_no"])
        behaviour = self.trades.behaviour()
        if behaviour.refund_refused:
            raise Refusal("40004", "ACQ.SELLER_BALANCE_NOT_ENOUGH", "卖家余额不足")
        try:
            row, moved = self.trades.refund(row["out_trade_no"], request_no, str(content["refund_amount"]))
        except Fault as fault:
            if fault.status == CONFLICT:
                raise Refusal("40004", str(fault)) from fault
            raise Refusal("40002", "isv.invalid-parameter", str(fault)) from fault
        if moved and behaviour.refund_unknown:
            raise Refusal("20000", "isp.unknow-error", "系统繁忙")
        return {"out_trade_no": row["out_trade_no"], "trade_no": row["trade_no"],
                "refund_fee": f"{self.trades.refunded(row):.2f}", "fund_change": "Y" if moved else "N",
                "gmt_refund_pay": row["refund_at"]}  # fmt: skip

    def _refund_query(self, content: Fields) -> Fields:
        row, request_no = self._trade(content), str(content["out_request_no"])
        if request_no not in row["refunds"]:
            return {}
        return {"out_trade_no": row["out_trade_no"], "trade_no": row["trade_no"], "out_request_no": request_no,
                "refund_status": "REFUND_SUCCESS", "refund_amount": row["refunds"][request_no],
                "total_amount": row["total"]}  # fmt: skip

    def _close(self, content: Fields) -> Fields:
        row = self._trade(content)
        try:
            row = self.trades.close(row["out_trade_no"])
        except Fault as fault:
            raise Refusal("40004", str(fault), "交易状态不合法") from fault
        return {"out_trade_no": row["out_trade_no"], "trade_no": row["trade_no"]}

"""The simulated kuaidi100: subscriptions, histories of parcels, signed pushes."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from sourcebridge.simulators.journal import Journal, Row
from sourcebridge.simulators.moment import BEIJING, Moment
from sourcebridge.simulators.outbox import Outbox
from sourcebridge.simulators.web import Fault

PARCELS = "parcels"
NOT_FOUND = 404
STATES = {
    "1": ("揽收", "【义乌市】快递员已揽收"),
    "0": ("在途", "【杭州转运中心】已发往下一站"),
    "5": ("派件", "【收件城市】快递员正在派送"),
    "501": ("投柜或驿站", "已投入快递柜，请凭取件码取件"),
    "3": ("签收", "已签收，签收人：本人"),
    "2": ("疑难", "【派件网点】联系不上收件人，稍后再派"),
    "6": ("退回", "快件正在退回发件人"),
    "4": ("退签", "发件人已签收退回的快件"),
    "14": ("拒签", "收件人拒收"),
}


def md5(*parts: str) -> str:
    """MD5 as upper-case hex."""
    return hashlib.md5("".join(parts).encode("utf-8"), usedforsecurity=False).hexdigest().upper()


class Kuaidi100:
    """Keeps one row per carrier and waybill: who wants to know, and what has happened."""

    def __init__(self, journal: Journal, outbox: Outbox, moment: Moment, *, key: str, customer: str) -> None:
        self.journal, self.outbox, self.moment = journal, outbox, moment
        self._key, self._customer = key, customer

    def all(self) -> list[Row]:
        """All subscriptions, the newest first."""
        return self.journal.rows(PARCELS)[::-1]

    def subscribe(self, form: dict[str, str]) -> dict[str, Any]:
        """Answer a subscription with kuaidi100's codes."""
        try:
            param = json.loads(form["param"])
            parameters = param["parameters"]
            company, number = param["company"], param["number"]
            callback, salt = parameters["callbackurl"], parameters.get("salt", "")
        except (KeyError, ValueError, TypeError):
            return {"result": False, "returnCode": "400", "message": "提交的数据不完整"}
        if form.get("schema") != "json" or not callback.startswith(("http://", "https://")):
            return {"result": False, "returnCode": "400", "message": "提交的数据不完整"}
        if param.get("key") != self._key:
            return {"result": False, "returnCode": "600", "message": "您不是合法的订阅者（即授权Key出错）"}
        with self.journal.lock:
            if self.journal.get(PARCELS, _id(company, number)):
                return {"result": False, "returnCode": "501", "message": "重复订阅"}
            row: Row = {"com": company, "nu": number, "callback": callback, "salt": salt, "data": [], "state": "",
                        "status": "polling", "asked_at": self.moment.beijing()}  # fmt: skip
            self.journal.put(PARCELS, _id(company, number), row)
        return {"result": True, "returnCode": "200", "message": "提交成功"}

    def query(self, form: dict[str, str]) -> dict[str, Any]:
        """Answer a query; the signature is checked."""
        param = form.get("param", "")
        if form.get("sign") != md5(param, self._key, self._customer):
            return {"result": False, "returnCode": "503", "message": "验证签名失败"}
        asked = json.loads(param)
        row = self.journal.get(PARCELS, _id(asked.get("com", ""), asked.get("num", "")))
        if row is None or not row["data"]:
            return {"result": False, "returnCode": "500", "message": "查询无结果，请隔段时间再查"}
        return self._result(row)

    def push(self, said: dict[str, Any]) -> Row:
        """Something happened to a parcel; push the history. A Fault when nobody subscribed.

        Said: com, nu, state, context?, time? (Beijing "Y-m-d H:M:S"), late_seconds?, times?, out_of_order?, forged?,
        abort?. An out-of-order event is a day older than the last one.
        """
        state = str(said.get("state", "0"))
        with self.journal.lock:
            row = self.journal.get(PARCELS, _id(str(said.get("com", "")), str(said["nu"]))) or self._by_number(said)
            if said.get("abort"):
                row |= {"status": "abort"}
            else:
                self._happen(row, state, said)
            message = "3天查询无记录" if row["status"] == "abort" else STATES.get(state, ("",))[0]
            param = json.dumps(
                {"status": row["status"], "billstatus": "check" if row["status"] == "shutdown" else "got",
                 "message": message, "autoCheck": "0", "comOld": "", "comNew": "", "lastResult": self._result(row)},
                ensure_ascii=False, separators=(",", ":"),
            )  # fmt: skip
            salt = "somebody-else" if said.get("forged") else row["salt"]
            fields = {"sign": md5(param, salt), "param": param}
            late, times = float(said.get("late_seconds", 0)), max(1, int(said.get("times", 1)))
            about, retry = _id(row["com"], row["nu"]), not said.get("forged")
            messages = [
                self.outbox.draft(row["callback"], fields, about=about, late=late + nth, retry=retry)
                for nth in range(times)
            ]
            kept = [] if said.get("forged") else [(PARCELS, about, row)]
            self.journal.put_all([*kept, *messages])
        self.outbox.wake()
        return row

    def _by_number(self, said: dict[str, Any]) -> Row:
        found = [row for row in self.journal.rows(PARCELS) if row["nu"] == str(said["nu"])]
        if said.get("com") or len(found) != 1:
            raise Fault(f"nobody subscribed to {said['nu']}", NOT_FOUND)
        return found[0]

    def _happen(self, row: Row, state: str, said: dict[str, Any]) -> None:
        name, context = STATES.get(state, ("在途", ""))
        at = str(said.get("time") or self._next_moment(row))
        datetime.strptime(at, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 only its form is checked
        if said.get("out_of_order") and row["data"]:
            at = _shifted(row["data"][0]["time"], timedelta(days=-1))
        row["data"].append({
            "time": at, "ftime": at, "context": str(said.get("context") or context), "status": name,
            "statusCode": state, "areaCode": "CN330782000000", "areaName": "浙江,金华市,义乌市",
        })  # fmt: skip
        row["data"].sort(key=lambda entry: entry["time"], reverse=True)
        if not said.get("out_of_order"):
            row["state"] = state
            row["status"] = "shutdown" if state[:1] in {"3", "4"} and state != "401" else "polling"

    def _next_moment(self, row: Row) -> str:
        now = self.moment.beijing()
        last = row["data"][0]["time"] if row["data"] else ""
        return now if now > last else _shifted(last, timedelta(seconds=1))

    def _result(self, row: Row) -> dict[str, Any]:
        return {
            "message": "ok", "nu": row["nu"], "ischeck": "1" if row["state"][:1] == "3" else "0", "com": row["com"],
            "status": "200", "condition": "F00", "state": row["state"], "data": row["data"],
        }  # fmt: skip


def _id(company: str, number: str) -> str:
    return f"{company}:{number}"


def _shifted(time: str, by: timedelta) -> str:
    moment = datetime.strptime(time, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING) + by
    return moment.strftime("%Y-%m-%d %H:%M:%S")

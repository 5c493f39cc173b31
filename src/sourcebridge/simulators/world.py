"""Everything put together: the addresses of both simulators, their control calls and their pages."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from sourcebridge.simulators import rsa2, screens
from sourcebridge.simulators.alipay_gateway import Gateway, Refusal
from sourcebridge.simulators.alipay_trades import Behaviour, Trades, summary
from sourcebridge.simulators.journal import Journal, Row
from sourcebridge.simulators.kuaidi100 import Kuaidi100
from sourcebridge.simulators.moment import Moment
from sourcebridge.simulators.outbox import RETRY_AFTER, Outbox
from sourcebridge.simulators.web import Fault, Request, Response, Site, as_json, see, serve
from sourcebridge.simulators.words import say


@dataclass(frozen=True)
class Settings:
    """What the two simulators need to know about the platform."""

    folder: Path
    platform_url: str = ""
    app_id: str = "2021000000000000"
    seller_id: str = "2088000000000000"
    kuaidi100_key: str = "demo-kuaidi100-key"
    kuaidi100_customer: str = "demo-customer"
    retry_after: Sequence[float] = RETRY_AFTER


def _is_thanked(answer: str) -> bool:
    try:
        return bool(json.loads(answer)["result"] in (True, "true"))
    except (ValueError, KeyError, TypeError):
        return False


class World:
    """One running simulator."""

    def __init__(self, settings: Settings, *, port: int = 0) -> None:
        self.settings = settings
        self.journal = Journal(settings.folder / "journal.jsonl")
        self.notices = Outbox(
            self.journal, table="notices", retry_after=settings.retry_after,
            acknowledged=lambda answer: answer.strip() == "success",
        )  # fmt: skip
        self.pushes = Outbox(
            self.journal, table="pushes", retry_after=settings.retry_after[:3], acknowledged=_is_thanked
        )
        moment = Moment(settings.platform_url)
        self.trades = Trades(
            self.journal, self.notices, moment, rsa2.keep_key(settings.folder),
            app_id=settings.app_id, seller_id=settings.seller_id,
        )  # fmt: skip
        self.gateway = Gateway(self.trades, settings.folder)
        self.parcels = Kuaidi100(
            self.journal, self.pushes, moment, key=settings.kuaidi100_key, customer=settings.kuaidi100_customer
        )
        self.server = serve(self._site(), port)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def run(self) -> None:
        """Serve until `stop`."""
        self.notices.start()
        self.pushes.start()
        self.server.serve_forever(poll_interval=0.2)

    def stop(self) -> None:
        """End; callable from another thread."""
        self.server.shutdown()
        self.server.server_close()
        self.notices.stop()
        self.pushes.stop()
        self.journal.close()

    def in_thread(self) -> threading.Thread:
        """Serve beside the caller."""
        thread = threading.Thread(target=self.run, name="simulators", daemon=True)
        thread.start()
        return thread

    def _origins(self) -> str:
        addresses = [self.settings.platform_url, *(row["return_url"] for row in self.journal.rows("trades")[-50:])]
        parts = [urlsplit(address) for address in addresses if address]
        return " ".join(sorted({f"{part.scheme}://{part.netloc}" for part in parts if part.netloc}))

    def _site(self) -> Site:
        site = Site(self._origins)
        site.add("GET", "/", lambda request: self._page(request, "simulator", screens.home(request.language)))
        site.add("GET", "/simulators.css", lambda _: Response(screens.STYLE, kind="text/css; charset=utf-8"))
        site.add("GET", "/healthz", lambda _: as_json({"ok": True}))
        for method in ("GET", "POST"):
            site.add(method, "/alipay/gateway.do", self._gateway)
        site.add("GET", "/alipay", self._trades)
        site.add("GET", "/alipay/cashier", self._cashier)
        site.add("POST", "/alipay/cashier", self._choose)
        site.add("POST", "/alipay/resend", self._resend)
        site.add("POST", "/kuaidi100/poll", lambda request: as_json(self.parcels.subscribe(request.form)))
        for path in ("/kuaidi100/poll/query.do", "/kuaidi100/query.do"):
            site.add("POST", path, lambda request: as_json(self.parcels.query(request.form)))
        site.add("GET", "/kuaidi100", self._parcels)
        site.add("POST", "/kuaidi100/move", self._move)
        site.add("GET", "/control/alipay/trades", lambda _: as_json([self._told(row) for row in self.trades.all()]))
        site.add("POST", "/control/alipay/behaviour", lambda request: as_json(asdict(self.trades.behave(request.said))))
        site.add("POST", "/control/alipay/pay", self._control_pay)
        site.add("POST", "/control/alipay/notify", self._control_notify)
        site.add("POST", "/control/alipay/forge", self._control_forge)
        site.add("GET", "/control/kuaidi100/parcels", lambda _: as_json(self.parcels.all()))
        site.add("POST", "/control/kuaidi100/push", lambda request: as_json(self.parcels.push(request.said)))
        return site

    def _page(self, request: Request, title: str, body: str, status: int = 200) -> Response:
        kept = {name: value for name, value in request.query.items() if name == "out_trade_no"}
        query = "&".join(f"{name}={quote(value)}" for name, value in kept.items())
        here = f"{request.path}?{query}" if query else request.path
        platform = self.settings.platform_url or "/"
        title = say(title, request.language)
        return screens.page(title, body, language=request.language, here=here, platform=platform, status=status)

    def _told(self, trade: Row) -> dict[str, Any]:
        return summary(trade, self.notices.about(trade["out_trade_no"]))

    def _gateway(self, request: Request) -> Response:
        params = self.gateway.params(request)
        if params.get("method") != "alipay.trade.page.pay":
            return self._answered(params)
        try:
            trade = self.gateway.cashier(params)
        except (Refusal, Fault, KeyError, ValueError) as error:
            reason = str(error.fields["sub_msg"] if isinstance(error, Refusal) else error)
            return self._page(request, "refused", screens.refused(f"{error}: {reason}", request.language), 400)
        return see(f"/alipay/cashier?out_trade_no={quote(trade['out_trade_no'])}")

    def _answered(self, params: dict[str, str]) -> Response:
        if self.trades.fails("broken"):
            return Response(b"Internal Server Error", HTTPStatus.INTERNAL_SERVER_ERROR, kind="text/plain")
        answer = self.gateway.answer(params)
        if self.trades.fails("mute"):
            time.sleep(self.trades.behaviour().mute_seconds)
        return answer

    def _trades(self, request: Request) -> Response:
        rows = [(row, self.notices.about(row["out_trade_no"])) for row in self.trades.all()]
        return self._page(request, "trades", screens.trades(rows, request.language))

    def _cashier(self, request: Request) -> Response:
        trade = self.trades.need(request.query.get("out_trade_no", ""))
        message = say("forged_sent", request.language) if request.query.get("sent") else ""
        return self._page(request, "alipay", screens.cashier(trade, request.language, message=message))

    def _choose(self, request: Request) -> Response:
        form, number = request.form, request.form.get("out_trade_no", "")
        trade, choice = self.trades.need(number), request.form.get("choice", "")
        stay = f"/alipay/cashier?out_trade_no={quote(number)}&lang={request.language}"
        if choice == "leave":
            return see(self.settings.platform_url or stay)
        if choice == "forge":
            self.trades.forge(number)
            return see(f"{stay}&sent=1")
        ways = {
            "pay": self.trades.behaviour(),
            "pay_other": self.trades.behaviour(),
            "late": Behaviour(late_seconds=float(form.get("late_seconds") or 30)),
            "twice": Behaviour(times=2),
            "out_of_order": Behaviour(out_of_order=True),
            "wrong_currency": Behaviour(wrong_currency="USD"),
            "silent": Behaviour(drop_notice=True, unknown=2),
        }
        if choice not in ways:
            raise Fault(f"{choice!r} is no choice here")
        if trade["status"] == "WAIT_BUYER_PAY":
            amount = form.get("amount", "") if choice == "pay_other" else ""
            trade = self.trades.pay(number, amount=amount, behaviour=ways[choice])
        return see(self.trades.way_back(trade) or stay)

    def _resend(self, request: Request) -> Response:
        self.trades.notify(request.form.get("out_trade_no", ""))
        return see(f"/alipay?lang={request.language}")

    def _parcels(self, request: Request) -> Response:
        return self._page(request, "parcels", screens.parcels(self.parcels.all(), request.language))

    def _move(self, request: Request) -> Response:
        self.parcels.push(dict(request.form))
        return see(f"/kuaidi100?lang={request.language}")

    def _control_pay(self, request: Request) -> Response:
        said = dict(request.said)
        number, amount = str(said.pop("out_trade_no")), str(said.pop("amount", "") or "")
        trade = self.trades.pay(number, amount=amount, behaviour=Behaviour.read(said) if said else None)
        return as_json({**self._told(trade), "return_url": self.trades.way_back(trade)})

    def _control_notify(self, request: Request) -> Response:
        said = dict(request.said)
        number = str(said.pop("out_trade_no"))
        return as_json({"messages": self.trades.notify(number, Behaviour.read(said))})

    def _control_forge(self, request: Request) -> Response:
        said = request.said
        return as_json(self.trades.forge(str(said["out_trade_no"]), str(said.get("how", "other_key"))))

"""A mixed load: buyers browse, order, pay and ask for refunds; a factory ships, imports and answers; time runs."""

from __future__ import annotations

import csv
import io
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2

from sourcebridge.stories import c, cast
from sourcebridge.stories.stage import PASSWORD, Stage
from tests.chaos.journal import Journal
from tests.chaos.system import Running

BUYERS = 3
PAUSE = (0.1, 0.4)  # seconds between two acts of a client: without it the crowd outruns two cores, and jobs pile up
MONEY = "2000000.00"
ANSWERS = {"currency": "CNY", "unit": "MTR", "moq": "1", "weight_g": "400", "publish": "AS_FILE", "stock": "NEW"}
SHOP = ("Handle", "Title", "Body (HTML)", "Vendor", "Published", "Option1 Name", "Option1 Value", "Variant SKU",
        "Variant Grams", "Variant Inventory Qty", "Variant Price", "Variant Weight Unit")  # fmt: skip


class Silence(Exception):
    """No answer came, or one that says nothing."""


@dataclass
class Line:
    """One client's way to the site. Binding requests are journalled; what stays unanswered stays in doubt."""

    url: str
    tokens: dict[str, str]
    journal: Journal
    seen: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.http = httpx2.Client(timeout=20, trust_env=False)

    def read(self, who: str, path: str) -> Any:
        """A document, or Silence."""
        return self.sent(who, "GET", path, None, "").json()

    def sent(self, who: str, method: str, path: str, body: Any, key: str, **more: Any) -> httpx2.Response:
        """One try. Raises Silence unless it was answered by a yes or a reasoned no."""
        headers = {"Accept-Language": "en"} | ({"Idempotency-Key": key} if key else {})
        if who:
            headers["Authorization"] = f"Bearer {self.tokens[who]}"
        try:
            answer = self.http.request(method, f"{self.url}/api/v1{path}", headers=headers, json=body, **more)
        except httpx2.HTTPError as error:
            self.seen["no answer"] += 1
            raise Silence(str(error)) from error
        self.seen[f"{answer.status_code // 100}xx"] += 1
        if answer.status_code >= 500:
            raise Silence(f"{answer.status_code} {answer.text[:200]}")
        return answer

    def bind(self, who: str, path: str, body: Any, tries: int = 2) -> Any:
        """A binding request under one key; its document, or None when it was refused. Raises Silence when in doubt."""
        key = uuid4().hex
        self.journal.asked(key, who, "POST", path, body)
        for turn in range(tries):
            try:
                answer = self.sent(who, "POST", path, body, key)
            except Silence:
                if turn + 1 == tries:
                    raise
                time.sleep(0.3)
            else:
                break
        self.journal.answered(key, answer.status_code, answer.text)
        return answer.json() if answer.status_code < 400 else None


class Crowd:
    """The clients as threads; every one goes on through every outage."""

    def __init__(self, system: Running, stage: Stage, journal: Journal, seed: int) -> None:
        self.system, self.stage, self.journal, self.seed = system, stage, journal, seed
        self.over = threading.Event()
        self.threads: list[threading.Thread] = []
        self.lines: list[Line] = []
        self.broken: list[BaseException] = []
        self.imported: list[str] = []
        self.sku = stage.watched_sku

    def start(self) -> None:
        """Everybody begins."""
        acts: list[Callable[[Line, random.Random], None]] = [
            *(self._buyer(f"buyer{number}") for number in range(BUYERS)),
            self._factory, self._factory_desk, self._importer, self._time,
        ]  # fmt: skip
        for number, act in enumerate(acts):
            line = Line(self.system.url, self.stage.tokens, self.journal)
            self.lines.append(line)
            chance = random.Random(self.seed * 100 + number)
            thread = threading.Thread(target=self._go_on, args=(act, line, chance), daemon=True)
            self.threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Everybody ends what is at hand."""
        self.over.set()
        for thread in self.threads:
            thread.join(120)
            assert not thread.is_alive()
        assert not self.broken, self.broken

    @property
    def seen(self) -> Counter[str]:
        """Answers by kind, of all clients."""
        return sum((line.seen for line in self.lines), Counter())

    def _go_on(self, act: Callable[[Line, random.Random], None], line: Line, chance: random.Random) -> None:
        while not self.over.is_set():
            try:
                act(line, chance)
            except Silence:
                time.sleep(0.2)
            except BaseException as error:
                self.broken.append(error)
                return
            time.sleep(chance.uniform(*PAUSE))

    def _buyer(self, who: str) -> Callable[[Line, random.Random], None]:
        def act(line: Line, chance: random.Random) -> None:
            choice = chance.random()
            if choice < 0.25:
                line.read(who, "/goods?q=twill")
                line.read("", f"/goods?q=twill&limit={chance.randint(1, 20)}")
            elif choice < 0.5:
                line.bind(who, "/orders", self._order(chance, pay=True))
            elif choice < 0.58:
                self._pay_later(line, chance, who)
            elif choice < 0.68:
                self._alipay(line, chance, who)
            elif choice < 0.78:
                self._on_orders(line, chance, who, "AWAITING_DISPATCH", "ask-refund", {"reason": "OTHER"})
            elif choice < 0.93:
                self._on_orders(line, chance, who, chance.choice(["DISPATCHED", "DELIVERED"]), "confirm", {})
            else:
                self._top_up(line, chance, who)

        return act

    def _order(self, chance: random.Random, *, pay: bool) -> dict[str, Any]:
        lines = [{"sku": self.sku, "quantity": str(chance.randint(1, 12))}]
        return {"lines": lines, "carrier": "debangkuaidi", "pay_from_balance": pay}

    def _pay_later(self, line: Line, chance: random.Random, who: str) -> None:
        order = line.bind(who, "/orders", self._order(chance, pay=False))
        if order and chance.random() < 0.6:
            line.bind(who, f"/orders/{order['number']}/pay", {})

    def _alipay(self, line: Line, chance: random.Random, who: str) -> None:
        order = line.bind(who, "/orders", self._order(chance, pay=False))
        if not order or not order["payment"]:
            return
        started = line.bind(who, f"/payments/{order['payment']['id']}/start", {"provider": "ALIPAY"})
        if not started:
            return
        try:
            cashier = line.http.get(started["redirect_url"], follow_redirects=True)
            trade = cashier.url.params.get("out_trade_no", "")
            lie: dict[str, Any] = chance.choice(
                [{}, {"times": 3}, {"late_seconds": 2}, {"drop_notice": True}, {"unknown": 1, "drop_notice": True}]
            )
            line.http.post(f"{self.system.simulators}/control/alipay/pay", json={"out_trade_no": trade, **lie})
        except httpx2.HTTPError as error:
            raise Silence(str(error)) from error

    def _on_orders(
        self, line: Line, chance: random.Random, who: str, state: str, act: str, body: dict[str, Any], **more: Any
    ) -> None:
        side = "supplier" if who == "supplier" else "buyer"
        found = line.read(who, f"/orders?side={side}&state={state}&limit=10")["items"]
        if not found:
            return
        number = chance.choice(found)["number"]
        line.bind(who, f"/orders/{number}/{act}", body)

    def _top_up(self, line: Line, chance: random.Random, who: str) -> None:
        amount = cast.yuan(f"{chance.randint(100, 99999) / 100:.2f}")
        payment = line.bind(who, "/top-ups", {"amount": amount, "provider": "BANK_TRANSFER"})
        if payment:
            line.bind("operator", "/desk/bank-lines", {
                "bank_ref": f"B-{uuid4().hex[:12]}", "amount": amount, "payer_name": who, "text": payment["number"],
                "payer_account": "6222021234567890218", "value_date": "2026-11-22",
            })  # fmt: skip

    def _factory(self, line: Line, chance: random.Random) -> None:
        waybill = f"DPK{chance.randrange(10**12):012d}"
        found = line.read("supplier", "/orders?side=supplier&state=AWAITING_DISPATCH&limit=20")["items"]
        if not found:
            return
        order = line.bind("supplier", f"/orders/{chance.choice(found)['number']}/ship",
                          {"carrier": "debangkuaidi", "waybill": waybill})  # fmt: skip
        if order and chance.random() < 0.6:
            self._deliver(line, waybill)

    def _deliver(self, line: Line, waybill: str) -> None:
        try:
            for _turn in range(10):
                said = {"com": "debangkuaidi", "nu": waybill, "state": "3"}
                if line.http.post(f"{self.system.simulators}/control/kuaidi100/push", json=said).status_code < 400:
                    return
                time.sleep(0.3)
        except httpx2.HTTPError as error:
            raise Silence(str(error)) from error

    def _factory_desk(self, line: Line, chance: random.Random) -> None:
        if chance.random() < 0.5:
            quantity = {"amount": str(chance.randint(5, 80)), "unit": "MTR"}
            line.bind("supplier", "/stock/receive", {"sku_id": self.sku, "quantity": quantity})
        else:
            act = chance.choice(["accept-refund", "accept-refund", "refuse-refund"])
            self._on_orders(line, chance, "supplier", "REFUND_ASKED", act,
                            {"note": "already packed"} if act == "refuse-refund" else {})  # fmt: skip
        time.sleep(chance.uniform(0, 0.4))

    def _importer(self, line: Line, chance: random.Random) -> None:
        files = {"file": ("goods.csv", goods_file(chance, 4), "text/csv")}
        upload = line.sent("supplier", "POST", "/imports", None, "", files=files)
        if upload.status_code >= 400:
            return
        path = f"/imports/{upload.json()['id']}"
        answered = line.sent("supplier", "POST", f"{path}/answer", ANSWERS, "")
        if answered.status_code < 400:
            applied = line.sent("supplier", "POST", f"{path}/apply", None, "")
            if applied.status_code < 400:
                self.imported.append(upload.json()["id"])
        time.sleep(chance.uniform(1, 4))

    def _time(self, line: Line, chance: random.Random) -> None:
        line.sent("", "POST", "/clock/advance", {"hours": chance.randint(1, 8)}, "")
        time.sleep(chance.uniform(0.5, 1.5))


def goods_file(chance: random.Random, products: int) -> bytes:
    """A Shopify file of new goods."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(SHOP)
    batch = f"{chance.randrange(10**9):09d}"
    for number in range(products):
        handle = f"cloth-{batch}-{number}"
        head = (f"Cloth {batch} {number}", "<p>cloth</p>", "Crowd", "true", "Colour", "navy")
        writer.writerow((handle, *head, handle, "330", "40", "9.80", "kg"))
    return out.getvalue().encode()


def gathered(system: Running) -> Stage:
    """The platform, a factory with twill in stock, buyers with money."""
    stage = Stage(url=system.url, simulators=system.simulators)
    named = ("--email", cast.OPERATOR, "--name", "林岚", "--company", "柯桥面料产业带运营")
    system.manage("found_platform", *named, said=f"{PASSWORD}\n")
    stage.sign_in("operator", cast.OPERATOR)
    for act in (cast.factory, cast.submit_licence, cast.review_licence, c.publish, cast.freight):
        act(stage)
    for number in range(BUYERS):
        who, mail = f"buyer{number}", f"stall{number}@story.example"
        stage.register(who, mail, f"陈姐{number}")
        stage.kept[who] = stage.found(who, mail, name=f"广州沙河档口{number}", name_en=f"Stall {number}", sells=False)
        stage.call(who, "POST", "/addresses", cast.GUANGDONG)
        payment = stage.call(who, "POST", "/top-ups", {"amount": cast.yuan(MONEY), "provider": "BANK_TRANSFER"})
        stage.call("operator", "POST", "/desk/bank-lines", {
            "bank_ref": f"FIRST-{number}", "amount": cast.yuan(MONEY), "payer_name": who,
            "payer_account": "6222021234567890218", "text": payment["number"],
            "value_date": stage.clock().date().isoformat(),
        })  # fmt: skip
    return stage

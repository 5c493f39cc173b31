"""What a story is played on: actors with their tokens, the site's API, the simulators, the checks."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from uuid import uuid4

import httpx2

PASSWORD = "a long story password"  # noqa: S105 - of people who live for one story
ZERO = Decimal(0)
T = TypeVar("T")


class StoryFailed(Exception):
    """A step or a check did not hold."""


@dataclass
class Stage:
    """One played story: `kept` holds what later steps need; amounts are CNY."""

    url: str
    simulators: str = ""
    language: str = "en"
    kept: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    watched_order: str = ""
    watched_sku: str = ""
    received: Decimal = ZERO
    shipped: Decimal = ZERO

    def __post_init__(self) -> None:
        self.http = httpx2.Client(timeout=30, trust_env=False)
        self.began = self.clock()

    def call(self, who: str, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """One call as an actor (empty: a visitor); the answer's document. Raises StoryFailed on a problem."""
        answer = self.send(who, method, path, body, **more)
        if answer.status_code >= 400:
            raise StoryFailed(f"{method} {path} by {who or 'a visitor'}: {answer.status_code} {answer.text[:600]}")
        return answer.json() if answer.content else None

    def refused(self, who: str, method: str, path: str, body: Any = None) -> str:
        """A call that must be refused; returns the problem's code."""
        answer = self.send(who, method, path, body)
        if answer.status_code < 400:
            raise StoryFailed(f"{method} {path} by {who} was not refused")
        code: str = answer.json()["code"]
        return code

    def send(self, who: str, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """The raw answer."""
        headers = {"Accept-Language": "zh-hans" if self.language == "zh" else "en", "Idempotency-Key": uuid4().hex}
        if who:
            headers["Authorization"] = f"Bearer {self.tokens[who]}"
        return self.http.request(method, f"{self.url}/api/v1{path}", headers=headers, json=body, **more)

    def outside(self, path: str, body: dict[str, Any]) -> Any:
        """Something happens in the simulated outside world (Alipay, kuaidi100)."""
        answer = self.http.post(f"{self.simulators}{path}", json=body)
        if answer.status_code >= 400:
            raise StoryFailed(f"{path}: {answer.status_code} {answer.text[:300]}")
        return answer.json()

    def until(self, what: str, ready: Callable[[], T | None], seconds: float = 30) -> T:
        """Wait until something asynchronous is there; raises StoryFailed when it does not come."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = ready()
            if found:
                return found
            time.sleep(0.15)
        raise StoryFailed(f"waited {seconds:.0f} s in vain for {what}")

    def clock(self) -> datetime:
        """Business time."""
        answer = self.http.get(f"{self.url}/api/v1/clock")
        return datetime.fromisoformat(answer.json()["now"])

    def advance(self, **by: int) -> None:
        """Let business time run, and wait until it got there (days=, hours=)."""
        self.call("", "POST", "/clock/advance", by)
        self.until("the clock", lambda: self.call("", "GET", "/clock")["target"] is None, 120)

    def elapsed(self) -> timedelta:
        """Business time since the story began."""
        return self.clock() - self.began

    def mail_key(self, address: str, place: str) -> str:
        """The key at the end of the link that was mailed to an address; `place` is the path before it."""
        pattern = re.compile(rf"/{place}/([^/\s]+)/?")

        def found() -> str | None:
            for mail in self.call("", "GET", f"/mailbox?to={address}")["items"]:
                if match := pattern.search(mail["body"]):
                    return match[1]
            return None

        return self.until(f"a mail to {address}", found)

    def sign_in(self, who: str, address: str) -> None:
        """A token of an actor, acting for their company."""
        self.tokens[who] = self.call("", "POST", "/sign-in", {"email": address, "password": PASSWORD})["secret"]

    def register(self, who: str, address: str, name: str) -> None:
        """Register, open the mailed link, sign in."""
        language = "zh-hans" if self.language == "zh" else "en"
        self.call("", "POST", "/register",
                  {"email": address, "password": PASSWORD, "name": name, "language": language})  # fmt: skip
        self.call("", "POST", "/verify", {"key": self.mail_key(address, "account/confirm-email")})
        self.sign_in(who, address)

    def found(self, who: str, mail: str, /, **facts: Any) -> str:
        """Found a company and act for it; returns its id."""
        company: str = self.call(who, "POST", "/companies", facts)["id"]
        self.sign_in(who, mail)
        return company

    def figures(self) -> dict[str, Decimal | None]:
        """Held in escrow, the supplier's money, stock on hand and free; None where there is nothing to show yet."""
        shown: dict[str, Decimal | None] = dict.fromkeys(("held", "payable", "on_hand", "free"))
        if self.watched_order:
            order = self.call("buyer", "GET", f"/orders/{self.watched_order}")
            shown["held"] = Decimal(order["money"]["held"]["amount"])
            shown["payable"] = Decimal(self.call("supplier", "GET", "/payable")["payable"]["amount"])
        if self.watched_sku:
            stock = self.call("supplier", "GET", f"/stock/{self.watched_sku}")
            on_hand, reserved, free = (Decimal(stock[name]["amount"]) for name in ("on_hand", "reserved", "available"))
            if on_hand - reserved != free:
                raise StoryFailed(f"stock equation: {on_hand} - {reserved} != {free}")
            if on_hand != self.received - self.shipped:
                raise StoryFailed(f"stock: {on_hand} on hand, {self.received} in, {self.shipped} out")
            shown |= {"on_hand": on_hand, "free": free}
        return shown

    def check_books(self) -> None:
        """Every equation of the reconciliation holds, debits equal credits, and escrow is what the orders hold."""
        if "operator" not in self.tokens:
            return
        books = self.call("operator", "GET", "/books")
        if not books["holds"]:
            broken = [check["name"] for check in books["checks"] if not check["holds"]]
            raise StoryFailed(f"the books do not reconcile: {broken}")
        sums = [sum((Decimal(row[side]["amount"]) for row in books["trial_balance"]), ZERO) for side in
                ("debits", "credits")]  # fmt: skip
        if sums[0] != sums[1]:
            raise StoryFailed(f"debits {sums[0]} != credits {sums[1]}")
        escrow = sum(
            (Decimal(row["balance"]["amount"]) for row in books["trial_balance"]
             if row["account"].startswith("escrow:")), ZERO,
        )  # fmt: skip
        held = self.figures()["held"] or ZERO
        if escrow != held:
            raise StoryFailed(f"escrow {escrow} != held for orders {held}")

"""Acts several stories share: the platform and its people, a verified factory, a buyer with money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from stdnum.cn import uscc

from sourcebridge.clock import queries as clock
from sourcebridge.parties import services as parties
from sourcebridge.stories.stage import PASSWORD, Stage, StoryFailed

OPERATOR = "operator@story.example"
FINANCE = "finance@story.example"
SUPPLIER = "factory@story.example"
BUYER = "stall@story.example"
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CODE = "91330621MA2DEM0A1"
GUANGDONG = {"recipient": "陈姐", "phone": "13800000218", "province": "44", "city": "广州市", "district": "天河区",
             "street": "沙河服装批发市场 A 座 218 档", "is_default": True}  # fmt: skip


def yuan(amount: str | Decimal) -> dict[str, str]:
    """An amount as the API takes it."""
    return {"amount": str(amount), "currency": "CNY"}


def found_platform(stage: Stage) -> None:
    """What `manage found_platform` does on a new system: the first operator."""
    now = clock.now()
    user = parties.register_user(email=OPERATOR, password=PASSWORD, name="林岚", verified=True, now=now)
    parties.found_platform(by=user, name="柯桥面料产业带运营", name_en="Keqiao Fabric Belt", now=now)
    stage.sign_in("operator", OPERATOR)


def second_person(stage: Stage) -> None:
    """The operator invites a second person, who registers and accepts."""
    stage.call("operator", "POST", "/company/invitations", {"email": FINANCE, "roles": ["FINANCE"]})
    key = stage.mail_key(FINANCE, "invitations")
    stage.register("finance", FINANCE, "周敏")
    stage.call("finance", "POST", f"/invitations/{key}/accept")
    stage.sign_in("finance", FINANCE)


def factory(stage: Stage) -> None:
    """A factory registers and founds its company."""
    stage.register("supplier", SUPPLIER, "陆建国")
    stage.kept["supplier"] = stage.found(
        "supplier", SUPPLIER, name="绍兴锦纶纺织有限公司", name_en="Shaoxing Jinlun Textile", sells=True,
        region="浙江绍兴", address="柯桥区钱清街道 18 号", phone="057584120018",
        credit_code=f"{CODE}{uscc.calc_check_digit(CODE)}",
    )  # fmt: skip


def submit_licence(stage: Stage) -> None:
    """The factory submits its business licence."""
    form = {"kind": "BUSINESS_LICENCE", "claimed_name": "绍兴锦纶纺织有限公司",
            "claimed_number": f"{CODE}{uscc.calc_check_digit(CODE)}"}  # fmt: skip
    files = {"document": ("licence.pdf", PAPER, "application/pdf")}
    stage.kept["licence"] = stage.call("supplier", "POST", "/licences", data=form, files=files)["id"]


def review_licence(stage: Stage) -> None:
    """The operator reads and approves it."""
    path = f"/licences/{stage.kept['licence']}"
    stage.call("operator", "POST", f"{path}/start-review")
    stage.call("operator", "POST", f"{path}/approve", {"valid_until": "2031-12-31"})


def freight(stage: Stage) -> None:
    """Deppon's price list: 12.00 + 1.80 per kg in the east, 18.00 + 2.60 elsewhere."""
    rate = {"first_unit": "1000", "next_unit": "1000"}
    rates = [rate | {"first_fee": "18.00", "next_fee": "2.60"},
             rate | {"regions": ["31", "32", "33", "34"], "first_fee": "12.00", "next_fee": "1.80"}]  # fmt: skip
    stage.call("supplier", "POST", "/freight-templates",
               {"carrier": "debangkuaidi", "name": "德邦", "charge_by": "WEIGHT", "transit_days": 3,
                "rates": rates})  # fmt: skip


def stall(stage: Stage) -> None:
    """A stall owner registers, founds a company, saves an address."""
    stage.register("buyer", BUYER, "陈姐")
    stage.kept["buyer"] = stage.found("buyer", BUYER, name="广州沙河陈姐服装档口", name_en="Chen's Stall", sells=False)
    stage.call("buyer", "POST", "/addresses", GUANGDONG)


def top_up(amount: str) -> Any:
    """The buyer transfers money; the operator finds it on the bank's statement."""

    def act(stage: Stage) -> None:
        payment = stage.call("buyer", "POST", "/top-ups", {"amount": yuan(amount), "provider": "BANK_TRANSFER"})
        line = stage.call("operator", "POST", "/desk/bank-lines", {
            "bank_ref": "STORY-1", "amount": yuan(amount), "payer_name": "广州沙河陈姐服装档口",
            "payer_account": "6222021234567890218", "text": payment["number"],
            "value_date": stage.clock().date().isoformat(),
        })  # fmt: skip
        if line["payment"] is None:
            raise StoryFailed("the transfer was not matched")

    return act


def watch(stage: Stage, order: dict[str, Any]) -> None:
    """Show this order's money from now on."""
    stage.watched_order = order["number"]
    stage.kept["order"] = order


def state_is(stage: Stage, state: str) -> None:
    """The order has this state now, or gets it by work in the background."""
    path = f"/orders/{stage.watched_order}"
    stage.until(f"state {state}", lambda: stage.call("buyer", "GET", path)["state"] == state or None)


def push(state: str) -> Any:
    """The carrier's scan, pushed by kuaidi100, arrives on the order's parcel."""

    def act(stage: Stage) -> None:
        said = {"com": "debangkuaidi", "nu": stage.kept["waybill"], "state": state}
        known = len(_scans(stage))
        stage.until("the subscription", lambda: _subscribed(stage, said["nu"]))
        stage.outside("/control/kuaidi100/push", said)
        stage.until("the scan", lambda: len(_scans(stage)) > known or None)

    return act


def _subscribed(stage: Stage, number: str) -> bool:
    rows = stage.http.get(f"{stage.simulators}/control/kuaidi100/parcels").json()
    return any(row["nu"] == number for row in rows)


def _scans(stage: Stage) -> list[Any]:
    found = stage.call("buyer", "GET", f"/shipments?deal={stage.kept['order']['deal_id']}")["items"]
    return [scan for parcel in found for scan in parcel["events"]]

"""Two small stories: a shop moves in with its Shopify product file, and a stall orders from it.

The file is the one named by SB_SAMPLES (a folder with Shopify's published samples), else a small look-alike.
"""

from __future__ import annotations

import csv
import io
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

from sourcebridge.stories import cast
from sourcebridge.stories.script import Step, Story
from sourcebridge.stories.stage import Stage, StoryFailed

_COLUMNS = ("Handle", "Title", "Body (HTML)", "Vendor", "Published", "Option1 Name", "Option1 Value", "Variant SKU",
            "Variant Grams", "Variant Inventory Qty", "Variant Price", "Variant Weight Unit")  # fmt: skip
_LOOK_ALIKE = {
    "apparel": (("blue-shirt", "Blue shirt", "Size", ("S", "M", "L"), "280", "50.00"),
                ("varsity-top", "Varsity top", "Size", ("S", "M"), "320", "60.00")),
    "home-and-garden": (("clay-pot", "Clay plant pot", "Title", ("Default Title",), "900", "9.99"),
                        ("copper-light", "Copper light", "Title", ("Default Title",), "1600", "60.00")),
}  # fmt: skip


def content(name: str) -> bytes:
    """The product file of a kind of shop."""
    folder = os.environ.get("SB_SAMPLES", "")
    if folder:
        return (Path(folder) / f"shopify-{name}.csv").read_bytes()
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for handle, title, option, values, grams, price in _LOOK_ALIKE[name]:
        for number, value in enumerate(values):
            head = (title, f"<p>{title}</p>", "Story", "true") if number == 0 else ("", "", "", "")
            writer.writerow((handle, *head, option if number == 0 else "", value, "", grams, "40", price, "kg"))
    return out.getvalue().encode()


def _import(name: str) -> Step:
    def act(stage: Stage) -> None:
        files = {"file": (f"shopify-{name}.csv", content(name), "text/csv")}
        run = stage.call("supplier", "POST", "/imports", files=files)
        path = f"/imports/{run['id']}"
        answers = {
            "currency": "CNY",
            "unit": "C62",
            "moq": "1",
            "weight_g": "400",
            "publish": "AS_FILE",
            "stock": "NEW",
        }
        stage.call("supplier", "POST", f"{path}/answer", answers)
        stage.call("supplier", "POST", f"{path}/apply")
        done = stage.until("the import", lambda: _ended(stage, path), 60)
        if done["state"] != "DONE" or done["tally"]["CREATED"] == 0:
            raise StoryFailed(f"the import ended {done['state']} with {done['tally']}")

    return Step(
        "supplier", "imports the Shopify file; every product is on sale", "导入 Shopify 文件，商品全部上架", act
    )


def _ended(stage: Stage, path: str) -> dict[str, Any] | None:
    run: dict[str, Any] = stage.call("supplier", "GET", path)
    return run if run["state"] not in {"APPLYING", "ASKED", "PREVIEWED"} else None


def again(name: str) -> Step:
    """The same file again changes nothing."""

    def act(stage: Stage) -> None:
        files = {"file": (f"shopify-{name}.csv", content(name), "text/csv")}
        run = stage.call("supplier", "POST", "/imports", files=files)
        path = f"/imports/{run['id']}"
        answers = {
            "currency": "CNY",
            "unit": "C62",
            "moq": "1",
            "weight_g": "400",
            "publish": "AS_FILE",
            "stock": "NEW",
        }
        tally = stage.call("supplier", "POST", f"{path}/answer", answers)["tally"]
        if tally.get("CREATED") or tally.get("CHANGED"):
            raise StoryFailed(f"the same file again would do {tally}")
        stage.call("supplier", "POST", f"{path}/cancel")

    return Step("supplier", "looks at the same file again: nothing would change", "再看同一文件：不会有任何变化", act)


def stock(stage: Stage) -> None:
    """Ten pieces more of the first variant, and its stock is watched from now on."""
    sku = stage.call("", "GET", "/goods?limit=1")["items"][0]["sku_ids"][0]
    had = stage.until("the file's stock", lambda: _on_hand(stage, sku))
    stage.call("supplier", "POST", "/stock/receive", {"sku_id": sku, "quantity": {"amount": "10", "unit": "C62"}})
    stage.watched_sku, stage.received = sku, had + 10


def _on_hand(stage: Stage, sku: str) -> Decimal:
    return Decimal(stage.call("supplier", "GET", f"/stock/{sku}")["on_hand"]["amount"])


def order(stage: Stage) -> None:
    """Two pieces, paid in the same call."""
    body = {"lines": [{"sku": stage.watched_sku, "quantity": "2"}], "carrier": "debangkuaidi",
            "pay_from_balance": True}  # fmt: skip
    cast.watch(stage, stage.call("buyer", "POST", "/orders", body))
    cast.state_is(stage, "AWAITING_DISPATCH")


def ship(stage: Stage) -> None:
    """One parcel."""
    body = {"carrier": "debangkuaidi", "waybill": "DPK364058019902"}
    stage.call("supplier", "POST", f"/orders/{stage.watched_order}/ship", body)
    stage.shipped = Decimal(2)
    cast.state_is(stage, "DISPATCHED")


def confirm(stage: Stage) -> None:
    """Closed."""
    stage.call("buyer", "POST", f"/orders/{stage.watched_order}/confirm", {})
    cast.state_is(stage, "COMPLETED")


def _story(name: str, en: str, zh: str) -> Story:
    return Story(
        name, en, zh,
        (
            Step("operator", "founds the platform", "开通平台", cast.found_platform),
            Step("supplier", "registers and founds its company", "注册并创建公司", cast.factory),
            _import(name),
            again(name),
            Step("supplier", "takes ten pieces more into stock", "再入库十件", stock),
            Step("supplier", "sets Deppon's freight", "设置德邦运费", cast.freight),
            Step("buyer", "registers and founds the stall at Shahe", "注册并创建沙河档口", cast.stall),
            Step("buyer", "transfers 5,000.00; the operator finds it on the bank's statement",
                 "转账 5,000.00，平台在银行流水中认领", cast.top_up("5000.00")),
            Step("buyer", "orders two pieces and pays from the balance", "下单两件，余额支付", order),
            Step("supplier", "ships", "发货", ship),
            Step("buyer", "confirms receipt", "确认收货", confirm, held="0"),
        ),
    )  # fmt: skip


APPAREL = _story("apparel", "Apparel: a shop moves in with its Shopify file", "服装：带着 Shopify 文件入驻")
HOME_AND_GARDEN = _story(
    "home-and-garden", "Home and garden: a shop moves in with its Shopify file", "家居园艺：带着 Shopify 文件入驻"
)

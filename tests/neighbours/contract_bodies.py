"""Bodies that the API accepts in the world of the tests, by operation: where the cases start from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.neighbours.contract_world import World

Bodies = dict[str, Callable[[str], Any]]
CNY = "CNY"
ADDRESS = {
    "recipient": "陈姐", "phone": "13800138000", "province": "44", "city": "广州市", "district": "天河区",
    "street": "沙河大街 1 号",
}  # fmt: skip
PRODUCT = {
    "titles": {"zh-hans": "全棉斜纹布", "en": "Cotton twill"}, "unit": "MTR", "moq": "50", "option_names": ["颜色"],
    "tiers": [{"min_quantity": "50", "unit_price": "9.80"}, {"min_quantity": "500", "unit_price": "9.10"}],
    "skus": [{"options": [["颜色", "红"]], "code": "T-R", "weight_g": "180"}],
}  # fmt: skip
RATE = {"regions": [], "first_unit": "1000", "first_fee": "8.00", "next_unit": "1000", "next_fee": "0.80"}
ANSWERS = {"currency": CNY, "unit": "MTR", "moq": "1"}
PLACE = {
    "name_zh": "某地", "name_en": "Somewhere", "province": "33", "city_zh": "绍兴", "city_en": "Shaoxing",
    "lon": "120.5", "lat": "30.1",
}  # fmt: skip
TABLE = "code,parent,name_zh,name_en\n"


def _bank_line(ref: str) -> dict[str, Any]:
    return {
        "bank_ref": ref, "amount": {"amount": "33.00", "currency": CNY}, "payer_name": "某某", "payer_account": "62220",
        "payer_bank": "工行", "text": "", "value_date": "2026-11-20",
    }  # fmt: skip


def bodies(world: World, *, now: datetime) -> Bodies:
    """What is accepted, by operation; `now` is a later time."""
    skus = world.own("sku_id", "supplier")
    metres = {"amount": "10", "unit": "MTR"}
    buyer, supplier = str(world.companies["buyer"]), str(world.companies["supplier"])
    yuan = {"amount": "12.00", "currency": CNY}
    order = {"lines": [{"sku": skus[0], "quantity": "200"}], "address": ADDRESS, "carrier": "debangkuaidi"}

    def closure(_role: str) -> Any:
        start = now + timedelta(days=90)
        return {"starts_at": start.isoformat(), "ends_at": (start + timedelta(days=2)).isoformat()}

    fixed: dict[str, Any] = {
        "parties_register": {"email": "else@demo.example", "password": "a-long-passphrase-7", "name": "Else"},
        "parties_change_password": {"current": "sourcebridge-demo", "new": "a-long-passphrase-7"},
        "parties_edit_me": {"name": "Else", "language": "en"},
        "parties_issue_token": {"name": "till"},
        "parties_edit_company": {"name": "某某公司", "name_en": "Some", "region": "广东广州", "phone": "13800138000"},
        "parties_invite": {"email": "third@demo.example", "roles": ["PURCHASER"]},
        "parties_set_roles": {"roles": ["OWNER"]},
        "discovery_rename_search": {"name": "布"},
        "catalog_review_text": {"text": "Cotton twill", "digest": ""},
        "catalog_invite_buyer": {"buyer_company_id": buyer},
        "catalog_ask_bulk": {"act": "WITHDRAW", "value": {}, "product_ids": world.own("product_id", "supplier")[2:4]},
        "parties_sign_in": {"email": "owner@buyer1.example.cn", "password": "sourcebridge-demo"},
        "parties_password_reset": {"email": "owner@buyer1.example.cn"},
        "payments_make_file": {"currency": CNY},
        "domestic_order_cancel": {"reason": "WRONG_ORDER"},
        "domestic_order_decline": {"reason": "SUPPLIER_LACKS_GOODS"},
        "domestic_order_refuse_refund": {"note": "已发货"},
        "logistics_change_waybill": {"waybill": "DPK364058018888"},
        "domestic_save_sheet": {"edits": [], "reason": ""},
        "catalog_add_category": {"code": "new-one", "parent": "", "name_zh": "新类", "name_en": "New"},
        "catalog_create_product": PRODUCT,
        "catalog_edit_product": PRODUCT,
        "catalog_rename_shop": {"name": "锦纶", "name_en": "Jinlun"},
        "catalog_set_agreed_price": {
            "buyer_company_id": buyer, "sku_id": skus[0], "min_quantity": "50", "unit_price": "8.50",
        },
        "catalog_list_export": {
            "rule": "FOB", "place": "CNSHA", "currency": "USD", "moq": "500", "lead_from": 15, "lead_until": 25,
            "valid_from": "2026-11-20", "tiers": [{"from_quantity": "500", "unit_price": "1.62"}],
        },
        "catalog_add_section": {"name": "棉布", "name_en": "Cotton", "product_ids": []},
        "catalog_edit_section": {"name": "棉布", "name_en": "Cotton", "product_ids": []},
        "catalog_order_sections": {"section_ids": world.own("section_id", "supplier")},
        "catalog_save_mix": {"amount": "500.00", "number": "3", "rule": "ANY"},
        "catalog_answer_import": ANSWERS,
        "catalog_ask_prices": {"note": "想长期合作"},
        "places_create_belt": PLACE | {"code": "new-belt"},
        "places_create_market": PLACE | {"code": "new-market"},
        "places_claim_belt": {"evidence": "厂区"},
        "places_join_belt": {"evidence": "已看厂", "company_id": supplier},
        "places_assign_stall": {"company_id": supplier},
        "places_open_stalls": {"numbers": ["2001"]},
        "inventory_receive": {"sku_id": skus[0], "quantity": metres},
        "inventory_adjust": {"delta": metres, "reason": "盘点"},
        "inventory_count": {"counted": metres, "expected_version": 1, "reason": "盘点"},
        "discovery_save_search": {"query": "q=布", "name": "布"},
        "discovery_put_synonym": {"word": "斜纹", "same_as": ["twill"], "language": "zh-hans"},
        "payments_start": {"provider": "ALIPAY"},
        "payments_top_up": {"amount": yuan, "provider": "BANK_TRANSFER"},
        "payments_ask_payout": {"amount": yuan},
        "payments_claim_account": {"holder": "公司 supplier1", "bank": "工商银行", "number": "6222021001116245702"},
        "payments_record_bank_line": _bank_line("contract-2"),
        "payments_credit_fund": {"company_id": buyer},
        "payments_match_fund": {"payment_id": (world.all("payment_id") or [""])[-1]},
        "logistics_add_address": ADDRESS,
        "logistics_change_address": ADDRESS,
        "logistics_save_template": {
            "carrier": "debangkuaidi", "charge_by": "WEIGHT", "transit_days": 2, "rates": [RATE],
        },
        "logistics_quote": {"supplier": supplier, "province": "44", "lines": [{"quantity": metres, "weight_g": "180"}]},
        "domestic_set_cart_line": {"sku": skus[0], "quantity": "100"},
        "domestic_preview_orders": {"lines": order["lines"], "province": "44", "carrier": "debangkuaidi"},
        "domestic_place_order": order,
        "domestic_order_ship": {"carrier": "debangkuaidi", "waybill": "DPK364058019999"},
        "domestic_order_ask_refund": {"reason": "WRONG_ORDER"},
        "domestic_order_reprice": {"prices": {}, "freight": "5.00"},
        "console_advance_clock": {"days": 0, "hours": 1},
    }  # fmt: skip
    made: Bodies = {name: _always(body) for name, body in fixed.items()}
    made["catalog_set_closure"] = closure
    return made


def _always(body: Any) -> Callable[[str], Any]:
    return lambda _role: body

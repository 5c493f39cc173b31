"""What each route takes: which rows its parameters and fields name, and something plausible for all the others.

A parameter or a field that no entry here explains fails the build: say what it names, or why it names nothing private.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from sourcebridge.config.api import api
from sourcebridge.deals.models import Deal
from sourcebridge.demo.people import PAPER
from sourcebridge.parties import access
from sourcebridge.parties import queries as parties
from sourcebridge.parties.models import Invitation
from tests.architecture.test_routes import routes
from tests.neighbours.world import key, picture

PRIVATE = {
    "token_id": "parties.ApiToken", "invitation_id": "parties.Invitation", "licence_id": "parties.Licence",
    "product_id": "catalog.Product", "picture_id": "catalog.Picture", "agreed_price_id": "catalog.AgreedPrice",
    "change_id": "catalog.ProductChange", "section_id": "catalog.ShopSection", "closure_id": "catalog.Closure",
    "approval_id": "catalog.ApprovedBuyer", "pair_id": "catalog.Translation", "sku_id": "catalog.Sku",
    "pool_id": "inventory.Pool", "saved_id": "discovery.SavedSearch", "payment_id": "payments.PaymentIntent",
    "intent_id": "payments.PaymentIntent", "slip_id": "payments.TransferSlip", "fund_id": "payments.UnmatchedFund",
    "refund_id": "payments.Refund", "account_id": "payments.PayoutAccount", "payout_id": "payments.Payout",
    "file_id": "payments.PayoutBatch", "batch_id": "payments.PayoutBatch", "address_id": "logistics.DeliveryAddress",
    "template_id": "logistics.FreightTemplate", "shipment_id": "logistics.Shipment", "deal_id": "deals.Deal",
    "number": "deals.Deal", "stall_id": "places.Stall", "deadline_id": "clock.Deadline", "deal": "deals.Deal",
    "line": "deals.DealLine", "product_ids": "catalog.Product",
    "quote_id": "landedcost.FrozenQuote", "scenario_id": "landedcost.Scenario",
}  # fmt: skip
NOBODY_ID = "00000000-0000-7000-8000-000000000000"
# A parameter whose kind depends on the route: the first matching beginning of the path or of the view's name counts.
BY_PLACE = {
    "run_id": (("/goods-changes", "catalog.BulkRun"), ("supplier/goods/bulk", "catalog.BulkRun"),
               ("/imports", "catalog.ImportRun"), ("supplier/", "catalog.ImportRun")),
    "member_id": (("/company/members", "parties.Membership"), ("company/members", "parties.Membership"),
                  ("/belt-members", "places.BeltMember"), ("supplier/places", "places.BeltMember"),
                  ("operator/places", "places.BeltMember")),
    "lines": (("/shop/sections/order", "catalog.ShopSection"),),
    "ids": (("/shop/sections/order", "catalog.ShopSection"),),
    "section_ids": (("/shop/sections/order", "catalog.ShopSection"),),
}  # fmt: skip
# Public by their nature, with the value that stands for them; None: chosen among the rows of that kind.
OPEN: dict[str, Any] = {
    "company_id": "parties.Company", "buyer_company_id": "parties.Company", "supplier": "parties.Company",
    "operator_company_id": None, "hall_id": "places.Hall", "synonym_id": "discovery.Synonym", "sku": "catalog.Sku",
    "subject_id": "catalog.Product", "row_id": "customs.DutyRow",
}  # fmt: skip
WORDS = {
    "code": "keqiao-fabrics", "hall": "north", "attribute": "width", "which": "categories", "kind": "csv",
    "section": "goods", "digest": "0" * 16, "version": "1", "revision": "1", "decision": "retry", "job_id": "1",
    # a person's own export and a legal hold: tests/neighbours/test_personal_acts.py asks for others' ones
    "export_id": NOBODY_ID, "hold_id": NOBODY_ID, "user_id": NOBODY_ID,
    "table": "containers", "currency": "USD", "base": "USD", "quote": "CNY", "heading": "392690",
    "shop": "house-supplier2", "handle": "twill-2-0", "slug": "house-supplier2", "token": "no-such-token",
}  # fmt: skip
# What a code names by the place it stands in, where it is no belt.
CODES = {
    "markets/": "china-textile-city", "operator/places/markets/": "china-textile-city", "c/": "fabric-woven-twill",
    "categories/": "fabric-woven-twill", "operator/categories/": "fabric-woven-twill", "freight/cards/": "LCL-US",
    "operator/freight/cards/": "LCL-US",
}  # fmt: skip
# What an operator decides differs by desk.
DECISIONS = {"operator/unmatched/": "return", "operator/payouts/": "settle", "operator/accounts/": "verify"}
# Held by whoever was given them, so that there is no stranger's: a signed link, everybody's mailbox of the demo.
CAPABILITIES = {"key", "mail_id"}


@dataclass(frozen=True)
class Route:
    """One method of one address; `params` name the placeholders, `body` is a JSON or form schema or None."""

    method: str
    path: str
    name: str
    policy: Any
    params: tuple[str, ...]
    query: tuple[tuple[str, dict[str, Any]], ...] = ()
    body: Any = None
    form: bool = False
    binds: bool = False

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/")

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def kind_of(route: Route, param: str) -> str | None:
    """The model a parameter names, or None for a public or plain one; raises LookupError for an unknown one."""
    for beginning, label in BY_PLACE.get(param, ()):
        if route.path.startswith(beginning):
            return label
    if param in PRIVATE:
        return None if route.policy == access.PUBLIC else PRIVATE[param]
    if param in OPEN or param in WORDS or param in CAPABILITIES:
        return None
    raise LookupError(f"{route}: say in world_routes.py what {param} names")


def code_of(route: Route) -> str:
    """The code that stands in a route's address."""
    path = route.path.removeprefix("/")
    return next((code for beginning, code in CODES.items() if path.startswith(beginning)), WORDS["code"])


def api_routes() -> Iterator[Route]:
    """Every operation of the OpenAPI document."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            given = operation.get("parameters", [])
            content = operation.get("requestBody", {}).get("content", {})
            body = next((one["schema"] for one in content.values()), None)
            yield Route(
                method.upper(), path.removeprefix("/api/v1"), operation["operationId"],
                access.OPERATION_POLICY[operation["operationId"]],
                tuple(one["name"] for one in given if one["in"] == "path"),
                tuple((one["name"], resolved(one["schema"], schema)) for one in given if one["in"] == "query"),
                resolved(body, schema) if body else None, "multipart/form-data" in content,
                any(one["name"] == "Idempotency-Key" for one in given),
            )  # fmt: skip


def page_routes() -> Iterator[Route]:
    """Every page of ours, by GET and by POST."""
    for place, name, view in routes():
        if not hasattr(view, "policy") or place.startswith("api/"):
            continue
        params = tuple(re.findall(r"<(?:\w+:)?(\w+)>", place))
        for method in ("GET", "POST"):
            yield Route(method, place, name, view.policy, params)


def resolved(schema: Any, document: Any, depth: int = 0) -> Any:
    """A schema with its references in place."""
    if isinstance(schema, list):
        return [resolved(one, document, depth) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return resolved(document["components"]["schemas"][name], document, depth + 1) if depth < 9 else {}
    return {name: resolved(one, document, depth) for name, one in schema.items()}


PLAUSIBLE: dict[str, Any] = {
    "amount": "5", "unit": "MTR", "currency": "CNY", "quantity": "5", "province": "44", "carrier": "debangkuaidi",
    "provider": "BANK_TRANSFER", "email": "someone@else.example.cn", "roles": ["SALES"], "scopes": ["*"],
    "charge_by": "WEIGHT", "waybill": "DPK364058019777", "reason": "OTHER", "titles": {"zh-hans": "布", "en": "Cloth"},
    "act": "DISPATCH", "value": {"dispatch_hours": 72}, "query": "q=silk", "handle": "twill-x", "category": "",
    "min_quantity": "1", "unit_price": "8.88", "valid_until": None, "valid_from": None, "expires_at": None,
    "first_unit": "1000", "next_unit": "1000", "first_fee": "8.00", "next_fee": "1.00", "regions": [],
    "transit_days": 2, "prices": {}, "freight": "1.00", "encoding": "utf-8", "starts_at": "2031-01-01T00:00:00Z",
    "ends_at": "2031-01-05T00:00:00Z", "value_date": "2026-03-01", "payer_account": "6222", "language": "zh-hans",
    "filter": None, "columns": None, "address": None, "revision": 1, "expected_version": 1, "seen": {}, "cells": {},
    "preview_hash": "", "audience": "EVERYONE", "deduct_on": "ORDER", "stock": "NEW", "publish": "DRAFT",
    "q": "", "state": "", "side": "", "sort": "", "cursor": "", "weight_g": None, "rule": "", "mix_rule": "",
    "valid": None, "claimed_until": None, "verified_until": None, "pay_from_balance": False, "sample": False,
    "options": [], "skus": [{"options": [["颜色", "红"]], "tiers": []}],
    "tiers": [{"min_quantity": "1", "unit_price": "9"}],
    "option_names": ["颜色"], "packaging": [], "attributes": {}, "sample_price": None, "sample_most": None,
    "sell_unit": "PIECE",
    "older": 1, "newer": 1, "buyer_name": "",
}  # fmt: skip
# Where names mean something else than in PLAUSIBLE: fields of a body by its schema.
OF_BODY: dict[str, dict[str, Any]] = {
    "LandedGoodsIn": {"quantity": "200", "to": "US", "postcode": "43004", "currency": "USD", "rule": "DAP", "flags": [],
                      "card": "LCL-US", "consumer": False, "sku": None, "regime": ""},
}  # fmt: skip
FILES = {"document": ("l.pdf", PAPER, "application/pdf"), "slip": ("s.png", picture(9), "image/png"),
         "file": ("p.png", picture(8), "image/png")}  # fmt: skip


def sample(schema: Any, name: str, ids: dict[str, str]) -> Any:
    """A value for a schema, the caller's own to change; `ids` are the rows to name by field."""
    if name in ids and "anyOf" in schema:
        return sample(schema["anyOf"][0], name, ids)
    if name in ids and schema.get("type") != "array":
        return ids[name]
    if name in PLAUSIBLE and not schema.get("properties"):
        return deepcopy(PLAUSIBLE[name])
    if "anyOf" in schema:
        return sample(schema["anyOf"][0], name, ids)
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            given = OF_BODY.get(schema.get("title", ""), {})
            inner_of = schema.get("properties", {}).items()
            return {one: deepcopy(given[one]) if one in given else sample(inner, one, ids) for one, inner in inner_of}
        case "array":
            inner = schema.get("items", {})
            return [ids[name]] if name in ids else [sample(inner, name, ids)] if inner else []
        case "integer" | "number":
            return 1
        case "boolean":
            return False
    if schema.get("format") == "uuid":
        return str(uuid4())
    return FILES.get(name) or "x"


def fields_of(schema: Any, inside: str = "") -> Iterator[str]:
    """The names of the fields of a schema that hold ids, at any depth."""
    if not isinstance(schema, dict):
        return
    for name, inner in schema.get("properties", {}).items():
        yield from fields_of(inner, name)
    for one in schema.get("anyOf", ()):
        yield from fields_of(one, inside)
    if "items" in schema:
        yield from fields_of(schema["items"], inside)
    if schema.get("format") == "uuid":
        yield inside


def id_fields(route: Route) -> list[str]:
    """The fields of body and query that hold ids."""
    found = list(fields_of(route.body)) if route.body else []
    found += [name for name, schema in route.query for one in fields_of(schema, name)]
    return list(dict.fromkeys(found))


def written(label: str, pk: str, param: str) -> str:
    """How an address names a row."""
    if param == "number":
        return str(Deal.objects.values_list("number", flat=True).get(pk=pk))
    if param == "key":
        return parties.invitation_key(Invitation.objects.get(pk=pk))
    return pk


def random_like(value: str) -> str:
    """The same form of id that names nothing."""
    if len(value) == 36:
        return str(uuid4())
    return re.sub(r"\d", "9", value)


def sent(client: Any, route: Route, filled: dict[str, str], ids: dict[str, str], change: Any = None) -> Any:
    """Send one request; `filled` are the placeholders, `ids` the fields of the body and query.

    The browser keeps its session, whatever the answer does to it.
    """
    path = route.path
    for name, value in filled.items():
        path = re.sub(rf"<(\w+:)?{name}>|\{{(\w+:)?{name}\}}", value, path)
    path = f"/api/v1{path}" if route.is_api else f"/{path}"
    asked = {name: ids[name] for name, _schema in route.query if name in ids}
    asked |= {name: sample(schema, name, ids) for name, schema in route.query if name in {"older", "newer"}}
    if asked:
        path += "?" + "&".join(f"{name}={value}" for name, value in asked.items())
    jar = SimpleCookie()
    jar.update(client.cookies)
    try:
        return _send(client, route, path, ids, change)
    finally:
        client.cookies = jar


def _send(client: Any, route: Route, path: str, ids: dict[str, str], change: Any) -> Any:
    headers = {"Idempotency-Key": key()} if route.is_api and route.method != "GET" else {}
    if route.method == "GET":
        return client.get(path)
    if not route.is_api:
        return client.post(path, {"idempotency_key": key()})
    if route.body is None:
        return client.generic(route.method, path, b"", "application/json", headers=headers)
    body = sample(route.body, "", ids)
    if change:
        body = change(body)
    if route.form:
        given = {name: value for name, value in body.items() if value is not None}
        body = {name: SimpleUploadedFile(*value) if name in FILES else value for name, value in given.items()}
        return client.post(path, body, headers=headers)
    return client.generic(route.method, path, _json(body), "application/json", headers=headers)


def _json(body: Any) -> bytes:
    return json.dumps(body).encode()

"""Thirty texts that try to run a script, and what plants them into every text a database holds.

Each calls `__hit` when it runs; most also leave an element with `data-hit` when they are read as HTML at all.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.apps import apps
from django.db import models
from psycopg import sql
from psycopg.types.json import Jsonb

PAYLOADS = [
    "<script data-hit>__hit(0)</script>",
    "</script><script data-hit>__hit(1)</script>",
    "</title><script data-hit>__hit(2)</script>",
    "</textarea><script data-hit>__hit(3)</script>",
    "</style><img data-hit src=x onerror=__hit(4)>",
    "<img data-hit src=x onerror=__hit(5)>",
    "<img data-hit src=x:x onerror='__hit(6)'//",
    "<svg data-hit onload=__hit(7)>",
    "<svg data-hit><script>__hit(8)</script></svg>",
    "<svg data-hit><animate onbegin=__hit(9) attributeName=x dur=1s>",
    "<math data-hit><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=__hit(10)&gt;'>",
    "<body data-hit onpageshow=__hit(11)>",
    "<details data-hit open ontoggle=__hit(12)>x",
    "<video data-hit><source onerror=__hit(13)></video>",
    "<iframe data-hit srcdoc='<script>parent.__hit(14)</script>'></iframe>",
    "<iframe data-hit src='javascript:parent.__hit(15)'></iframe>",
    "<object data-hit data='javascript:__hit(16)'></object>",
    "<a data-hit href='javascript:__hit(17)'>x</a>",
    "<form data-hit action='javascript:__hit(18)'><button autofocus>x</button></form>",
    "<input data-hit autofocus onfocus=__hit(19)>",
    "\" data-hit autofocus onfocus=__hit(20) x=\"",
    "' data-hit autofocus onfocus=__hit(21) x='",
    "\"><script data-hit>__hit(22)</script>",
    "'-__hit(23)-'\"-__hit(23)-\"",
    "\\u003cimg data-hit src=x onerror=__hit(24)\\u003e",
    "javascript:__hit(25)//",
    "JaVa\tScRiPt:__hit(26)//",
    "data:text/html,<script data-hit>__hit(27)</script>",
    "<meta data-hit http-equiv=refresh content='0;url=javascript:__hit(28)'>",
    "{{constructor.constructor('__hit(29)')()}}${__hit(29)}<base data-hit href=//x.invalid/>",
]  # fmt: skip
SHORT = ["<svg onload=__hit(7)>", "<b data-hit>", '"data-hit x="', "'data-hit x='"]
HUMAN = re.compile(r"[\u3400-\u9fff]|[A-Za-z]{2,} [A-Za-z]{2,}")

# Written by the programs themselves, never by a person; most hold a name of a closed list, a key, a number or a hash.
MACHINE = {
    "audit_auditentry": {"verb", "actor", "subject_type", "subject_id", "state_before", "state_after"},
    "audit_eventrecord": {"name", "payload"},
    "audit_handled": {"handler"},
    "audit_answer": {"scope", "route", "key", "request_hash"},
    "clock_deadline": {"kind", "zone"},
    "parameters_parameter": {"code"},
    "parties_user": {"password", "language", "zone"},
    "parties_company": {"country", "credit_code"},
    "parties_membership": {"roles"},
    "parties_apitoken": {"prefix", "digest", "scopes"},
    "parties_invitation": {"roles", "language"},
    "parties_licence": {"path", "sha256", "verified_sha256", "media_type"},
    "messaging_mail": {"template"},
    "ledger_account": {"code", "currency", "owner"},
    "ledger_entry": {"subject"},
    "ledger_leg": {"currency"},
    "ledger_seal": {"hash"},
    "catalog_category": {"unit"},
    "catalog_attribute": {"code", "unit"},
    "catalog_attributeoption": {"code"},
    "catalog_shop": {"slug"},
    "catalog_translation": {"object_type", "field", "source_hash"},
    "catalog_product": {"handle", "unit", "currency"},
    "catalog_bulkrun": {"language"},
    "catalog_importrun": {"file_sha256", "path", "encoding", "delimiter", "signature", "step"},
    "catalog_importmapping": {"signature"},
    "catalog_picture": {"path", "sha256", "media_type"},
    "places_belt": {"province", "categories"},
    "places_market": {"province"},
    "places_hall": {"code"},
    "inventory_pool": {"unit"},
    "inventory_reservation": {"owner_ref"},
    "discovery_listing": {"category", "categories", "facets", "unit", "currency", "belt", "market", "province"},
    "discovery_searchnote": {"language", "door"},
    "discovery_savedsearch": {"query"},
    "discovery_standing": {"category"},
    "discovery_seat": {"category"},
    "discovery_scale": {"category", "unit", "currency", "marks"},
    "discovery_term": {"text", "lexeme", "ref", "language", "pinyin", "initials", "grams"},
    "discovery_synonym": {"language"},
    "payments_paymentintent": {"number", "reference", "currency", "why_closed", "return_path"},
    "payments_transferslip": {"path", "sha256", "media_type"},
    "payments_providercall": {"key"},
    "payments_inboundnotice": {"digest"},
    "payments_unmatchedfund": {"currency"},
    "payments_bankline": {"currency"},
    "payments_refund": {"number", "currency"},
    "payments_payoutbatch": {"number", "currency", "encoding", "sha256"},
    "payments_payout": {"number", "currency"},
    "deals_deal": {"number", "currency", "terms_hash"},
    "deals_termsversion": {"hash"},
    "deals_dealline": {"unit", "currency", "page", "picture"},
    "deals_milestone": {"currency"},
    "logistics_deliveryaddress": {"province"},
    "logistics_freighttemplate": {"carrier", "currency"},
    "logistics_shipment": {"carrier"},
    "logistics_shipmentline": {"unit"},
    "logistics_trackingevent": {"digest"},
    "logistics_subscription": {"token", "salt"},
    "freight_card": {"code", "zone_name", "currency"},  # freight.checks takes no others
    "freight_zone": {"country"},
    "freight_calendar": {"country", "zone_name", "zones"},
    "freight_promise": {"card", "calendars", "zone_name", "country", "zone"},
    "customs_dutyrow": {"prefix", "origin", "unit", "currency", "status"},
    "customs_heading": {"name_zh"},  # empty exactly where its status says so
    "loading_categoryestimate": {"unit"},
    "landedcost_feerow": {"country"},
    "landedcost_frozenquote": {"number", "country", "currency", "card", "asked", "told", "digest"},
    "landedcost_scenario": {"asked"},
    "domestic_cartline": {"unit"},
    "domestic_spotorder": {"currency", "carrier", "closed_by"},
}  # fmt: skip


def fitting(text: str, longest: int | None) -> str:
    """The payload that stands for a text: always the same for the same text, so that names keep naming each other."""
    turn = zlib.crc32(text.encode())
    mark = f" {turn:08x}"
    room = longest or 100_000
    fits = [payload for payload in PAYLOADS if len(payload) + len(mark) <= room]
    if fits:
        return fits[turn % len(fits)] + mark
    short = [payload for payload in SHORT if len(payload) <= room]
    return (short[turn % len(short)] + mark)[: max(room, 0)] if short else text


def in_address(text: str) -> str:
    """A valid mail address that is a payload when it is not escaped."""
    turn = zlib.crc32(text.encode())
    return f'"<svg/onload=__hit({turn % 30})><b/data-hit>{turn:08x}"@example.com'


def in_json(value: Any, longest: int | None = None) -> Any:
    """The same with every human text, names included, in its place."""
    if isinstance(value, str):
        return fitting(value, longest) if HUMAN.search(value) else value
    if isinstance(value, list):
        return [in_json(one, longest) for one in value]
    if isinstance(value, dict):
        return {in_json(name, longest): in_json(one, longest) for name, one in value.items()}
    return value


@dataclass
class Planted:
    """How many values of which fields hold payloads now, and which fields refused them."""

    values: int = 0
    fields: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)


def text_fields() -> Iterator[tuple[str, str, str, models.Field[Any, Any]]]:
    """Table, key, column and field of everything that may hold a person's words."""
    for model in apps.get_models():
        table = model._meta.db_table
        if not model.__module__.startswith("sourcebridge."):
            continue
        for one in model._meta.concrete_fields:
            holds = isinstance(one, models.CharField | models.TextField | models.JSONField)
            holds = holds or one.get_internal_type() == "ArrayField"
            if holds and not one.primary_key and not one.choices and not one.is_relation:
                key, column = model._meta.pk.column or "", one.column or ""
                yield table, key, column, one


def plant(dsn: str, *, spared: set[str]) -> Planted:
    """Put payloads into every text field of every row, as the server's superuser and past all triggers.

    `spared` are mail addresses that stay, for those who look. JSON keeps its shape; machine-made fields stay.
    """
    done = Planted()
    with psycopg.connect(dsn) as connection:
        connection.execute("SET session_replication_role = replica")
        for table, key, column, one in text_fields():
            if column in MACHINE.get(table, set()):
                continue
            try:
                with connection.transaction():
                    _plant_field(connection, table, key, column, one, spared, done)
            except psycopg.Error as error:
                done.refused[f"{table}.{column}"] = str(error).splitlines()[0]
    return done


def _plant_field(
    connection: psycopg.Connection[Any], table: str, key: str, column: str, one: models.Field[Any, Any],
    spared: set[str], done: Planted,
) -> None:  # fmt: skip
    names = sql.Identifier(table), sql.Identifier(key), sql.Identifier(column)
    rows = connection.execute(sql.SQL("SELECT {1}, {2} FROM {0}").format(*names)).fetchall()
    changed = []
    for pk, value in rows:
        if value is None or (one.unique and value == ""):
            continue
        if isinstance(one, models.EmailField):
            new: Any = value if value in spared else in_address(value)
        elif isinstance(one, models.JSONField):
            new = in_json(value)
        elif isinstance(value, list):
            new = in_json(value, getattr(getattr(one, "base_field", None), "max_length", None))
        else:
            new = fitting(value or str(pk), one.max_length)
        if new != value:
            changed.append((Jsonb(new) if isinstance(one, models.JSONField) else new, pk))
    if changed:
        with connection.cursor() as cursor:
            cursor.executemany(sql.SQL("UPDATE {0} SET {2} = %s WHERE {1} = %s").format(*names), changed)
        done.values += len(changed)
        done.fields.add(f"{table}.{column}")

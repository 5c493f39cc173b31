"""A word of its own in every private text of every row, so that an output tells whose text it shows."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from django.apps import apps
from django.db import models
from psycopg import sql
from psycopg.types.json import Jsonb

from sourcebridge.catalog.models import Product
from tests.neighbours.script_payloads import HUMAN, MACHINE, text_fields
from tests.neighbours.world_owners import OF_NOBODY, Owned, Owners

WORD = re.compile(r"zq\d{7}q")
# Shown to everybody, and why.
PUBLIC = {
    "parties_company": {"name", "name_en", "region"},  # who trades here
    "catalog_shop": {"name", "name_en", "freight_note", "monthly_output"},  # the shop's page
    "catalog_shopsection": {"name", "name_en"},  # the shop's shelves
    "catalog_closure": {"note"},  # why the shop is closed
    "parties_licence": {"claimed_number", "verified_number"},  # what a company claims beside what was verified
    "places_beltmember": {"evidence"},  # what a supplier says for its place in a belt
    "places_stall": {"number"},  # where the shop stands
    "discovery_listing": {"title_zh", "title_en"},  # what is for sale
}
# Shown to everybody while the goods are for sale; those of drafts are private.
OF_GOODS = {
    "catalog_translation": {"text"}, "catalog_sku": {"code", "options", "options_key", "barcode"},
    "catalog_product": {"option_names"}, "catalog_picture": {"alt"}, "catalog_attributevalue": {"text"},
}  # fmt: skip
# Kept as they are, and why.
SPARED = {
    "catalog_sku": {"options_key"},  # computed from the options
    "catalog_importrun": {"header", "columns", "answers", "notes"},  # names of columns the import works by
    "catalog_importmapping": {"columns", "answers"},
    "catalog_bulkrun": {"value"}, "catalog_product": {"option_names"},
    "domestic_spotorder": {"freight"}, "payments_providercall": {"answer"}, "audit_eventrecord": {"payload"},
    "parties_user": {"email"}, "messaging_mail": {"to"}, "logistics_subscription": {"message"},
}  # fmt: skip
# Addresses by which the crawl reads nothing: whatever else gives no answer is a page whose leaks would not be seen.
UNREAD = {
    # tables of the law of the land, of which the world has none or which want a question
    "GET /customs/duties", "GET /customs/headings", "GET /fx/rates", "GET customs/<str:heading>/", "GET /search/why",
    # only posts are taken, or the answer leads on
    "GET addresses/<uuid:address_id>/remove/", "GET clock/advance", "GET companies/switch/", "GET company/leave/",
    "GET company/invitations/<uuid:invitation_id>/withdraw/", "GET company/licences/<uuid:licence_id>/withdraw/",
    "GET company/members/<uuid:member_id>/remove/", "GET company/members/<uuid:member_id>/roles/",
    "GET company/tokens/<uuid:token_id>/revoke/", "GET landed/quotes/keep/", "GET landed/saved/keep/",
    "GET landed/saved/<uuid:scenario_id>/delete/", "GET orders/<str:number>/urge/", "GET searches/<uuid:saved_id>/",
    "GET searches/<uuid:saved_id>/forget/", "GET searches/<uuid:saved_id>/rename/", "GET stalls/<uuid:stall_id>/",
    "GET supplier/freight/<uuid:template_id>/retire/", "GET supplier/goods/<uuid:product_id>/pictures/",
    "GET supplier/money/payout/", "GET supplier/places/give-up/<uuid:stall_id>/",
    "GET supplier/places/leave/<uuid:member_id>/", "GET supplier/translations/take/", "GET account/data/keep/",
    # for providers and for who holds a key
    "GET callbacks/alipay/", "GET callbacks/kuaidi100/<str:token>/", "GET pay/return/alipay/",
    "GET /invitations/{key}", "GET invitations/<str:key>/", "GET goods/pictures/<uuid:picture_id>/<slug:digest>",
    # a ticket, a person's own data (test_personal_acts.py), terms of export that the goods of the world do not have
    "GET /live", "GET /me/erasure", "GET account/data/<uuid:export_id>/<str:key>/",
    "GET /products/{product_id}/export-listing",
}  # fmt: skip


@dataclass
class Canaries:
    """Whose each word is and where it was put."""

    owners: dict[str, Owners] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)

    def word(self, owners: Owners, place: str) -> str:
        made = f"zq{len(self.owners):07d}q"
        self.owners[made], self.places[made] = owners, place
        return made

    def foreign(self, text: str, company: UUID | None) -> set[str]:
        """Where the words came from that this company should not read."""
        return {
            self.places[word]
            for word in WORD.findall(text)
            if word in self.owners and (company is None or company not in self.owners[word])
        }

    def in_json(self, value: Any, owners: Owners, place: str) -> Any:
        """The same shape with every human text replaced."""
        if isinstance(value, str):
            return self.word(owners, place) if HUMAN.search(value) else value
        if isinstance(value, list):
            return [self.in_json(one, owners, place) for one in value]
        if isinstance(value, dict):
            return {name: self.in_json(one, owners, place) for name, one in value.items()}
        return value


def plant(dsn: str, owned: Owned, platform: UUID) -> Canaries:
    """Replace every private text, as the server's superuser and past all triggers."""
    done, models_of = Canaries(), {model._meta.db_table: model for model in apps.get_models()}
    drafts = {str(pk) for pk in Product.objects.exclude(state="PUBLISHED").values_list("pk", flat=True)}
    with psycopg.connect(dsn) as connection:
        connection.execute("SET session_replication_role = replica")
        for table, key, column, one in text_fields():
            label = models_of[table]._meta.label
            unmarked = MACHINE.get(table, set()) | SPARED.get(table, set()) | PUBLIC.get(table, set())
            if column in unmarked or label in OF_NOBODY or (one.max_length or 99) < len("zq0000000q"):
                continue
            goods = (
                "id" if table == "catalog_product" else "object_id" if table == "catalog_translation" else "product_id"
            )
            only = (goods, drafts) if column in OF_GOODS.get(table, set()) else None
            try:
                with connection.transaction():
                    _plant(connection, (table, key, column), one, (owned, label, frozenset({platform})), done, only)
            except psycopg.Error as error:
                done.refused[f"{table}.{column}"] = str(error).splitlines()[0]
    return done


def _plant(
    connection: psycopg.Connection[Any], names: tuple[str, str, str], one: models.Field[Any, Any],
    whose: tuple[Owned, str, Owners], done: Canaries, only: tuple[str, set[str]] | None,
) -> None:  # fmt: skip
    (owned, label, platform), (table, key, column) = whose, names
    quoted = [sql.Identifier(name) for name in (table, key, column, only[0] if only else key)]
    rows = connection.execute(sql.SQL("SELECT {1}, {2}, {3} FROM {0}").format(*quoted)).fetchall()
    changed = []
    for pk, value, goods in rows:
        if value is None or (only and str(goods) not in only[1]):
            continue
        owners = owned.of(label, pk) or platform
        place = f"{table}.{column}"
        if isinstance(one, models.JSONField):
            new: Any = Jsonb(done.in_json(value, owners, place))
        elif isinstance(value, list):
            new = [done.word(owners, place) if HUMAN.search(str(item)) else item for item in value]
        elif not value and one.unique:
            continue
        else:
            new = done.word(owners, place)
        changed.append((new, pk))
    if changed:
        with connection.cursor() as cursor:
            cursor.executemany(sql.SQL("UPDATE {0} SET {2} = %s WHERE {1} = %s").format(*quoted), changed)
        done.fields.add(f"{table}.{column}")


def readable(body: bytes) -> str:
    """The text of an answer; workbooks are unpacked."""
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return "\n".join(book.read(name).decode(errors="replace") for name in book.namelist())
    for encoding in ("utf-8", "gb18030", "utf-16"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode("latin-1")

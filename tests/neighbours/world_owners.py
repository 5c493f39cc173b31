"""Whose each row is, found by walking the models: the companies it names, else those of the rows it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from sourcebridge.catalog.models import Product, Translation
from sourcebridge.deals.models import Deal
from sourcebridge.parties.models import Company, Membership, User

Owners = frozenset[UUID]
NOBODY: Owners = frozenset()
_NAMES: dict[str, type[models.Model]] = {"deal_id": Deal, "user_id": User}

# Where the first rule (companies named by the row itself, else its parents) would name too many or too few.
NAMED_BY = {
    "inventory.Reservation": ("pool", "company"),
    "inventory.Pool": ("site",),
    "catalog.AgreedPrice": ("product", "buyer_company"),
    "catalog.ApprovedBuyer": ("shop", "buyer_company"),
    "discovery.Seen": ("user",),
    "discovery.SavedSearch": ("company",),
    "parties.User": (),
    "parties.Company": (),
    "payments.UnmatchedFund": (),
    "payments.BankLine": (),
    "places.Market": (),
}  # fmt: skip
# The law of the land: the same for everybody, or the machinery's own.
OF_NOBODY = {"clock.ClockOffset", "catalog.Category", "catalog.Attribute", "catalog.AttributeOption", "places.Belt",
             "places.Market", "places.Hall", "discovery.Term", "discovery.Wordbook", "discovery.Scale",
             "discovery.Synonym", "parameters.Parameter", "loading.ContainerKind", "loading.CartonKind",
             "loading.CategoryEstimate", "freight.Card", "freight.Zone", "freight.Rate", "freight.Surcharge",
             "freight.Block", "freight.Ending", "customs.DutyRow", "customs.Ending", "customs.Heading",
             "customs.CategoryHeading", "fx.Reference", "landedcost.FeeRow", "landedcost.Gateway",
             "landedcost.RebateRate"}  # fmt: skip
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass
class Owned:
    """The owners of every row, by model label and by key; a row's key is the text of its primary key."""

    rows: dict[str, dict[str, Owners]] = field(default_factory=dict)
    by_key: dict[str, tuple[str, Owners]] = field(default_factory=dict)

    def of(self, label: str, key: Any) -> Owners:
        return self.rows.get(label, {}).get(named(key), NOBODY)


def named(key: Any) -> str:
    """The text of a primary key, of several columns or one."""
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)


def own_models() -> list[type[models.Model]]:
    """All models of the project."""
    return [model for model in apps.get_models() if model.__module__.startswith("sourcebridge.")]


@cache
def _parents(model: type[models.Model]) -> tuple[list[models.Field[Any, Any]], list[models.Field[Any, Any]]]:
    """The fields that name companies, and those that name other rows with owners."""
    label = model._meta.label
    fields = [one for one in model._meta.concrete_fields if not one.primary_key or one.is_relation]
    if label in NAMED_BY:
        fields = [one for one in fields if one.name in NAMED_BY[label]]
    companies = [one for one in fields if one.related_model is Company or one.attname == "company_id"]
    others = [one for one in fields if one.is_relation and one.related_model is not Company]
    others += [one for one in fields if one.name in _NAMES and not one.is_relation]
    return companies, others


def owned() -> Owned:
    """Walk the database."""
    found = Owned()
    found.rows[Company._meta.label] = {str(pk): frozenset({pk}) for pk in Company.objects.values_list("pk", flat=True)}
    people: dict[str, Owners] = {}
    for user, company in Membership.objects.values_list("user_id", "company_id"):
        people[str(user)] = people.get(str(user), NOBODY) | {company}
    found.rows[User._meta.label] = people
    for model in own_models():
        _walk(model, found)
    for label, rows in found.rows.items():
        if len(keys := apps.get_model(label)._meta.pk_fields) > 1 or keys[0].is_relation:
            continue
        found.by_key |= {key: (label, owners) for key, owners in rows.items()}
    return found


def _walk(model: type[models.Model], found: Owned) -> None:
    label = model._meta.label
    if label in found.rows:
        return
    found.rows[label] = {}
    companies, others = _parents(model)
    if label not in NAMED_BY and companies and label != "audit.AuditEntry":
        others = []
    names = [one.attname for one in [*companies, *others]]
    for one in others:
        parent = _model_of(one)
        if parent is not model:
            _walk(parent, found)
    for pk, *values in model._default_manager.values_list("pk", *names):
        owners = {value for value in values[: len(companies)] if value}
        for one, value in zip(others, values[len(companies) :], strict=True):
            if value:
                owners |= found.of(_model_of(one)._meta.label, value)
        found.rows[label][named(pk)] = frozenset(owners)
    if model is Translation:
        _texts(found)


def _texts(found: Owned) -> None:
    _walk(Product, found)
    for pk, subject in Translation.objects.values_list("pk", "object_id"):
        found.rows["catalog.Translation"][str(pk)] = found.of("catalog.Product", subject) | found.of(
            "catalog.Shop", subject
        )


def _model_of(one: models.Field[Any, Any]) -> type[models.Model]:
    if one.is_relation:
        parent: type[models.Model] = one.related_model  # type: ignore[assignment]
        return parent
    return _NAMES[one.name]


VOLATILE = {
    "django_session", "usersessions_usersession", "discovery_searchnote", "procrastinate_workers", "parties_user",
    "parties_apitoken", "discovery_term", "auth_permission", "django_content_type", "catalog_category",
    "catalog_attribute", "catalog_attributeoption",
}  # fmt: skip


def tables() -> Iterator[tuple[str, str, list[str]]]:
    """Label, table and key columns of everything that a refused request may not change."""
    for model in [*own_models(), *apps.get_app_config("account").get_models()]:
        if model._meta.db_table not in VOLATILE:
            yield model._meta.label, model._meta.db_table, [str(one.column) for one in model._meta.pk_fields]


def checksums() -> dict[tuple[str, str], str]:
    """A hash of every row."""
    parts = []
    for label, table, keys in tables():
        key = " || '/' || ".join(f't."{one}"::text' for one in keys)
        parts.append(f"SELECT '{label}' AS label, {key} AS pk, md5(t::text) AS sum FROM \"{table}\" t")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {(label, pk): digest for label, pk, digest in cursor.fetchall()}


def changed(before: dict[tuple[str, str], str], after: dict[tuple[str, str], str]) -> set[tuple[str, str]]:
    """Label and key of the rows that were added, removed or changed."""
    return {row for row, _digest in before.items() ^ after.items()}

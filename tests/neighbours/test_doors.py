"""Every way in for a file and every field that takes an address, found by walking the code: a new one must be named.

What happens behind the named gates is measured elsewhere: files in test_bombs.py, addresses that are called in
test_inward.py, numbers and broken tables of the operator's desks beside their readers.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from django import forms
from django.apps import apps
from django.db import models

from sourcebridge.config.api import api
from sourcebridge.customs import dutyfile
from sourcebridge.customs.forms import DutyForm
from sourcebridge.freight import files as cardfile
from sourcebridge.freight.forms import CalendarForm
from sourcebridge.kit.schemas import Input
from sourcebridge.runtime.paths import PROJECT
from tests.kit.test_outgoing import OK, listening
from tests.neighbours.test_inward import forms as inward

SOURCE = PROJECT / "src" / "sourcebridge"
ADDRESS = re.compile(
    r"(^|_)(url|urls|uri|href|link|links|website|webhook|callback|host|domain|endpoint|gateway|return_path)(_|$)"
)
# Where people write addresses. CALLED: asked for by a job, through the gate alone. Else only shown.
CALLED = {"catalog.Picture.source_url"}
SHOWN = {
    "freight.Card.url", "freight.Calendar.url", "customs.DutyRow.url",  # where a rate was read; a link beside it
    "freight.forms.CalendarForm.url", "freight.schemas.FreightCalendarIn.url", "customs.forms.DutyForm.url",
    "payments.PaymentIntent.return_path",  # written by us: the page of the order
}  # fmt: skip
# Who may call outside, each through `kit.outgoing`; those who ask where somebody says stand in test_inward.FETCHERS.
CALLERS = {
    "catalog/adapters/web_pictures/__init__.py", "logistics/adapters/kuaidi100/client.py",
    "payments/adapters/alipay/client.py",
}  # fmt: skip
# Each way in for a file and the gate it passes: test_bombs.py measures pictures, documents and tables.
PICTURE, DOCUMENT, TABLE, LINES = "accept_image", "accept_document", "a table read row by row", "a text of bounded size"
DOORS = {
    "catalog_add_picture": PICTURE, "catalog_take_table": TABLE, "catalog_upload_import": TABLE,
    "parties_submit_licence": DOCUMENT, "payments_upload_slip": DOCUMENT,
    "catalog.forms.UploadForm.file": TABLE, "catalog.forms_categories.TreeFileForm.file": LINES,
    "parties.forms.LicenceForm.document": DOCUMENT, "payments.forms.SlipForm.slip": DOCUMENT,
    "freight.forms.CardFileForm.file": LINES, "fx.forms.RatesForm.file": LINES, "customs.forms.RowsForm.file": LINES,
    "shell.inputs.LinesForm.file": LINES,
    "catalog/pages/product.py": PICTURE, "catalog/pages/pictures.py": PICTURE, "catalog/pages/translations.py": TABLE,
}  # fmt: skip


def below(kind: type[Any]) -> Iterator[type[Any]]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def form_fields() -> Iterator[tuple[str, str, forms.Field]]:
    """Every field of every form: its full name, its own name, the field."""
    for place in sorted(SOURCE.rglob("forms*")):
        if place.suffix == ".py" or (place / "__init__.py").exists():
            import_module(".".join(("sourcebridge", *place.relative_to(SOURCE).with_suffix("").parts)))
    found: set[Any] = set(below(forms.BaseForm))
    for form in found:
        where = form.__module__.removeprefix("sourcebridge.")
        if form.__module__.startswith("sourcebridge.") and where != "shell.pages":  # the book of styles
            fields: dict[str, forms.Field] = getattr(form, "base_fields", {})
            for name, one in fields.items():
                yield f"{where}.{form.__name__}.{name}", name, one


def address_fields() -> Iterator[str]:
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            text = isinstance(column, models.CharField | models.TextField) and ADDRESS.search(column.name)
            if model.__module__.startswith("sourcebridge.") and (text or isinstance(column, models.URLField)):
                yield f"{model._meta.label}.{column.name}"
    for where, name, one in form_fields():
        if ADDRESS.search(name) or isinstance(one, forms.URLField):
            yield where
    assert api.urls
    for shape in below(Input):
        for name in getattr(shape, "model_fields", {}):
            if ADDRESS.search(name):
                yield f"{shape.__module__.removeprefix('sourcebridge.')}.{shape.__name__}.{name}"
    for operation in operations():
        for given in operation.get("parameters", []):
            if ADDRESS.search(given["name"]):
                yield f"{operation['operationId']} {given['name']}"


def operations() -> Iterator[dict[str, Any]]:
    for methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].values():
        yield from methods.values()


def doors() -> Iterator[str]:
    """Calls that take files, forms with a field for one, and pages that read files past any form."""
    for operation in operations():
        if "multipart/form-data" in operation.get("requestBody", {}).get("content", {}):
            yield str(operation["operationId"])
    for where, _name, one in form_fields():
        if isinstance(one, forms.FileField):
            yield where
    for place in SOURCE.rglob("*.py"):
        if reads_files(place.read_text(encoding="utf-8")):
            yield place.relative_to(SOURCE).as_posix()


def reads_files(code: str) -> bool:
    """Whether a file of a request is taken by its name, rather than handed whole to a form."""
    for node in ast.walk(ast.parse(code)):
        taken = node.value if isinstance(node, ast.Attribute | ast.Subscript) else None
        if isinstance(taken, ast.Attribute) and taken.attr == "FILES":
            return True
    return False


def calls(place: Path) -> bool:
    """Whether a module uses the gate for outgoing calls."""
    for node in ast.walk(ast.parse(place.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{one.name}" for one in node.names} | {node.module}
            if names & {"sourcebridge.kit.outgoing", "sourcebridge.kit.dialling"}:
                return True
    return False


class TestFiles:
    def test_every_door_names_its_gate(self) -> None:
        assert set(doors()) == set(DOORS)

    def test_a_new_door_is_seen(self) -> None:
        assert reads_files("def page(request):\n    kept = request.FILES['scan'].read()")
        assert reads_files("def page(request):\n    return request.FILES.getlist('scan')")
        assert not reads_files("def page(request):\n    return Form(request.POST, request.FILES)")


class TestAddresses:
    def test_every_field_is_known(self) -> None:
        assert set(address_fields()) - CALLED - SHOWN == set()

    def test_a_new_field_is_seen(self) -> None:
        seen = ("webhook", "logo_url", "url", "ftp_host", "callback_uri", "api_endpoint")
        assert all(ADDRESS.search(name) for name in seen)
        assert not any(ADDRESS.search(name) for name in ("curl", "linked", "hosted_by", "hourly"))

    def test_only_known_modules_call_outside(self) -> None:
        found = {place.relative_to(SOURCE).as_posix() for place in SOURCE.rglob("*.py") if calls(place)}
        assert {one for one in found if not one.startswith("kit/")} == CALLERS

    def test_what_is_only_shown_is_never_called(self) -> None:
        with listening(OK) as canary:
            for url in inward(canary.port):
                DutyForm({"url": url}).is_valid()
                CalendarForm({"url": url}).is_valid()
                dutyfile.read(f"country,kind,valid_from,source,url\nUS,MFN,{date(2026, 1, 1)},s,{url}")
                cardfile.read(f"#card,code,url\ncard,A,{url}")
            assert canary.hits == 0

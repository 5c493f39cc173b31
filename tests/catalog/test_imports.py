"""Shopify's files on their way into a shop."""

from __future__ import annotations

import pytest

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog import queries, services
from sourcebridge.catalog.intake import Answers
from sourcebridge.catalog.models import ImportRun, Product, Sku
from sourcebridge.parties.models import Company
from tests.catalog.conftest import NOW, SAMPLES, supplier_by

pytestmark = pytest.mark.django_db

LOOK_ALIKE = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,"
    "Option3 Name,Option3 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,"
    "Variant Inventory Policy,Variant Fulfillment Service,Variant Price,Variant Compare At Price,"
    "Variant Requires Shipping,Variant Taxable,Variant Barcode,Image Src,Image Position,Image Alt Text,Gift Card,"
    "Variant Image,Variant Weight Unit,Variant Tax Code,Cost per item\n"
    "sea-shirt,Sea Shirt,\"Blue, with a\ncollar\",us,,men,true,Title,Default Title,,,,,,0,,1,deny,manual,50,,true,true,,"
    "https://pictures.invalid/sea.jpg,1,,false,,kg,,3.5\n"
    "clay-pot,Clay Pot,<p>Clay <script>x</script>pot</p>,us,Outdoor,Pot,true,Size,Regular,,,,,,0,,1,deny,manual,9.99,,true,true,,"
    "https://pictures.invalid/pot.jpg,1,,false,,kg,,\n"
    "clay-pot,,,,,,,,Large,,,,,,0,,3,deny,manual,15.99,,true,true,,https://pictures.invalid/pot2.jpg,2,,,,kg,,\n"
)


def contents() -> list[object]:
    """The look-alike, and the real files where they are at hand."""
    cases: list[object] = [pytest.param(LOOK_ALIKE.encode(), id="look-alike")]
    for name in ("shopify-apparel.csv", "shopify-home-and-garden.csv"):
        path = SAMPLES / name
        here = path.exists()
        mark = () if here else pytest.mark.skip(reason=f"{name} is not in SAMPLES; the look-alike ran instead")
        cases.append(pytest.param(path.read_bytes() if here else b"", id=name, marks=mark))
    return cases


def run_file(company: Company, content: bytes, **answers: object) -> ImportRun:
    by = supplier_by(company)
    run = services.upload(company_id=company.id, file_name="products.csv", content=content, by=by, now=NOW)
    services.answer(company_id=company.id, run_id=run.id, answers=Answers(**answers), by=by, now=NOW)  # type: ignore[arg-type]
    services.start(company_id=company.id, run_id=run.id, by=by, now=NOW)
    while services.apply_chunk(run_id=run.id, now=NOW, size=7):
        pass
    run.refresh_from_db()
    return run


def tally(run: ImportRun) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in queries.import_items(run.id):
        found[item.verdict] = found.get(item.verdict, 0) + 1
    return found


class TestWholeFile:
    @pytest.mark.parametrize("content", contents())
    def test_goes_in_and_a_second_time_changes_nothing(self, factory: Company, content: bytes) -> None:
        first = run_file(factory, content)
        assert first.state == "DONE"
        assert set(tally(first)) == {"CREATED"}, [i.problems for i in queries.import_items(first.id)]
        before = (
            list(Product.objects.order_by("id").values()),
            list(Sku.objects.order_by("id").values()),
            AuditEntry.objects.exclude(verb__startswith="catalog.import").count(),
            EventRecord.objects.exclude(name__startswith="catalog.import").count(),
        )
        again = run_file(factory, content)
        assert set(tally(again)) == {"UNCHANGED"}
        assert before == (
            list(Product.objects.order_by("id").values()),
            list(Sku.objects.order_by("id").values()),
            AuditEntry.objects.exclude(verb__startswith="catalog.import").count(),
            EventRecord.objects.exclude(name__startswith="catalog.import").count(),
        )

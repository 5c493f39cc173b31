"""What goes out in our template comes back in unchanged, whatever the goods are like. Pure."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sourcebridge.catalog import intake
from sourcebridge.catalog.drafts import PackagingDraft, ProductDraft, SkuDraft
from sourcebridge.catalog.files import build, guard, output, template
from sourcebridge.catalog.files.encoding import encoding_of
from sourcebridge.catalog.files.lines import CsvFile
from sourcebridge.catalog.files.tree import Leaf, Tree
from sourcebridge.catalog.intake import Answers

TREE = Tree({"shirts": Leaf("shirts", "衬衫", "Shirts")}, {"shirts": {}})
WORDS = st.text(st.characters(blacklist_categories=("C", "Z")), min_size=1, max_size=20)
PRICES = st.decimals("0.01", "9999", places=2)
LADDERS = st.lists(PRICES, min_size=1, max_size=5, unique=True).map(
    lambda prices: tuple((Decimal(10**step), price) for step, price in enumerate(sorted(prices, reverse=True)))
)
FIGURES = st.none() | st.integers(1, 99_999)


@st.composite
def goods(draw: st.DrawFn) -> ProductDraft:
    """Goods in normal form, with ladders for all or for some variants."""
    values = draw(st.lists(WORDS, min_size=1, max_size=4, unique_by=lambda word: SkuDraft((("a", word),)).key))
    ladder = draw(LADDERS)
    single = len(values) == 1 and draw(st.booleans())
    skus = tuple(
        SkuDraft(
            options=() if single else (("颜色", value),),
            code=f"C-{number}",
            weight_g=draw(st.none() | st.decimals("0.001", "99999", places=3)),
            barcode=draw(st.from_regex(r"[0-9]{13}", fullmatch=True)),
            active=draw(st.booleans()),
            tiers=draw(st.just(()) | LADDERS),
        )
        for number, value in enumerate(values)
    )
    length, width = draw(FIGURES), draw(FIGURES)
    pack = PackagingDraft(
        "CARTON", holds=Decimal(draw(st.integers(1, 999))), length_mm=length, width_mm=width, height_mm=draw(FIGURES)
    )
    return ProductDraft(
        handle=draw(st.from_regex(r"[A-Za-z0-9_]{1,12}", fullmatch=True)),
        titles={"zh-hans": draw(WORDS), "en": draw(WORDS)},
        descriptions={"en": draw(WORDS)},
        category="shirts",
        unit=draw(st.sampled_from(["C62", "MTR", "SET", "RO", "DZN"])),
        currency=draw(st.sampled_from(["CNY", "USD"])),
        moq=Decimal(1),
        tiers=ladder,
        skus=skus,
        option_names=() if single else ("颜色",),
        sell_unit=draw(st.sampled_from(["", "HAND", "BOLT", "ROLL", "BUNDLE"])),
        audience=draw(st.sampled_from(["PUBLIC", "APPROVED"])),
        deduct_on=draw(st.sampled_from(["ON_ORDER", "ON_PAYMENT"])),
        sample_price=Decimal("1.5"),
        sample_most=Decimal(2),
        packaging=(pack,),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(goods())
def test_template(draft: ProductDraft) -> None:
    layout = template.Layout(5)
    header = [name for _target, name in layout.columns()]
    rows = template.rows_of(draft, "PUBLISHED", layout, TREE, {})
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "goods.csv"
        place.write_bytes(b"".join(output.csv_lines(header, rows)))
        found = [(n, [guard.unguarded(cell) for cell in cells]) for n, cells in CsvFile(place, encoding_of(place))]
    assert template.is_ours(found[0][1])
    columns = build.Columns(
        found[0][1], [template.target_of(name) for name in found[0][1]], TREE, lambda _words, _more: "", strict=True
    )
    assert {build.key_of(columns, number, cells) for number, cells in found[1:]} == {draft.handle}
    item = build.product(columns, draft.handle, found[1:])
    assert item.said is not None
    assert item.problems == []
    fields = intake.touched({}, item.said)
    current = replace(draft, skus=tuple(replace(sku, tiers=sku.tiers) for sku in draft.skus))
    assert intake.edited(current, item.said, fields, Answers()).flat() == draft.flat()

"""Reading Shopify's product file."""

from __future__ import annotations

import contextlib
import csv
import io
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sourcebridge.catalog.files.faults import Unreadable
from sourcebridge.catalog.files.guard import unguarded
from sourcebridge.kit.csvfile import document
from tests.catalog.shopify_files import LOOK_ALIKE, parsed_file, pots, product, shirt, variant, written

TEXTS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), whitelist_characters="\n"), min_size=1, max_size=40
).filter(lambda text: bool(text.replace("\xa0", " ").strip()))


def said(content: bytes) -> list[dict[str, Any]]:
    return [item.said or {} for item in parsed_file(content).items]


class TestParse:
    def test_groups_rows_by_handle(self) -> None:
        parsed = parsed_file(LOOK_ALIKE)
        assert [(item.handle, item.first_row) for item in parsed.items] == [("sea-shirt", 2), ("clay-pot", 3)]
        assert parsed.ignored_columns == ["Vendor", "Cost per item"]
        pot = said(LOOK_ALIKE)[1]
        assert [sku["options"] for sku in pot["skus"]] == [[["Size", "Regular"]], [["Size", "Large"]]]
        assert [picture["src"][-8:] for picture in pot["pictures"]] == ["/pot.jpg", "pot2.jpg"]

    def test_default_title_means_no_options(self) -> None:
        [only] = said(written([shirt()]))
        assert (only["option_names"], only["skus"][0]["options"]) == ([], [])

    def test_zero_grams_are_unknown(self) -> None:
        assert said(written([shirt()]))[0]["skus"][0]["grams"] is None
        assert said(written([shirt(Variant_Grams="250")]))[0]["skus"][0]["grams"] == "250"

    def test_rows_with_a_picture_only_add_a_picture(self) -> None:
        [pot] = said(
            written([*pots(), {"Handle": "clay-pot", "Image Src": "https://x.invalid/3.jpg", "Image Position": "3"}])
        )
        assert (len(pot["skus"]), len(pot["pictures"])) == (2, 3)

    def test_an_archived_or_unpublished_product_is_not_for_sale(self) -> None:
        assert said(written([shirt(Published="false")]))[0]["published"] is False

    def test_the_same_options_twice_are_a_problem(self) -> None:
        [item] = parsed_file(written([*pots(), variant("clay-pot", "LARGE ", "3")])).items
        assert [problem["reason"] for problem in item.problems] == ["option_repeats"]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
    def test_reads_what_spreadsheets_write(self, encoding: str) -> None:
        content = written([product("chenyi", "全棉斜纹衬衫，春秋款", "9.8")], encoding)
        parsed = parsed_file(content)
        assert parsed.items[0].said is not None
        assert parsed.items[0].said["title"] == "全棉斜纹衬衫，春秋款"

    def test_reads_western_windows(self) -> None:
        content = written([product("creme", "Crème fraîche déco", "9.8")], "cp1252")
        parsed = parsed_file(content)
        assert (parsed.encoding, said(content)[0]["title"]) == ("cp1252", "Crème fraîche déco")

    @given(st.binary(max_size=400))
    def test_any_bytes_are_read_or_refused(self, content: bytes) -> None:
        with contextlib.suppress(Unreadable):
            parsed_file(content)

    @given(st.binary(max_size=300))
    def test_any_bytes_below_the_header_are_read_or_refused(self, content: bytes) -> None:
        header = written([]).rstrip(b"\n")
        with contextlib.suppress(Unreadable):
            parsed_file(header + b"\n" + content)

    @settings(suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.tuples(TEXTS, TEXTS, st.integers(1, 99999)), min_size=1, max_size=6))
    def test_what_was_written_is_read(self, rows: list[tuple[str, str, int]]) -> None:
        content = written(
            product(f"p-{index}", title, f"{cents / 100:.2f}", Tags=tags)
            for index, (title, tags, cents) in enumerate(rows)
        )
        found = said(content)
        assert [item["title"] for item in found] == [
            unguarded(title.replace("\xa0", " ").strip()) for title, _tags, _cents in rows
        ]
        assert [item["skus"][0]["price"] for item in found] == [
            f"{cents / 100:.2f}".rstrip("0").rstrip(".") for *_texts, cents in rows
        ]


class TestExportedCells:
    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "＝"])
    def test_never_start_a_formula(self, start: str) -> None:
        text = document(["a"], [[f"{start}HYPERLINK(1)"]]).decode("utf-8-sig")
        [_header, [cell]] = list(csv.reader(io.StringIO(text, newline="")))
        assert cell.startswith("'")

    def test_numbers_stay_numbers(self) -> None:
        assert document(["a"], [["-9.80"]]).decode("utf-8-sig").splitlines()[1] == "-9.80"

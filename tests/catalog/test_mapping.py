"""What the columns of unseen files mean."""

from __future__ import annotations

import pytest

from sourcebridge.catalog.files import mapping
from sourcebridge.catalog.files.template import Layout, is_ours, target_of
from tests.catalog import foreign_files as files

KNOWN = [
    mapping.Known("weight", "克重", "Weight"),
    mapping.Known("width", "门幅", "Width"),
    mapping.Known("composition", "成分", "Composition"),
    mapping.Known("material", "材质", "Material"),
]


def guessed(rows: list[list[str]]) -> tuple[list[str], list[str]]:
    numbered = [(number, row) for number, row in enumerate(rows, start=1) if any(row)]
    at, start = mapping.header_row(numbered)
    header = numbered[at][1]
    return header, [g.target or "ignore" for g in mapping.guess(header, [row for _n, row in numbered[start:]], KNOWN)]


class TestForeignFiles:
    @pytest.mark.parametrize(
        ("rows", "header", "means"),
        [
            (files.erp_rows(), files.ERP_HEADER, files.ERP_MEANS),
            (files.list_rows(), files.LIST_HEADER, files.LIST_MEANS),
            (files.flat_rows(), files.FLAT_LABELS, files.FLAT_MEANS),
        ],
        ids=["erp", "price list", "flat file"],
    )
    def test_nine_of_ten_columns_are_mapped_right(
        self, rows: list[list[str]], header: list[str], means: list[str]
    ) -> None:
        found, targets = guessed(rows)
        assert found == header or found == files.FLAT_HEADER
        wrong = [
            (name, target, meant)
            for name, target, meant in zip(found, targets, means, strict=True)
            if target.casefold() != meant.casefold()
        ]
        assert len(wrong) <= len(means) / 10, wrong
        print(f"{len(means) - len(wrong)} of {len(means)} columns", wrong)


class TestTemplate:
    def test_knows_its_own_columns(self) -> None:
        layout = Layout(5, (("weight", "克重", "Weight"),), ("CARTON:holds", "PALLET:gross:g"))
        header = [name for _target, name in layout.columns()]
        assert is_ours(header)
        assert [target_of(name) for name in header] == [target for target, _name in layout.columns()]

    def test_takes_no_foreign_file_for_its_own(self) -> None:
        for header in (files.ERP_HEADER, files.LIST_HEADER, files.FLAT_HEADER):
            assert not is_ours(header)

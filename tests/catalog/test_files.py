"""Reading tables: kinds, encodings, delimiters, workbooks, bombs, bounded memory; cells as numbers and back."""

from __future__ import annotations

import base64
import contextlib
import csv
import datetime
import io
import random
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from sourcebridge.catalog.files import cells, guard, numbers, output
from sourcebridge.catalog.files.encoding import encoding_of
from sourcebridge.catalog.files.faults import Unreadable
from sourcebridge.catalog.files.kinds import kind_of
from sourcebridge.catalog.files.lines import CsvFile
from sourcebridge.catalog.files.sheets import MEGABYTES, SheetFile
from sourcebridge.catalog.files.workbook import NO_VALUE, Workbook, figure
from tests.catalog.foreign_files import openpyxl

TEXT = "货号,品名,单价\r\nA-1,全棉斜纹衬衫，春秋款,9.80\r\n"


def kept(folder: Path, content: bytes) -> Path:
    place = folder / "file"
    place.write_bytes(content)
    return place


def read(place: Path) -> list[tuple[int, list[str]]]:
    return list(SheetFile(place) if kind_of(place) == "XLSX" else CsvFile(place, encoding_of(place)))


def reason(place: Path) -> str:
    with pytest.raises(Unreadable) as refused:
        read(place)
    return refused.value.reason


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "gbk"])
    def test_encodings_are_recognised(self, tmp_path: Path, encoding: str) -> None:
        mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
        place = kept(tmp_path, mark + TEXT.encode(encoding))
        assert [row for _number, row in CsvFile(place, encoding_of(place))] == list(csv.reader(io.StringIO(TEXT)))

    def test_western_windows_is_the_last_guess(self, tmp_path: Path) -> None:
        place = kept(tmp_path, "a,b\nCrème fraîche,déjà\n".encode("cp1252"))
        assert encoding_of(place) == "cp1252"

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_delimiters_are_recognised(self, tmp_path: Path, delimiter: str) -> None:
        rows = [["货号", "说明", "价"], ["A", 'with, comma; and "quotes"\nand a line', "9,80"], ["B", "", "1"]]
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=delimiter).writerows(rows)
        place = kept(tmp_path, out.getvalue().encode())
        assert [row for _number, row in CsvFile(place, "utf-8")] == rows

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"", "empty"),
            (b"a,b\x00c\n1,2", "not_text"),
            (b"\xef\xbb\xbfa,\xff\xfe\n", "wrong_encoding"),
            (b"%PDF-1.7 x", "not_a_table"),
            (b"\x89PNG\r\n", "not_a_table"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", "old_workbook"),
            (b"PK\x03\x04not a zip", "not_a_workbook"),
            (b'a,b\n1,2\n"' + b"x,\n" * 100_000, "quote_open"),
            (b",".join(b"c" for _ in range(501)) + b"\n", "too_many_columns"),
        ],
    )
    def test_what_is_no_table_is_refused_with_a_reason(self, tmp_path: Path, content: bytes, why: str) -> None:
        assert reason(kept(tmp_path, content)) == why

    @given(st.binary(max_size=500))
    def test_any_bytes_are_read_or_refused(self, tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
        place = kept(tmp_path_factory.mktemp("any"), content)
        with contextlib.suppress(Unreadable):
            assert isinstance(read(place), list)


def workbook(folder: Path, rows: list[list[Any]], *, more: dict[str, bytes] | None = None) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    for row in rows:
        page.append(row)
    place = folder / "book.xlsx"
    book.save(place)
    if more:
        with zipfile.ZipFile(place) as old:
            parts = {name: old.read(name) for name in old.namelist()} | more
        with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as new:
            for name, content in parts.items():
                new.writestr(name, content)
    return place


SHEET = "xl/worksheets/sheet1.xml"
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


class TestWorkbook:
    def test_values_are_what_people_typed(self, tmp_path: Path) -> None:
        moment = datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.UTC).replace(tzinfo=None)
        rows: list[list[Any]] = [
            ["货号", "数", "日", "时", "真", "式"],
            ["006", 0.1 + 0.2, datetime.date(2026, 1, 2), moment, True, "=1+1"],
            ["b", 6901234567892, 1e-7, 12.50, False, None],
        ]
        found = [cells for _number, cells in SheetFile(workbook(tmp_path, rows))]
        assert found[1] == ["006", "0.3", "2026-01-02", "2026-01-02 03:04", "TRUE", NO_VALUE]
        assert found[2] == ["b", "6901234567892", "0.0000001", "12.5", "FALSE"]

    def test_the_sheet_with_goods_is_chosen(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        first = book.active
        first.append(["How to fill in"])
        first.append(["Write one row per product"])
        goods = book.create_sheet("Goods")
        goods.append(["Item no", "Product name", "Unit price"])
        goods.append(["A", "Lamp", 3])
        hidden = book.create_sheet("Old")
        hidden.append(["Item no", "Product name", "Unit price", "MOQ"])
        hidden.sheet_state = "hidden"
        place = tmp_path / "book.xlsx"
        book.save(place)
        file = SheetFile(place)
        assert (len(list(file)), file.sheet) == (2, "Goods")

    @pytest.mark.parametrize(
        ("sheet", "why"),
        [
            (
                (
                    f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet {SPACE}><sheetData>'
                    "<row><c t='str'><v>&b;</v></c></row></sheetData></worksheet>"
                ),
                "workbook_entities",
            ),
            (
                f"<worksheet {SPACE}><sheetData><row><c r='ZZZ1'><v>1</v></c></row></sheetData></worksheet>",
                "too_many_columns",
            ),
            (
                f"<worksheet {SPACE}><sheetData><row><c t='s'><v>99999</v></c></row></sheetData></worksheet>",
                "workbook_broken",
            ),
            (f"<worksheet {SPACE}><sheetData><row><c><v>1</v>", "workbook_broken"),
            (f"<worksheet {SPACE}><sheetData>" + "<row><c><v>1</v></c></row>" * 3_000_000, "workbook_bomb"),
        ],
        ids=["entities", "columns", "strings", "broken", "ratio"],
    )
    def test_bombs_and_damage_are_refused(self, tmp_path: Path, sheet: str, why: str) -> None:
        place = workbook(tmp_path, [["a"]], more={SHEET: sheet.encode()})
        with pytest.raises(Unreadable) as refused:
            list(SheetFile(place))
        assert refused.value.reason == why

    def test_a_process_out_of_memory_is_told(self, tmp_path: Path) -> None:
        place = workbook(tmp_path, [["a", "b"], *([f"{number:06d}" * 40, "y"] for number in range(60_000))])
        with pytest.raises(Unreadable) as refused:
            list(SheetFile(place, megabytes=20))
        assert refused.value.reason == "workbook_memory"

    @pytest.mark.slow
    def test_thirty_megabytes_are_read_in_bounded_memory(self, tmp_path: Path) -> None:
        place = tmp_path / "big.xlsx"
        book = xlsxwriter.Workbook(str(place))
        page = book.add_worksheet("商品")
        page.write_row(0, 0, ["货号", "品名", "单价", *(f"c{n}" for n in range(12))])
        noise = random.Random(1)
        for number in range(1, 42_001):
            texts = [base64.b64encode(noise.randbytes(54)).decode() for _column in range(12)]
            page.write_row(number, 0, [f"H{number // 4}", f"面料 {number}", number / 7, *texts])
        book.close()
        assert place.stat().st_size > 30_000_000
        file = SheetFile(place)
        assert sum(1 for _row in file) == 42_001
        assert file.peak_mb < 200 < MEGABYTES

    @given(st.floats(-1e12, 1e12, allow_nan=False))
    def test_figures_lose_their_noise_only(self, value: float) -> None:
        assert float(figure(repr(value))) == pytest.approx(value, rel=1e-14, abs=1e-300)

    def test_our_own_workbook_holds_no_formula(self, tmp_path: Path) -> None:
        texts = ["=1+1", "+1", "-1", "@x", "http://x.invalid/", "{=1}", "line\nbreak", "_x000D_", "'=x", " x"]
        place = tmp_path / "out.xlsx"
        place.write_bytes(output.workbook(["a", *map(str, range(9))], [texts]).read())
        book = openpyxl.load_workbook(place)
        assert [cell.data_type for cell in list(book.worksheets[0].rows)[1]] == ["s"] * len(texts)
        shown = [cell.strip() for cell in texts]
        assert list(Workbook(place).rows("商品 Goods"))[1][1] == shown


class TestGuard:
    @given(st.text(max_size=30))
    def test_gives_back_what_it_took(self, text: str) -> None:
        assert guard.unguarded(guard.guarded(text)) == text

    @given(st.sampled_from("=+-@＝＋－＠\t"), st.text(max_size=10))
    def test_no_cell_starts_a_formula(self, start: str, rest: str) -> None:
        shown = guard.guarded(start + rest)
        assert shown.startswith("'") or numbers.is_number(shown)


class TestCells:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("1,234.50", "1234.50"), ("¥ 9.8 元", "9.8"), ("1.234,50", "1234.50"), ("12pcs", "12"), ("9,80", "9.80"),
            ("￥12.00/米", "12.00"), ("US$ 3.20", "3.20"), ("-5", "-5"), ("１２.５", "12.5"), ("1e3", "1E+3"),
            ("12-15", None), ("a12", None), ("", None), ("--", None), ("NaN", None), ("9" * 20, None),
            ("1e400", None), ("1E+999", None), ("1_000", None), ("12e", "12"), ("2 each", "2"),
        ],
    )  # fmt: skip
    def test_numbers(self, text: str, value: str | None) -> None:
        assert numbers.number(text) == (None if value is None else Decimal(value))

    @given(st.text(max_size=30))
    def test_any_text_is_a_number_or_none(self, text: str) -> None:
        found = numbers.number(text)
        assert found is None or found.is_finite()

    @given(st.lists(st.tuples(st.integers(1, 10**6), st.decimals("0.01", 9999, places=2)), min_size=1, max_size=6))
    def test_ladders_written_our_way_are_read(self, steps: list[tuple[int, Decimal]]) -> None:
        text = ", ".join(f"{least}: {price}" for least, price in steps)
        assert numbers.ladder(text) == [(Decimal(least), price) for least, price in steps]

    @pytest.mark.parametrize(
        ("text", "steps"),
        [
            ("≥50 10.5元; ≥200 9.8元", [("50", "10.5"), ("200", "9.8")]),
            ("1-49:12|50+:10.5", [("1", "12"), ("50", "10.5")]),
            ("1：12，50：10.5", [("1", "12"), ("50", "10.5")]),
            ("cheap", None),
        ],
    )
    def test_ladders_of_others(self, text: str, steps: list[tuple[str, str]] | None) -> None:
        wanted = None if steps is None else [(Decimal(a), Decimal(b)) for a, b in steps]
        assert numbers.ladder(text) == wanted

    @given(st.text(max_size=40))
    def test_any_text_is_a_ladder_or_none(self, text: str) -> None:
        found = numbers.ladder(text)
        assert found is None or all(least >= 0 for least, _price in found)

    def test_weights_and_sizes(self) -> None:
        assert cells.weight("0.35", "kg") == Decimal(350)
        assert cells.weight("350 g", "kg") == Decimal(350)
        assert cells.weight("heavy", "g") is None
        assert numbers.sides("60×40x50 cm", default=Decimal(10)) == (600, 400, 500)
        assert numbers.sides("60*40", default=Decimal(10)) is None

    def test_options_in_one_cell(self) -> None:
        assert cells.options("颜色:红;尺码:L", "规格") == [["颜色", "红"], ["尺码", "L"]]
        assert cells.options("红色 L", "规格") == [["规格", "红色 L"]]

    @pytest.mark.parametrize(
        ("text", "hours"), [("3天", 72), ("48小时", 48), ("3-5 days", 120), ("2", 48), ("2 weeks", 336)]
    )
    def test_dispatch(self, text: str, hours: int) -> None:
        reader = {target: reader for target, _name, reader in cells.TERMS}["dispatch:days"]
        assert reader(text) == hours

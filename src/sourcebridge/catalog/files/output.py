"""Tables written out: CSV line by line, workbooks in bounded memory, our template with its drop-downs."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from sourcebridge.catalog.files import guard, template
from sourcebridge.catalog.files.template import Layout
from sourcebridge.catalog.files.tree import Tree
from sourcebridge.catalog.files.workbook import NO_VALUE

BOM = "\ufeff"
LONGEST_CELL = 32_767
SHEET = "商品 Goods"
LISTED_ROWS = 5_000
_NOTES = "说明 Instructions"
_LISTS = "列表 Lists"
_WRAPPED = ("description_zh", "description_en", "picture")
_LIST_OF = {
    "category": "categories",
    "unit": "units",
    "sell_unit": "sells",
    "state": "states",
    "sku_state": "yes",
    "audience": "audiences",
    "language": "languages",
    "deduct_on": "deducts",
}


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[str]], *, delimiter: str = ",") -> Iterator[bytes]:
    """The file piece by piece: UTF-8 with its mark, CRLF, every cell guarded."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    out.write(BOM)
    writer.writerow(guard.row(header))
    for number, cells in enumerate(rows, start=1):
        writer.writerow(guard.row(_shown(cell) for cell in cells))
        if number % 500 == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _shown(cell: str) -> str:
    return "" if cell == NO_VALUE else cell


def workbook(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, sheet: str = SHEET, tree: Tree | None = None
) -> IO[bytes]:
    """A workbook in a temporary file, at its start; every cell is text, so nothing in it is ever computed.

    With a tree the columns of our template get their drop-downs and a sheet of instructions.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer that sends it closes it
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "table.xlsx"
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": folder}
        import xlsxwriter  # 17 MB and a sixth of a second, needed by who takes a workbook only

        book = xlsxwriter.Workbook(str(place), options)
        page = book.add_worksheet(sheet[:31])
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "bg_color": "#eef2f7"})
        page.freeze_panes(1, 1)
        page.set_column(0, max(len(header) - 1, 0), 18, text)
        for column, name in enumerate(header):
            page.write_string(0, column, name, bold)
        for number, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                shown = _shown(cell)
                if shown and len(shown) <= LONGEST_CELL:
                    page.write_string(number, column, shown, text)
        if tree is not None:
            _with_lists(book, page, header, tree)
        book.close()
        with place.open("rb") as made:
            while block := made.read(1024 * 1024):
                file.write(block)
    file.seek(0)
    return file


def _lists(tree: Tree) -> dict[str, list[str]]:
    return {
        "categories": [template.category_text(tree, code) for code in tree.leaves],
        "units": [f"{name} ({code})" for code, name in template.UNITS.items()],
        "sells": [f"{name} ({code})" for code, name in template.SELLS.items()],
        "states": list(template.STATES.values()),
        "yes": [template.YES, template.NO],
        "audiences": list(template.AUDIENCES.values()),
        "languages": list(template.LANGUAGES.values()),
        "deducts": list(template.DEDUCTS.values()),
    }


def _with_lists(book: Any, page: Any, header: Sequence[str], tree: Tree) -> None:
    lists = _lists(tree)
    notes = book.add_worksheet(_NOTES)
    notes.set_column(0, 0, 34)
    notes.set_column(1, 1, 100, book.add_format({"text_wrap": True, "valign": "top"}))
    for number, (name, words) in enumerate(instructions()):
        notes.write_string(number, 0, name)
        notes.write_string(number, 1, words)
    hidden = book.add_worksheet(_LISTS)
    names = list(lists)
    for number in range(max(len(values) for values in lists.values())):
        for column, name in enumerate(names):
            if number < len(lists[name]):
                hidden.write_string(number, column, lists[name][number])
    hidden.hide()
    for column, title in enumerate(header):
        name = _LIST_OF.get(template.target_of(title), "")
        if name:
            letter = chr(ord("A") + names.index(name))
            source = f"='{_LISTS}'!${letter}$1:${letter}${len(lists[name])}"
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            page.data_validation(1, column, LISTED_ROWS, column, rule)


def instructions() -> list[tuple[str, str]]:
    """What a person filling in the template should know, in both languages."""
    return [
        ("一行一个规格 One row per variant", "同一商品的各行货号相同。 Rows of one product share the item number."),
        ("必填 Needed", "货号、名称（中文或英文）、价格。 Item number, a name in Chinese or English, a price."),
        ("空格 Empty cells", "空着表示不改动。 An empty cell leaves what is there as it is."),
        (
            "阶梯价 Price ladder",
            "数量1、价格1 起，数量递增、价格不升。 From quantity 1 and price 1; quantities rise, prices do not.",
        ),
        ("规格 Options", "如 颜色 / 藏青，尺码 / L；最多三个。 Such as Colour / Navy, Size / L; at most three."),
        (
            "重量与尺寸 Weight and size",
            "单位克、毫米；不知道就空着，不要填 0。 Grams and millimetres; empty when unknown, never 0.",
        ),
        ("类目 Category", "从下拉列表选择。 Choose from the list."),
        ("库存 Stock", "只用于新规格。 Taken for new variants only."),
        ("图片 Pictures", "网址，多张换行。 Addresses, one per line."),
        ("再次导入 Again", "同一文件导入两次不会改变任何东西。 The same file twice changes nothing."),
    ]


def example(tree: Tree) -> list[list[str]]:
    """Two rows that show how the template is filled in."""
    leaf = "fabric-woven-twill" if "fabric-woven-twill" in tree.leaves else next(iter(tree.leaves), "")
    given = {
        "handle": "ZW-32", "title_zh": "全棉斜纹 32支 衬衫面料", "title_en": "Cotton twill 32s shirting",
        "category": template.category_text(tree, leaf), "state": template.STATES["DRAFT"], "unit": "米 Metre (MTR)",
        "currency": "CNY", "moq": "50", "batch": "1", "dispatch:hours": "48", "option_name_1": "颜色",
        "tier_qty_1": "50", "tier_price_1": "12.50", "tier_qty_2": "200", "tier_price_2": "11.20", "weight:g": "180",
        "pack:CARTON:holds": "100",
    }  # fmt: skip
    rows = []
    for code, colour in (("ZW-32-19", "藏青"), ("ZW-32-02", "米白")):
        facts = {**given, "sku": code, "option_value_1": colour}
        rows.append([facts.get(target, "") for target, _header in Layout().columns()])
    return rows


def failure_words(problem: dict[str, Any], reason: str) -> list[str]:
    """The four cells of our own that stand behind a failed row."""
    value = f"{reason} ({problem['value']})" if problem.get("value") else reason
    return [
        str(problem["row"]),
        str(problem.get("field", "")),
        value,
        _("Correct the cell and import this file again."),
    ]

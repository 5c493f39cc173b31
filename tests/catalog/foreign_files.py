"""Tables of other systems, as their users send them: an ERP's export, a price list, a marketplace's flat file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from importlib import import_module
from typing import Any

openpyxl: Any = import_module("openpyxl")
ERP_HEADER = [
    "序号", "款号", "存货编码", "存货名称", "存货大类", "色号", "门幅（CM）", "克重（g/㎡）", "成份", "批发价(元/米)",
    "起订(米)",
    "计量单位", "现存量", "69条码", "交期(天)", "装箱数(米)", "毛重（KG）", "净重（KG）", "外箱规格(cm)", "图片网址",
    "仓位", "备注",
]  # fmt: skip
ERP_MEANS = [
    "ignore", "handle", "sku", "title_zh", "category", "option:色号", "attribute:width", "attribute:weight",
    "attribute:composition", "price", "moq", "unit", "stock", "barcode", "dispatch:days", "pack:CARTON:holds",
    "pack:CARTON:gross:kg", "pack:CARTON:net:kg", "pack:CARTON:size:cm", "picture", "ignore", "ignore",
]  # fmt: skip
LIST_HEADER = [
    "Item #", "Description of Goods", "Chinese Name", "Colour", "Size", "Min. Order", "50-199 pcs", "200-999 pcs",
    "1000+ pcs", "Currency", "Lead time (days)", "Pcs/Ctn", "Ctn Size (cm)", "G.W. (kg)", "EAN-13", "HS Code", "Photo",
    "Stock on hand", "Unit Weight (g)", "MSRP", "Remarks",
]  # fmt: skip
LIST_MEANS = [
    "handle", "title_en", "title_zh", "option:Colour", "option:Size", "moq", "tier:50", "tier:200", "tier:1000",
    "currency", "dispatch:days", "pack:CARTON:holds", "pack:CARTON:size:cm", "pack:CARTON:gross:kg", "barcode",
    "ignore", "picture", "stock", "weight:g", "ignore", "ignore",
]  # fmt: skip
FLAT_LABELS = [
    "Product Type", "Seller SKU", "Brand Name", "Product Name", "Product ID", "Product ID Type", "Your price",
    "Quantity", "Main Image URL", "Other Image URL", "Other Image URL", "Parentage", "Parent SKU", "Relationship Type",
    "Variation Theme", "Color", "Size", "Product Description", "Bullet Point", "Bullet Point", "Item Weight",
    "Item Weight Unit Of Measure", "Handling Time", "Search Terms",
]  # fmt: skip
FLAT_HEADER = [
    "feed_product_type", "item_sku", "brand_name", "item_name", "external_product_id", "external_product_id_type",
    "standard_price", "quantity", "main_image_url", "other_image_url1", "other_image_url2", "parent_child",
    "parent_sku", "relationship_type", "variation_theme", "color_name", "size_name", "product_description",
    "bullet_point1", "bullet_point2", "item_weight", "item_weight_unit_of_measure", "fulfillment_latency",
    "generic_keywords",
]  # fmt: skip
FLAT_MEANS = [
    "category", "sku", "ignore", "title_en", "barcode", "ignore", "price", "stock", "picture", "picture", "picture",
    "ignore", "handle", "ignore", "ignore", "option:Color", "option:Size", "description_en", "description_en",
    "description_en", "weight:g", "weight_unit", "dispatch:days", "ignore",
]  # fmt: skip
EANS = ("6901234567892", "6903148018187", "6920734700015", "6925303721039", "6937526503743", "6902890235507")


def erp_rows() -> list[list[str]]:
    """Two fabrics in five colours, a title row above and totals below, as an ERP prints them."""
    rows = [["商品资料表（2026年11月）"], [], ERP_HEADER]
    goods = [
        ("ZW-32", "全棉斜纹布 32支", "150", "180", "棉", "12.50"),
        ("CY-150", "春亚纺 150g", "150", "150", "涤纶", "6.80"),
    ]
    for item, (style, name, width, weight, fibre, price) in enumerate(goods):
        for number, colour in enumerate(("19#藏青", "02#米白", "20#黑")[: 3 - item]):
            rows.append([
                str(len(rows) - 2), style, f"{style}-{number}", name, "梭织面料", colour, width, weight, fibre, price,
                "50",
                "米", f"{1200 + number},000" if number == 9 else str(1200 + number), EANS[len(rows) - 3], "3", "100",
                "22.5", "21", "60*40*50", f"https://pictures.invalid/{style}-{number}.jpg", "A-03", "",
            ])  # fmt: skip
    rows.append(["合计", "", "", "", "", "", "", "", "", "", "", "", "6000"])
    return rows


def list_rows() -> list[list[str]]:
    """A lamp in two colours and a mug, with prices per quantity in columns, the address of the company above."""
    return [
        ["NINGBO BRIGHT IMPORT & EXPORT CO., LTD"],
        ["Price list November 2026, FOB Ningbo"],
        LIST_HEADER,
        ["BL-88", "LED desk lamp, foldable", "LED折叠台灯", "White", "One size", "50", "9.50", "8.80", "7.95",
         "USD", "7",
         "24", "60x40x30", "12.4", EANS[0], "9405210090", "https://pictures.invalid/bl88w.jpg",
         "1,250", "430", "29.00", ""],
        ["BL-88", "LED desk lamp, foldable", "LED折叠台灯", "Black", "One size", "50", "9.50", "8.80", "7.95",
         "USD", "7",
         "24", "60x40x30", "12.4", EANS[1], "9405210090", "https://pictures.invalid/bl88b.jpg",
         "830", "430", "29.00", ""],
        ["MG-02", "Stoneware mug 350 ml", "粗陶马克杯350毫升", "Blue", "350 ml", "50", "2.20", "1.95", "1.70",
         "USD", "15",
         "48", "48x36x30", "18.2", EANS[2], "6912001000", "https://pictures.invalid/mg02.jpg",
         "4,000", "350", "9.90", "OEM ok"],
    ]  # fmt: skip


def flat_rows() -> list[list[str]]:
    """A marketplace's flat file: names for people, names for the machine, a parent and its children."""
    bottle = ["waterbottle", "WB-1", "Bright", "Steel water bottle", "", "", "", "",
              "https://pictures.invalid/wb.jpg", "", "", "Parent", "", "", "SizeColor", "", "", "Keeps cold for a day",
              "Double wall", "No sweat", "", "", "", ""]  # fmt: skip
    rows = [
        ["TemplateType=fptcustom", "Version=2026.1101", "TemplateSignature=Qk9UVExF"],
        FLAT_LABELS,
        FLAT_HEADER,
        bottle,
    ]
    for number, (colour, size) in enumerate((("Red", "500 ml"), ("Red", "750 ml"), ("Blue", "500 ml"))):
        rows.append([
            "waterbottle", f"WB-1-{number}", "Bright", "Steel water bottle", EANS[3 + number], "EAN",
            f"{7 + number}.90",
            "120", "https://pictures.invalid/wb.jpg", f"https://pictures.invalid/wb{number}.jpg", "", "Child", "WB-1",
            "Variation", "SizeColor", colour, size, "Keeps cold for a day", "Double wall", "No sweat", "310", "GR", "2",
            "bottle steel",
        ])  # fmt: skip
    return rows


def as_csv(rows: Sequence[Sequence[str]], *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """The rows as a CSV file."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding)


def as_workbook(rows: Sequence[Sequence[object]], *, sheet: str = "Sheet1") -> bytes:
    """The rows as an Excel workbook."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

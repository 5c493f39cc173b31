"""Why a row of an imported file was left out, in words; rows store the code so that each reader gets their language."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ROW: dict[str, str | Promise] = {
    "too_many_cells": _(
        "The row has more cells than the header; a comma in a text probably lacks its quotation marks."
    ),
    "handle_missing": _("The row names no handle."),
    "handle_wrong": _("A handle has letters, digits and hyphens only."),
    "title_missing": _("None of the rows of this handle has a title."),
    "option_missing": _("The variant lacks a value for this option."),
    "option_repeats": _("Another row of this handle has the same options."),
    "price_missing": _("The variant has no price."),
    "price_wrong": _("This is not a price above zero, such as 9.80."),
    "grams_wrong": _("This is not a weight in grams."),
    "quantity_wrong": _("This is not a count of pieces."),
    "currency_differs": _("These goods are sold in another currency than the one you answered."),
    "ladder_by_hand": _("The price ladder was edited by hand since; change the price on the page of the goods."),
    "sku_repeats": _("Another row of this product has the same article number. Give each variant its own."),
    "price_negative": _("A price must be above zero. Enter the price per unit, such as 9.80."),
    "price_fine": _("The price has more than six decimals. Round it."),
    "ladder_wrong": _("This ladder cannot be read. Write it like “1: 12, 50: 10.5”: quantity, colon, price."),
    "ladder_order": _("The quantities of the ladder must rise from step to step. Put the steps in order."),
    "ladder_rises": _("The price rises with the quantity. A larger quantity costs the same or less per unit."),
    "amount_wrong": _("This is not a quantity above zero with at most three decimals."),
    "weight_wrong": _("This is not a weight. Write a number such as 0.35, or with its unit such as 350 g."),
    "dispatch_wrong": _("This is not a time between one hour and 365 days, such as 48 hours or 5 days."),
    "unit_unknown": _("We do not count in this unit. Nearest ones: %(near)s."),
    "currency_unknown": _("We do not know this currency. Use CNY, USD, EUR or another three-letter code we list."),
    "category_unknown": _(
        "There is no such category. Nearest ones: %(near)s. Choose one from the list of the template."
    ),
    "category_guessed": _("We have no category of this name; it was guessed from the name of the goods."),
    "attribute_elsewhere": _("Goods of this category have no such attribute; it was left out."),
    "attribute_wrong": _("This is none of the listed answers. Some of them: %(near)s."),
    "value_wrong": _("This cannot be read. Choose one of the values of the template."),
    "state_unknown": _("This says neither “on sale” nor “withdrawn”; it was left out."),
    "packing_wrong": _("This is no number, weight or size (such as 60×40×50); it was left out."),
    "picture_wrong": _("This is not an address that starts with http; it was left out."),
    "formula_empty": _("The cell holds a formula without its result. Open the file, save it again, or paste values."),
    "formula_error": _("The cell shows an error of the spreadsheet. Correct the formula, or type the value."),
    "total_row": _("A row of totals; it was left out."),
    "unexpected": _("This row failed for a reason of ours; it was noted. Try the rest again later."),
}
FILE: dict[str, str | Promise] = {
    "not_text": _("Its bytes are no text. Save the table as CSV (UTF-8) or as Excel workbook (.xlsx)."),
    "wrong_encoding": _("It says it is %(encoding)s but is not. Save it again as CSV UTF-8."),
    "quote_open": _(
        "A cell at row %(row)s never ends; a quotation mark is probably left open there. Correct it and save again."
    ),
    "empty": _("It has no rows below the header. Fill in at least one product."),
    "too_long": _("It has more than %(rows)s rows. Divide it into several files."),
    "too_many_columns": _("It has more than %(most)s columns. Delete the columns that hold no goods data."),
    "old_workbook": _(
        "It is an old Excel workbook (.xls) or protected by a password. Save it as .xlsx or CSV without a password."
    ),
    "not_a_table": _("It is a document or a picture, not a table. Upload a CSV or an Excel workbook (.xlsx)."),
    "not_a_workbook": _("It is an archive, not an Excel workbook. Take the table out of it and upload that."),
    "workbook_broken": _("The workbook is damaged. Open it in Excel or WPS, save it again, or save it as CSV."),
    "workbook_entities": _("The workbook holds declarations no spreadsheet writes. Save it again, or as CSV."),
    "workbook_bomb": _("The workbook unpacks to far more than a table of goods. Save it as CSV and upload that."),
    "workbook_memory": _("The workbook is too heavy to be read safely. Save it as CSV and upload that, or divide it."),
    "workbook_too_large": _("An Excel workbook may have %(limit)s MB. Save it as CSV (up to 500 MB), or divide it."),
    "file_too_large": _("A CSV file may have %(limit)s MB. Divide it into several files."),
    "file_gone": _("The uploaded file is no longer there. Upload it again."),
}


def file_words(reason: str, facts: dict[str, Any]) -> str:
    """Why a file was refused, or a run stopped, in the active language."""
    return str(FILE[reason]) % facts if reason in FILE else reason


def words(problem: dict[str, Any]) -> str:
    """A stored problem's reason in the active language; a refusal's own sentence is stored as it was told."""
    reason, facts = str(problem.get("reason", "")), problem.get("facts") or {}
    if reason not in ROW:
        return reason
    return str(ROW[reason]) % facts if facts else str(ROW[reason])


PICTURE: dict[str, str | Promise] = {
    "refused": _("This address may not be called from here."),
    "unreachable": _("Nothing answered at this address."),
    "not_there": _("There is no picture at this address (any more)."),
    "not_a_picture": _("What is at this address is not a picture."),
}


def picture_words(code: str) -> str:
    """Why a picture could not be fetched, in the active language."""
    return str(PICTURE.get(code, code))

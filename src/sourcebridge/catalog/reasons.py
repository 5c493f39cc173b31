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
    "unexpected": _("This row failed for a reason of ours; it was noted. Try the rest again later."),
}
FILE: dict[str, str | Promise] = {
    "not_text": _("its bytes are no text (an Excel workbook must be saved as CSV first)."),
    "not_csv": _("its rows and columns cannot be told apart."),
    "empty": _("it has no rows below the header."),
    "columns_missing": _("these columns are missing: %(columns)s."),
    "too_long": _("it has more than %(rows)s rows; divide it."),
}


def words(problem: dict[str, Any]) -> str:
    """A stored problem's reason in the active language; a refusal's own sentence is stored as it was told."""
    reason = str(problem.get("reason", ""))
    return str(ROW[reason]) if reason in ROW else reason


PICTURE: dict[str, str | Promise] = {
    "refused": _("This address may not be called from here."),
    "unreachable": _("Nothing answered at this address."),
    "not_there": _("There is no picture at this address (any more)."),
    "not_a_picture": _("What is at this address is not a picture."),
}


def picture_words(code: str) -> str:
    """Why a picture could not be fetched, in the active language."""
    return str(PICTURE.get(code, code))

"""The verbs of the catalogue, its only writers."""

from sourcebridge.catalog.services.agreed import end_agreed_price, set_agreed_price
from sourcebridge.catalog.services.goods import create_product, edit_product, open_shop, publish, rename_shop, withdraw
from sourcebridge.catalog.services.imports import LARGEST_FILE, answer, apply_chunk, cancel, fail, resume, start, upload
from sourcebridge.catalog.services.pictures import add_picture, keep_fetched, mark_unreachable, remove_picture

__all__ = [
    "LARGEST_FILE",
    "add_picture",
    "answer",
    "apply_chunk",
    "cancel",
    "create_product",
    "edit_product",
    "end_agreed_price",
    "fail",
    "keep_fetched",
    "mark_unreachable",
    "open_shop",
    "publish",
    "remove_picture",
    "rename_shop",
    "resume",
    "set_agreed_price",
    "start",
    "upload",
    "withdraw",
]

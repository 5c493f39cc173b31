"""The verbs of the catalogue, its only writers."""

from sourcebridge.catalog.services.agreed import end_agreed_price, set_agreed_price
from sourcebridge.catalog.services.approvals import approve_buyer, ask_prices, end_buyer, invite_buyer, refuse_buyer
from sourcebridge.catalog.services.goods import (
    copy_product,
    create_product,
    edit_product,
    publish,
    restore_version,
    withdraw,
)
from sourcebridge.catalog.services.imports import (
    LARGEST_FILE,
    answer,
    apply_chunk,
    cancel,
    fail,
    preview_chunk,
    resume,
    start,
    sweep,
    upload,
)
from sourcebridge.catalog.services.intake_reading import read
from sourcebridge.catalog.services.pictures import add_picture, keep_fetched, mark_unreachable, remove_picture
from sourcebridge.catalog.services.review import confirm_change, reject_change, withdraw_change
from sourcebridge.catalog.services.shops import (
    Profile,
    end_closure,
    open_shop,
    order_sections,
    remove_section,
    rename_shop,
    save_mix,
    save_profile,
    save_section,
    set_closure,
)

__all__ = [
    "LARGEST_FILE",
    "Profile",
    "add_picture",
    "answer",
    "apply_chunk",
    "approve_buyer",
    "ask_prices",
    "cancel",
    "confirm_change",
    "copy_product",
    "create_product",
    "edit_product",
    "end_agreed_price",
    "end_buyer",
    "end_closure",
    "fail",
    "invite_buyer",
    "keep_fetched",
    "mark_unreachable",
    "open_shop",
    "order_sections",
    "preview_chunk",
    "publish",
    "read",
    "refuse_buyer",
    "reject_change",
    "remove_picture",
    "remove_section",
    "rename_shop",
    "restore_version",
    "resume",
    "save_mix",
    "save_profile",
    "save_section",
    "set_agreed_price",
    "set_closure",
    "start",
    "sweep",
    "upload",
    "withdraw",
    "withdraw_change",
]

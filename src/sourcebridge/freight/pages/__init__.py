"""Pages of freight: the public rate finder, the operator's rate cards, calendars and kept promises."""

from sourcebridge.freight.pages.calendars import calendars
from sourcebridge.freight.pages.cards import card, desk, download, end, load, preview, publish
from sourcebridge.freight.pages.editing import edit
from sourcebridge.freight.pages.finder import finder
from sourcebridge.freight.pages.promises import came, promise, promises

__all__ = [
    "calendars", "came", "card", "desk", "download", "edit", "end", "finder", "load", "preview", "promise", "promises",
    "publish",
]  # fmt: skip

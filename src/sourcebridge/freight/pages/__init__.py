"""Pages of freight: the public rate finder, the operator's rate cards."""

from sourcebridge.freight.pages.cards import card, desk, download, end, load, preview, publish
from sourcebridge.freight.pages.finder import finder

__all__ = ["card", "desk", "download", "end", "finder", "load", "preview", "publish"]

"""The lifecycles of the catalogue."""

from sourcebridge.catalog.states.approval import APPROVAL, ApprovalState
from sourcebridge.catalog.states.bulk import BULK_RUN, BulkState
from sourcebridge.catalog.states.intake import IMPORT_RUN, ImportState
from sourcebridge.catalog.states.product import PRODUCT, ProductState
from sourcebridge.catalog.states.review import CHANGE, ChangeState

__all__ = [
    "APPROVAL",
    "BULK_RUN",
    "CHANGE",
    "IMPORT_RUN",
    "PRODUCT",
    "ApprovalState",
    "BulkState",
    "ChangeState",
    "ImportState",
    "ProductState",
]

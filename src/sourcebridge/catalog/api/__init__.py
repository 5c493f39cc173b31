"""The catalogue as calls."""

from ninja import Router

from sourcebridge.catalog.api import categories, desk, exporting, goods, imports, prices, public, review, shop

router = Router()
for _part in (public, categories, desk, exporting, goods, prices, review, shop, imports):
    router.add_router("", _part.router)

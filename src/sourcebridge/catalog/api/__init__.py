"""The catalogue as calls."""

from ninja import Router

from sourcebridge.catalog.api import categories, desk, goods, imports, prices, public, review, shop

router = Router()
for _part in (public, categories, desk, goods, prices, review, shop, imports):
    router.add_router("", _part.router)

"""The catalogue as calls."""

from ninja import Router

from sourcebridge.catalog.api import goods, imports, prices, public

router = Router()
for _part in (public, goods, prices, imports):
    router.add_router("", _part.router)

"""Money as calls: paying, the supplier's money, the operator's money desk."""

from ninja import Router

from sourcebridge.payments.api import desk, outgoing, paying

router = Router()
for _part in (paying, outgoing, desk):
    router.add_router("", _part.router)

__all__ = ["router"]

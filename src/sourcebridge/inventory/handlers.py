"""Stock follows what the catalogue's files count."""

from uuid import UUID

from sourcebridge.catalog.events import StockCounted
from sourcebridge.inventory import services
from sourcebridge.inventory.models import MovementKind
from sourcebridge.kit.actors import SYSTEM
from sourcebridge.kit.events import listens
from sourcebridge.kit.quantity import Quantity


@listens(StockCounted)
def take_counted_stock(fact: StockCounted) -> None:
    """Book what a file counted for new SKUs, once per import and SKU."""
    for sku_id, amount in sorted(fact.counts.items()):
        quantity = Quantity.of(amount, fact.unit)
        if quantity.amount > 0:
            services.receive(
                sku_id=UUID(sku_id),
                quantity=quantity,
                company_id=fact.company_id,
                by=SYSTEM,
                now=fact.at,
                kind=MovementKind.IMPORTED,
                ref=f"import:{fact.import_run_id}",
            )

"""Stock: what lies where, what is promised to whom, and every movement that made it so.

Owns: Site, Pool, Movement (journal), Reservation (one type for all doors), LowMark.
Announces: stock.reserved, stock.changed, low_mark.set, reservation.hardened, .released, .consumed, .expired.
Listens to: catalog.stock.counted (a file counted new SKUs). Deadline: inventory.reservation_expires, one per deal.
Available is computed, never stored; no door has a stock of its own.
"""

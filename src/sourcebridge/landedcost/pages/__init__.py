"""Pages of landed cost."""

from sourcebridge.landedcost.pages.calculator import calculator
from sourcebridge.landedcost.pages.desk import desk
from sourcebridge.landedcost.pages.floors import export_price, export_prices, export_table, own_costs, rebates
from sourcebridge.landedcost.pages.goods import goods
from sourcebridge.landedcost.pages.kept import delete, freeze, quote, quote_print, quotes, save, saved

__all__ = [
    "calculator",
    "delete",
    "desk",
    "export_price",
    "export_prices",
    "export_table",
    "freeze",
    "goods",
    "own_costs",
    "quote",
    "quote_print",
    "quotes",
    "rebates",
    "save",
    "saved",
]

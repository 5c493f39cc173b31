"""Addresses of landed cost."""

from django.urls import path

from sourcebridge.landedcost import pages

app_name = "landedcost"
urlpatterns = [
    path("landed/", pages.calculator, name="calculator"),
    path("landed/goods/<uuid:product_id>/", pages.goods, name="goods"),
    path("landed/quotes/", pages.quotes, name="quotes"),
    path("landed/quotes/keep/", pages.freeze, name="freeze"),
    path("landed/quotes/<uuid:quote_id>/", pages.quote, name="quote"),
    path("landed/quotes/<uuid:quote_id>/print/", pages.quote_print, name="quote_print"),
    path("landed/saved/", pages.saved, name="saved"),
    path("landed/saved/keep/", pages.save, name="save"),
    path("landed/saved/<uuid:scenario_id>/delete/", pages.delete, name="delete"),
    path("operator/landed/", pages.desk, name="desk"),
    path("operator/landed/rebates/", pages.rebates, name="rebates"),
    path("supplier/export-prices/", pages.export_prices, name="export_prices"),
    path("supplier/export-prices/table.csv", pages.export_table, name="export_table"),
    path("supplier/export-prices/costs/", pages.own_costs, name="own_costs"),
    path("supplier/export-prices/<uuid:product_id>/", pages.export_price, name="export_price"),
]

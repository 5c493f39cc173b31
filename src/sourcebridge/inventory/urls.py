"""Addresses of stock pages."""

from django.urls import path

from sourcebridge.inventory import pages

app_name = "inventory"
urlpatterns = [
    path("supplier/stock/", pages.stock, name="stock"),
    path("supplier/stock/export/", pages.export, name="export"),
    path("supplier/stock/<uuid:sku_id>/", pages.sku, name="sku"),
]

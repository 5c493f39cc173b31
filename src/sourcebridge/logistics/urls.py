"""Addresses of logistics pages and of the carriers' callback."""

from django.urls import path

from sourcebridge.logistics import callbacks, pages

app_name = "logistics"
urlpatterns = [
    path("addresses/", pages.addresses, name="addresses"),
    path("addresses/new/", pages.address, name="new_address"),
    path("addresses/<uuid:address_id>/", pages.address, name="address"),
    path("addresses/<uuid:address_id>/remove/", pages.remove_address, name="remove_address"),
    path("supplier/freight/", pages.templates, name="templates"),
    path("supplier/freight/new/", pages.template, name="new_template"),
    path("supplier/freight/<uuid:template_id>/", pages.template, name="template"),
    path("supplier/freight/<uuid:template_id>/retire/", pages.retire_template, name="retire_template"),
    path("deals/<uuid:deal_id>/parcels/", pages.for_deal, name="for_deal"),
    path("parcels/<uuid:shipment_id>/waybill/", pages.change_waybill, name="change_waybill"),
    path("callbacks/kuaidi100/<str:token>/", callbacks.kuaidi100, name="kuaidi100"),
]

"""Addresses of customs."""

from django.urls import path

from sourcebridge.customs.pages import desk, public, supplier

app_name = "customs"
urlpatterns = [
    path("customs/", public.headings, name="headings"),
    path("customs/<str:heading>/", public.heading, name="heading"),
    path("operator/customs/", desk.desk, name="desk"),
    path("operator/customs/export/", desk.export, name="export"),
    path("operator/customs/preview/", desk.preview, name="preview"),
    path("operator/customs/publish/", desk.publish, name="publish"),
    path("operator/customs/add/", desk.add, name="add"),
    path("operator/customs/nomenclature/", desk.load_nomenclature, name="load_nomenclature"),
    path("operator/customs/categories/", desk.categories, name="categories"),
    path("operator/customs/rows/<uuid:row_id>/", desk.row, name="row"),
    path("supplier/customs/", supplier.codes, name="codes"),
    path("supplier/customs/<uuid:product_id>/", supplier.code, name="code"),
]

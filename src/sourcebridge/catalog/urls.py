"""Addresses of the catalogue. The buyer's pages of goods belong to the doors."""

from django.urls import path

from sourcebridge.catalog.pages import (
    agreed,
    buyers,
    categories,
    desk,
    imports,
    pictures,
    product,
    review,
    shop,
    tables,
    versions,
)

app_name = "catalog"
urlpatterns = [
    path("operator/categories/", categories.categories, name="categories"),
    path("operator/categories/add/", categories.new_category, name="category_new"),
    path("operator/categories/tables/", categories.tables, name="category_tables"),
    path("operator/categories/tables/<slug:which>.csv", categories.table, name="category_table"),
    path("operator/categories/at/<slug:code>/", categories.category, name="category"),
    path("operator/categories/at/<slug:code>/attributes/", categories.attribute, name="attribute_new"),
    path("operator/categories/at/<slug:code>/attributes/<slug:attribute>/", categories.attribute, name="attribute"),
    path("goods/picture/<uuid:subject_id>.svg", pictures.drawn, name="drawn"),
    path("goods/pictures/<uuid:picture_id>/<slug:digest>", pictures.picture, name="picture"),
    path("supplier/goods/", desk.desk, name="desk"),
    path("supplier/goods/export.csv", tables.export, name="export"),
    path("supplier/goods/export.<slug:kind>", tables.export, name="export_as"),
    path("goods/<str:shop>/<str:handle>/ask-price/", buyers.ask_price, name="ask_price"),
    path("supplier/shop/", shop.shop, name="shop"),
    path("supplier/shop/shelves/", shop.section, name="section_new"),
    path("supplier/shop/shelves/<uuid:section_id>/", shop.section, name="section"),
    path("supplier/buyers/", buyers.buyers, name="buyers"),
    path("operator/changes/", review.changes, name="changes"),
    path("operator/changes/<uuid:change_id>/", review.change, name="change"),
    path("supplier/goods/new/", product.new, name="new"),
    path("supplier/goods/<uuid:product_id>/", product.edit, name="edit"),
    path("supplier/goods/<uuid:product_id>/preview/", product.preview, name="preview"),
    path("supplier/goods/<uuid:product_id>/versions/", versions.versions, name="versions"),
    path("supplier/goods/<uuid:product_id>/pictures/", pictures.manage, name="pictures"),
    path("supplier/goods/<uuid:product_id>/prices/", agreed.agreed, name="agreed"),
    path("supplier/import/", imports.imports, name="imports"),
    path("supplier/import/<uuid:run_id>/", imports.run, name="import"),
    path("supplier/import/<uuid:run_id>/progress/", imports.progress, name="import_progress"),
    path("supplier/import/template.<slug:kind>", tables.template, name="import_template"),
    path("supplier/import/<uuid:run_id>/failures", tables.failures, name="import_failures"),
]

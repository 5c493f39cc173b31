"""Addresses of the domestic door; each act on an order has its own, read from the lifecycle table."""

from django.urls import path

from sourcebridge.domestic.pages import (
    buying,
    category,
    crawling,
    desk_grid,
    desk_sales,
    kept,
    order,
    orders,
    product,
    search,
    shop,
    window,
)

app_name = "domestic"
urlpatterns = [
    path("", window.home, name="home"),
    path("robots.txt", crawling.robots, name="robots"),
    path("sitemap.xml", crawling.index, name="sitemaps"),
    path("sitemap-<slug:section>.xml", crawling.sitemap, name="sitemap"),
    path("goods/", search.goods, name="goods"),
    path("goods/facets/", search.facets, name="facets"),
    path("goods/suggest/", search.suggest, name="suggest"),
    path("c/", category.categories, name="categories"),
    path("c/<slug:code>/", category.category, name="category"),
    path("c/<slug:code>/picture.svg", category.picture, name="category_picture"),
    path("goods/<str:shop>/<str:handle>/", product.product, name="product"),
    path("goods/<str:shop>/<str:handle>/around/", product.around, name="around"),
    path("shops/<str:slug>/", shop.shop, name="shop"),
    path("shops/<str:slug>/factory.svg", shop.picture, name="shop_picture"),
    path("searches/", kept.saved, name="saved"),
    path("searches/<uuid:saved_id>/", kept.look, name="look"),
    path("searches/<uuid:saved_id>/rename/", kept.rename, name="rename"),
    path("searches/<uuid:saved_id>/forget/", kept.forget, name="forget"),
    path("seen/", kept.seen, name="seen"),
    path("cart/", buying.cart, name="cart"),
    path("checkout/", buying.checkout, name="checkout"),
    path("orders/", orders.orders, name="orders"),
    path("orders.csv", orders.orders_csv, name="orders_csv"),
    path("supplier/grid/", desk_grid.grid, name="grid"),
    path("supplier/selling/", desk_sales.selling, name="selling"),
    path("supplier/selling.csv", desk_sales.selling_csv, name="selling_csv"),
    path("supplier/wishes/", desk_sales.wishes, name="wishes"),
    path("supplier/sales/", orders.sales, name="sales"),
    path("supplier/sales.csv", orders.sales_csv, name="sales_csv"),
    path("orders/<str:number>/", order.order, name="order"),
    path("orders/<str:number>/urge/", order.urge, name="urge"),
    path("orders/<str:number>/terms/<int:version>/", order.terms, name="terms"),
    *[
        path(f"orders/<str:number>/{name.replace('_', '-')}/", view, name=name)
        for name, view in order.ACT_PAGES.items()
    ],
]

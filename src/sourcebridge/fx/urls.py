"""Addresses of the operator's rates."""

from django.urls import path

from sourcebridge.fx import pages

app_name = "fx"
urlpatterns = [
    path("operator/fx/", pages.desk, name="desk"),
    path("operator/fx/preview/", pages.preview, name="preview"),
    path("operator/fx/load/", pages.load, name="load"),
    path("operator/fx/shipped/", pages.load_shipped, name="load_shipped"),
    path("operator/fx/<str:currency>/", pages.history, name="history"),
]

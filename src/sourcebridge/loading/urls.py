"""Addresses of loading plans."""

from django.urls import path

from sourcebridge.loading import pages

app_name = "loading"
urlpatterns = [
    path("loading/", pages.plan, name="plan"),
    path("loading/sheet/", pages.sheet, name="sheet"),
    path("operator/loading/", pages.desk, name="desk"),
    path("operator/loading/<str:table>/", pages.set_row, name="set_row"),
]

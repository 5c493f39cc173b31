"""Addresses of freight."""

from django.urls import path

from sourcebridge.freight import pages

app_name = "freight"
urlpatterns = [
    path("freight/", pages.finder, name="finder"),
    path("operator/freight/", pages.desk, name="desk"),
    path("operator/freight/file/", pages.load, name="load"),
    path("operator/freight/preview/", pages.preview, name="preview"),
    path("operator/freight/publish/", pages.publish, name="publish"),
    path("operator/freight/calendars/", pages.calendars, name="calendars"),
    path("operator/freight/promises/", pages.promises, name="promises"),
    path("operator/freight/promises/new/", pages.promise, name="promise"),
    path("operator/freight/promises/came/", pages.came, name="came"),
    path("operator/freight/new/", pages.edit, name="new"),
    path("operator/freight/cards/<str:code>/edit/", pages.edit, name="edit"),
    path("operator/freight/cards/<str:code>/", pages.card, name="card"),
    path("operator/freight/cards/<str:code>/file/", pages.download, name="download"),
    path("operator/freight/cards/<str:code>/end/", pages.end, name="end"),
]

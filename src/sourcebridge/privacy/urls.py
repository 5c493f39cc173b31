"""Addresses of personal data."""

from django.urls import path

from sourcebridge.privacy import pages

app_name = "privacy"
urlpatterns = [
    path("account/data/", pages.mine, name="mine"),
    path("account/data/keep/", pages.withdraw, name="withdraw"),
    path("account/data/<uuid:export_id>/<str:key>/", pages.download, name="download"),
    path("operator/privacy/", pages.desk, name="desk"),
    path("operator/privacy/holds/<uuid:hold_id>/release/", pages.release, name="release"),
]

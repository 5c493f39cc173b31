"""Addresses of the search's own pages."""

from django.urls import path

from sourcebridge.discovery.pages import ranking, synonyms

app_name = "discovery"
urlpatterns = [
    path("ranking/", ranking.ranking, name="ranking"),
    path("operator/synonyms/", synonyms.synonyms, name="synonyms"),
    path("operator/synonyms/new/", synonyms.edit, name="new_synonym"),
    path("operator/synonyms/<uuid:synonym_id>/", synonyms.edit, name="synonym"),
    path("operator/synonyms/<uuid:synonym_id>/drop/", synonyms.drop, name="drop_synonym"),
    path("operator/searches/", synonyms.missed, name="missed"),
]

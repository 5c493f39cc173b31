"""Addresses of the search's own pages."""

from django.urls import path

from sourcebridge.discovery.pages import ranking, saved, synonyms

app_name = "discovery"
urlpatterns = [
    path("ranking/", ranking.ranking, name="ranking"),
    path("searches/", saved.searches, name="saved"),
    path("searches/<uuid:saved_id>/", saved.look, name="look"),
    path("searches/<uuid:saved_id>/rename/", saved.rename, name="rename"),
    path("searches/<uuid:saved_id>/forget/", saved.forget, name="forget"),
    path("seen/", saved.seen, name="seen"),
    path("operator/synonyms/", synonyms.synonyms, name="synonyms"),
    path("operator/synonyms/new/", synonyms.edit, name="new_synonym"),
    path("operator/synonyms/<uuid:synonym_id>/", synonyms.edit, name="synonym"),
    path("operator/synonyms/<uuid:synonym_id>/drop/", synonyms.drop, name="drop_synonym"),
    path("operator/searches/", synonyms.missed, name="missed"),
]

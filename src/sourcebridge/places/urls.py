"""Addresses of places: for everyone, for suppliers, for the operator."""

from django.urls import path

from sourcebridge.places.pages import belts, desk_belts, desk_markets, markets, stalls, supplier

app_name = "places"
urlpatterns = [
    path("belts/", belts.belts, name="belts"),
    path("belts/<slug:code>/", belts.belt, name="belt"),
    path("markets/", markets.markets, name="markets"),
    path("markets/<slug:code>/", markets.market, name="market"),
    path("markets/<slug:code>/<slug:hall>/", markets.hall, name="hall"),
    path("stalls/<uuid:stall_id>/", stalls.stall, name="stall"),
    path("stalls/<uuid:stall_id>/qr.svg", stalls.qr, name="stall_qr"),
    path("stalls/<uuid:stall_id>/card/", stalls.card, name="stall_card"),
    path("supplier/places/", supplier.places, name="own"),
    path("supplier/places/leave/<uuid:member_id>/", supplier.leave, name="leave"),
    path("supplier/places/give-up/<uuid:stall_id>/", supplier.give_up, name="give_up"),
    path("operator/places/", desk_belts.desk, name="desk"),
    path("operator/places/claims/", desk_belts.claims, name="claims"),
    path("operator/places/claims/<uuid:member_id>/", desk_belts.decide, name="decide"),
    path("operator/places/belts/new/", desk_belts.new, name="new_belt"),
    path("operator/places/belts/<slug:code>/", desk_belts.edit, name="edit_belt"),
    path("operator/places/belts/<slug:code>/show/", desk_belts.show, name="show_belt"),
    path("operator/places/belts/<slug:code>/join/", desk_belts.join, name="join_belt"),
    path("operator/places/markets/", desk_markets.desk, name="desk_markets"),
    path("operator/places/markets/new/", desk_markets.new, name="new_market"),
    path("operator/places/markets/<slug:code>/", desk_markets.edit, name="edit_market"),
    path("operator/places/markets/<slug:code>/show/", desk_markets.show, name="show_market"),
    path("operator/places/markets/<slug:code>/halls/new/", desk_markets.new_hall, name="new_hall"),
    path("operator/places/halls/<uuid:hall_id>/", desk_markets.edit_hall, name="edit_hall"),
    path("operator/places/halls/<uuid:hall_id>/show/", desk_markets.show_hall, name="show_hall"),
    path("operator/places/halls/<uuid:hall_id>/stalls/", desk_markets.open_stalls, name="open_stalls"),
    path("operator/places/halls/<uuid:hall_id>/assign/", desk_markets.assign, name="assign_stall"),
    path("operator/places/stalls/<uuid:stall_id>/", desk_markets.act_on_stall, name="act_on_stall"),
]

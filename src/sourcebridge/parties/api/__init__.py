"""Companies and people as calls."""

from ninja import Router

from sourcebridge.parties.api import companies, licences, people

router = Router()
for part in (people, companies, licences):
    router.add_router("", part.router)

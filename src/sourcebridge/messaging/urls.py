"""The mailbox page; only where mails stay on this machine for everybody to read."""

from django.conf import settings
from django.urls import URLPattern, path

from sourcebridge.messaging import pages

app_name = "messaging"
urlpatterns: list[URLPattern] = []
if settings.DEMO or settings.TESTING:
    urlpatterns = [
        path("mailbox/", pages.mailbox, name="mailbox"),
        path("mailbox/<uuid:mail_id>/", pages.mail, name="mail"),
    ]

"""The web process: pages and API over WSGI, behind the waiting room for bodies."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sourcebridge.config.settings")
_django = get_wsgi_application()

from sourcebridge.config.intake import Intake  # noqa: E402 - its sentences and models need Django set up

application = Intake(_django)

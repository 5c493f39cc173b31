"""The web process: pages and API over WSGI."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sourcebridge.config.settings")
application = get_wsgi_application()

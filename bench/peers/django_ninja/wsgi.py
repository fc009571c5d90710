"""`DJANGO_SETTINGS_MODULE` names the settings. Every connection is opened before the first request."""

from django.core.wsgi import get_wsgi_application
from django.db import connection

application = get_wsgi_application()
connection.pool.open(wait=True)

"""The site for Granian (WSGI: five to ten times cheaper than ASGI here, see docs/decisions)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lingnan.web.settings")
application = get_wsgi_application()

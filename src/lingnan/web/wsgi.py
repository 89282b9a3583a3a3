"""The site for Granian (WSGI: five to ten times cheaper than ASGI here, see docs/decisions).

The door of machines is answered before Django's middleware: it needs no session, language or page.
"""

import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lingnan.web.settings")
site = get_wsgi_application()

from lingnan.engines.sense.sta.door import BASE  # noqa: E402  after Django is set up
from lingnan.engines.sense.sta.views import wsgi  # noqa: E402
from lingnan.web.metrics import REQUESTS  # noqa: E402


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # Any: WSGI's own
    """Machines to their door, everybody else to the site."""
    path = environ.get("PATH_INFO", "")
    if path == BASE or path.startswith(f"{BASE}/"):
        return wsgi(environ, start_response, REQUESTS.observe)
    return site(environ, start_response)

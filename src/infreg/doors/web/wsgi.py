"""The web application, as `infreg serve` gives it to waitress."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from infreg.doors.web.signing import signing_key
from infreg.flow.database import find_home

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infreg.doors.settings")
settings.SECRET_KEY = signing_key(find_home(os.environ))
application = get_wsgi_application()
# Pages are imported now: whoever comes first would wait for it, and give up.
get_resolver().url_patterns  # noqa: B018

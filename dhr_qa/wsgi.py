"""Where a WSGI server finds the service."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dhr_qa.settings")
application = get_wsgi_application()

"""The WSGI application that the web server runs."""

import multiprocessing
import os
import signal

from django.core.wsgi import get_wsgi_application

from balarea.ops.children import die_with_parent

if multiprocessing.parent_process() is not None:
    die_with_parent(
        signal.SIGKILL
    )  # the web server starts this process itself; without its parent it would keep the port
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balarea.ops.settings")
application = get_wsgi_application()

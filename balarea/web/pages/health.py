"""Whether the product is alive: for the starting script and for monitoring."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from balarea.web.guard import public


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")

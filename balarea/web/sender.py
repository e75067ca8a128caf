"""Where a request came from, for limits; never stored as it is."""

from django.conf import settings
from django.http import HttpRequest


def sender(request: HttpRequest) -> str:
    """The network address of the client. Behind BALAREA_PROXIES trusted proxies it is what the outermost of them saw:
    anything that stands further left in X-Forwarded-For was written by the client itself."""
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    proxies = settings.BALAREA_PROXIES
    return seen[-proxies] if 0 < proxies <= len(seen) else request.META.get("REMOTE_ADDR", "")

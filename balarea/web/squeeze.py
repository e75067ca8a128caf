"""Answers are sent compressed where that makes them smaller: pages, tables, JSON. Photos and archives are so already."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

WORDS = ("text/", "application/json", "application/xml", "image/svg+xml")


class Squeeze(GZipMiddleware):
    """Middleware after Django's, which hides the length of the page (BREACH) and would try photos in vain."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed where its type promises something and the browser takes it."""
        if not response.get("Content-Type", "").startswith(WORDS):
            return response
        return super().process_response(request, response)

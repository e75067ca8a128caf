"""The place in a list that one came from: the tab, filters and page in the query string of its address."""

from django.http import HttpRequest

ONCE = ("all",)  # asked for once, not where one is


def place(request: HttpRequest) -> str:
    """The query string with its `?`; empty when there is none."""
    held = request.GET.copy()
    for name in ONCE:
        held.pop(name, None)
    return f"?{held.urlencode()}" if held else ""


def kept(request: HttpRequest, address: str) -> str:
    """An address that leads back to the same place in the list."""
    return address + place(request)

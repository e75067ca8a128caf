"""What every page knows: the navigation of this person, and whether this is a fragment."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balarea.people.permissions import Permission
from balarea.people.queries import may


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation: name of the URL, label, heroicon, address, whether the page lies below it."""

    name: str
    label: str | Promise
    icon: str
    href: str
    active: bool


NAV: tuple[tuple[str, str | Promise, str, Permission], ...] = (
    ("situation", _("Situasi"), "chart-bar", Permission.SEE_SITUATION),
    ("desk", _("Aduan"), "inbox-stack", Permission.SEE_DESK),
    ("field", _("Lapangan"), "map-pin", Permission.FIELD_WORK),
    ("publish", _("Publikasi"), "megaphone", Permission.WRITE_MESSAGES),
    ("programmes", _("Program"), "clipboard-document-check", Permission.SEE_PROGRAMMES),
    ("register", _("Akun"), "identification", Permission.SEE_REGISTER),
    ("privacy", _("Privasi"), "finger-print", Permission.PRIVACY),
    ("audit", _("Audit"), "shield-check", Permission.SEE_AUDIT),
)

MOST, FIRST = 5, 4  # entries that a phone's bar holds; of more the first, beside the menu with the rest

PUBLIC: tuple[tuple[str, str | Promise, str], ...] = (
    ("report", _("Lapor"), "pencil-square"),
    ("case_find", _("Lacak"), "magnifying-glass"),
    ("statistics", _("Statistik"), "chart-bar"),
    ("lookup", _("Cek akun"), "check-badge"),
)


def page(request: HttpRequest) -> dict[str, object]:
    """Context processor: `nav`, the entries this person may open, in order; `nav_more`, those after the first `nav_first`
    that a phone shows in a menu, when there are more than fit its bar; `public_nav`, those that everybody may open;
    `administers`, whether settings are theirs; `languages`, each by its own name, as its readers look for it."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    rows = [row[:3] for row in NAV if may(user, row[3])] if user is not None and known else []
    administers = user is not None and known and may(user, Permission.ADMINISTER)
    nav = _entries(request, rows)
    more = nav[FIRST:] if len(nav) > MOST else []
    return {
        "nav": nav, "nav_first": FIRST, "nav_more": more, "nav_more_active": any(each.active for each in more),
        "public_nav": _entries(request, PUBLIC), "administers": administers, "languages": settings.LANGUAGES,
    }  # fmt: skip


def _entries(request: HttpRequest, rows: Iterable[tuple[str, str | Promise, str]]) -> list[Entry]:
    entries = [_entry(request, *row) for row in rows]
    return [entry for entry in entries if entry is not None]


def _entry(request: HttpRequest, name: str, label: str | Promise, icon: str) -> Entry | None:
    try:
        href = reverse(name)
    except NoReverseMatch:  # a house without that room still has a front door
        return None
    here = request.resolver_match.url_name if request.resolver_match else None
    active = here is not None and (here == name or here.startswith(f"{name}_"))
    return Entry(name, label, icon, href, active)

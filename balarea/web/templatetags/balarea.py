"""Filters and tags of the pages: `{% load balarea %}`."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import QueryDict
from django.template import Context
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from balarea import areas
from balarea.conduct import mask
from balarea.core.clock import JAKARTA, midnight, now
from balarea.web import labels
from balarea.web import place as places

register = template.Library()
_WORD = re.compile(r"\w+")


@register.filter
def label(value: object, kind: str) -> str:
    """`{{ post.topic|label:"topic" }}`: the display name of a value of a kind of labels.KINDS."""
    return labels.name(kind, value) if value not in (None, "") else ""


@register.simple_tag
def options(rows: Iterable[Any], chosen: object = "") -> SafeString:
    """`{% options agencies typed.agency %}`: the options of a select, of what has a code and a name."""
    return format_html_join(
        "", '<option value="{}"{}>{}</option>',
        ((row.code, mark_safe(" selected" if row.code == chosen else ""), row.name) for row in rows),
    )  # fmt: skip


@register.filter
def of(table: Mapping[object, object], key: object) -> object:
    """`{{ abusive|of:entry.external_id }}`: the value of a key; empty when there is none."""
    return table.get(key, "")


@register.filter
def tone(value: object, kind: str) -> str:
    """`{{ case.urgency|tone:"urgency" }}`: the tone for `data-tone` of badges and rows."""
    return labels.tone(kind, value)


@register.filter
def area_name(code: str | None) -> str:
    """The short name of an official area; empty without a code, the code itself when it is not in the table."""
    if not code:
        return ""
    return areas.short_name(code) if areas.known(code) else code


@register.filter
def area_path(code: str | None) -> str:
    """The area with what it lies in, smallest first: `Coblong, Kota Bandung`."""
    if not code or not areas.known(code):
        return code or ""
    levels = areas.path(code)
    return ", ".join(areas.short_name(area.code) for area in reversed(levels[1:] or levels))


@register.filter
def when(at: datetime | None) -> SafeString:
    """Human time in Western Indonesia Time, the exact one in the title: `<time>3 menit lalu</time>`; empty for None."""
    if at is None:
        return mark_safe("")
    local = localtime(at, JAKARTA)
    return format_html(
        '<time datetime="{}" title="{} WIB">{}</time>', local.isoformat(), _exact(local), distance(at, now())
    )


@register.filter
def exact(at: datetime | None) -> str:
    """The exact time in Western Indonesia Time: `24 November 2026, 12.30`."""
    return _exact(localtime(at, JAKARTA)) if at else ""


@register.simple_tag
def span(since: datetime, until: datetime) -> str:
    """A time from `since` up to and without `until`, in Western Indonesia Time: whole days by their names, `2 November
    2026` or `27 Oktober 2026 – 25 November 2026`, else to the minute."""
    first, end = localtime(since, JAKARTA), localtime(until, JAKARTA)
    if midnight(first) != first or midnight(end) != end:
        return f"{_exact(first)} – {_exact(end)} WIB"
    days = [date_format(day, "j F Y") for day in (first, end - timedelta(days=1))]
    return " – ".join(dict.fromkeys(days))


def _exact(local: datetime) -> str:
    return date_format(local, "j F Y, H.i")


def distance(at: datetime, reference: datetime) -> str:
    """How far `at` lies before or after the reference, in words; farther than a week it is the date."""
    seconds = (at - reference).total_seconds()
    size, ahead = abs(seconds), seconds > 0
    if size < 45:
        return _("sebentar lagi") if ahead else _("baru saja")
    if size >= 7 * 86400:
        return date_format(localtime(at, JAKARTA), "j M Y")
    if size < 3570:
        words, step = (_("%(n)d menit lagi") if ahead else _("%(n)d menit lalu")), 60
    elif size < 84600:
        words, step = (_("%(n)d jam lagi") if ahead else _("%(n)d jam lalu")), 3600
    else:
        words, step = (_("%(n)d hari lagi") if ahead else _("%(n)d hari lalu")), 86400
    return words % {"n": max(1, round(size / step))}


@register.filter
def masked(text: str) -> str:
    """The text with personal data blacked out."""
    return mask(text)


@register.filter
def percent(share: float | None) -> str:
    """A share of 1 as whole per cent: `0.874` is `87%`; a dash for None."""
    return "–" if share is None else f"{share * 100:.0f}%"


@register.filter
def kilometres(metres: int) -> str:
    """A distance: `640 m`, `12,4 km`."""
    return f"{metres} m" if metres < 1000 else f"{number_format(round(metres / 1000, 1), decimal_pos=1)} km"


@register.filter
def compact(number: int) -> str:
    """A count for narrow places, rounded down: `9.999`, `12 rb`, `1,2 jt`."""
    if number < 10_000:
        return number_format(number, force_grouping=True)
    if number < 1_000_000:
        return _("%(n)s rb") % {"n": number // 1000}
    return _("%(n)s jt") % {"n": number_format(number // 100_000 / 10, decimal_pos=1)}


@register.filter
def highlight(text: str, query: str | None) -> SafeString:
    """The text, escaped, with the words of the query in <mark>."""
    words = sorted(set(_WORD.findall(query or "")), key=len, reverse=True)
    if not words:
        return conditional_escape(text)
    found = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
    parts, last = [], 0
    for match in found.finditer(text):
        parts += [escape(text[last : match.start()]), format_html("<mark>{}</mark>", match[0])]
        last = match.end()
    return mark_safe("".join([*parts, escape(text[last:])]))


@register.inclusion_tag("partials/badge.html")
def badge(kind: str, value: object, confidence: float | None = None, href: str = "") -> dict[str, object]:
    """`{% badge "sentiment" post.sentiment post.sentiment_confidence %}`: name, tone, and how sure in the title."""
    text = labels.alone(kind, value) if value not in (None, "") else ""
    return {"text": text, "tone": labels.tone(kind, value), "confidence": confidence, "href": href, "kind": kind}


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """`{% query topic="roads" page=None %}`: the query string of this address with changes; None takes one away."""
    request = context.get("request")
    params = request.GET.copy() if request else QueryDict(mutable=True)
    for key, value in changes.items():
        params.pop(key, None)
        if value not in (None, ""):
            params[key] = str(value)
    return _joined(params)


@register.simple_tag(takes_context=True)
def query_without(context: Context, name: str) -> str:
    """`{% query_without "topic" %}`: the query string of this address without a name, from the first page."""
    request = context.get("request")
    params = request.GET.copy() if request else QueryDict(mutable=True)
    for each in (name, "page"):
        params.pop(each, None)
    return _joined(params)


def _joined(params: QueryDict) -> str:
    return "?" + urlencode(sorted((key, value) for key, values in params.lists() for value in values))


@register.simple_tag(takes_context=True)
def place(context: Context) -> str:
    """`action="{% url 'desk_note' case.reference %}{% place %}"`: the query string of this address as it is, with its `?`, so
    that what is done on a case leads back to the same tab, filters and page of the list; empty when there is none."""
    request = context.get("request")
    return places.place(request) if request else ""

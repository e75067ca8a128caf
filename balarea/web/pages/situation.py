"""Situasi: what people write about, where, in which mood. Every number leads to its posts."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balarea import areas
from balarea.core.clock import JAKARTA, midnight, now
from balarea.language.labels import UNSURE
from balarea.observe.queries import Situation, situation
from balarea.people.queries import Permission, may
from balarea.posts.queries import CHOICES, Post, PostFilter, matching, newest
from balarea.registry.queries import official_handles
from balarea.web import charts, labels, tilemap
from balarea.web.export import CSV, XLSX, Table, download, masked_rows
from balarea.web.guard import guard
from balarea.web.refusals import shown

PAGE = 25
EXPORT = 100_000
PERIODS = (
    (1, gettext_lazy("Hari ini")),
    (7, gettext_lazy("7 hari")),
    (30, gettext_lazy("30 hari")),
    (90, gettext_lazy("90 hari")),
)
COLUMNS = (
    "published_at", "network", "text", "lang", "sentiment", "intent", "urgency", "topic", "abuse", "area_code", "url",
)  # fmt: skip


@guard(Permission.SEE_SITUATION)
@shown
def page(request: HttpRequest) -> HttpResponseBase:
    """The whole screen for one filter."""
    moment = now()
    chosen = PostFilter.from_query(request.GET.dict(), moment)
    found = situation(chosen)
    posts = newest(chosen, PAGE)
    context = {
        "chosen": chosen, "found": found, "figures": _figures(chosen, found), "chips": _chips(chosen),
        "periods": _periods(chosen, moment), "selects": _selects(chosen), **_ends(chosen),
        "timeline": _timeline(chosen, found), "mood": _mood(chosen, found), "mood_rows": _moods_table(chosen, found),
        "topics": _topics(chosen, found),
        "topic_rows": _bars(chosen, found), "timeline_rows": _moments_table(chosen, found),
        "cells": tilemap.cells(found.regencies, lambda code: _toggle(chosen, code), chosen.regency),
        "unplaced": found.regencies.get("", 0), "posts": posts[:PAGE], "more": _more(chosen, posts, 1),
        "exports": [(form, f"{reverse(f'situation_export_{form}')}?{chosen.to_query()}") for form in (CSV, XLSX)],
        "opens": may(request.user, Permission.SEE_POSTS, ""),
    }  # fmt: skip
    return render(request, "pages/situation.html", context)


@guard(Permission.SEE_SITUATION)
@shown
def posts(request: HttpRequest) -> HttpResponseBase:
    """One further page of the list, or only its first for the live refresh: a page of its own where no script asks."""
    chosen = PostFilter.from_query(request.GET.dict(), now())
    number = max(1, min(400, int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1))
    found = newest(chosen, PAGE, number)
    context = {"posts": found[:PAGE], "more": _more(chosen, found, number), "chosen": chosen, "q": chosen.q,
               "opens": may(request.user, Permission.SEE_POSTS, "")}  # fmt: skip
    context["back"] = _address(chosen)
    return render(request, "partials/posts.html" if getattr(request, "htmx", False) else "pages/posts.html", context)


@guard(Permission.SEE_SITUATION)
@shown
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The posts of the filter as a file, the newest EXPORT of them; personal data and handles masked, no authors."""
    chosen = PostFilter.from_query(request.GET.dict(), now())
    found = matching(chosen).values_list(*COLUMNS)[:EXPORT].iterator(chunk_size=1000)
    rows = masked_rows(found, COLUMNS.index("text"), official_handles())
    return download(Table("unggahan", COLUMNS, rows), form)


def _address(chosen: PostFilter, **changes: object) -> str:
    return f"{reverse('situation')}?{chosen.to_query(**changes)}"


def _figures(chosen: PostFilter, found: Situation) -> list[dict[str, object]]:
    negative = found.moods.get("negative", 0)
    emergencies = found.urgencies["emergency"]
    placed = sum(1 for code, number in found.regencies.items() if code and number)
    return [
        {"name": _("Unggahan"), "value": found.total, "href": "#unggahan", "tone": ""},
        {"name": _("Negatif"), "value": negative, "note": labels.share(negative, found.total), "tone": "bad",
         "href": _address(chosen, sentiment="negative")},
        {"name": _("Positif"), "value": found.moods.get("positive", 0), "tone": "good",
         "note": labels.share(found.moods.get("positive", 0), found.total), "href": _address(chosen, sentiment="positive")},
        {"name": _("Darurat"), "value": emergencies, "tone": "alarm" if emergencies else "",
         "href": _address(chosen, urgency="emergency")},
        {"name": _("Kabupaten dan kota"), "value": placed, "note": _("dari 27"), "href": "#peta", "tone": ""},
    ]  # fmt: skip


def _chips(chosen: PostFilter) -> list[dict[str, str]]:
    chips = []
    for name, value in chosen.chosen().items():
        text = areas.short_name(value) if name == "regency" else labels.alone(name, value)
        chips.append({"text": f"“{value}”" if name == "q" else text, "href": _address(chosen, **{name: ""})})
    return chips


def _periods(chosen: PostFilter, moment: datetime) -> list[dict[str, object]]:
    end = midnight(moment) + timedelta(days=1)
    return [
        {"text": text, "href": _address(chosen, since=end - timedelta(days=days), until=end),
         "on": (chosen.since, chosen.until) == (end - timedelta(days=days), end)}
        for days, text in PERIODS
    ]  # fmt: skip


def _selects(chosen: PostFilter) -> list[dict[str, object]]:
    titles = {
        "topic": _("Topik"), "sentiment": _("Suasana"), "intent": _("Maksud"), "urgency": _("Kemendesakan"),
        "lang": _("Bahasa"),
    }  # fmt: skip
    found = [
        {"name": name, "title": titles[name], "value": getattr(chosen, name),
         "options": sorted(((str(value), labels.name(name, value)) for value in values), key=_last_if_unsure)}
        for name, values in CHOICES.items()
    ]  # fmt: skip
    places = [(area.code, areas.short_name(area.code)) for area in areas.regencies()]
    return [*found, {"name": "regency", "title": _("Wilayah"), "value": chosen.regency, "options": places}]


def _last_if_unsure(option: tuple[str, str]) -> tuple[bool, str]:
    return option[0] == UNSURE, option[1]


def _moments(chosen: PostFilter, found: Situation) -> list[charts.Moment]:
    step = timedelta(hours=1) if chosen.hourly else timedelta(days=1)
    at = chosen.since.astimezone(JAKARTA).replace(minute=0, second=0, microsecond=0)
    moments: list[charts.Moment] = []
    while at < chosen.until and len(moments) < 800:
        mood: Mapping[str, int] = found.timeline.get(at) or {}
        href = _address(chosen, since=at, until=at + step)
        moments.append(
            charts.Moment(
                at, mood.get("negative", 0), mood.get("neutral", 0), mood.get("positive", 0), href, mood.get(UNSURE, 0)
            )
        )  # fmt: skip
        at += step
    return moments


def _timeline(chosen: PostFilter, found: Situation) -> charts.Spec:
    return charts.timeline(_moments(chosen, found), grain="hour" if chosen.hourly else "day")


def _moments_table(chosen: PostFilter, found: Situation) -> list[dict[str, object]]:
    form = "%d/%m %H.00" if chosen.hourly else "%d/%m/%Y"
    return [
        {"label": moment.at.strftime(form), "count": moment.posts, "href": moment.href}
        for moment in _moments(chosen, found)
        if moment.posts
    ]


def _ends(chosen: PostFilter) -> dict[str, str]:
    """Both ends as the form's fields take them: days, or the hour with them where the filter has one."""
    form = "%Y-%m-%d" if chosen.whole_days else "%Y-%m-%dT%H:%M"
    return {"since": chosen.since.strftime(form), "until": chosen.until.strftime(form)}


def _moods_table(chosen: PostFilter, found: Situation) -> list[dict[str, object]]:
    return [
        {"label": labels.name("sentiment", mood), "count": found.moods[mood], "href": _address(chosen, sentiment=mood)}
        for mood in charts.MOODS
        if mood != UNSURE or found.moods[mood]
    ]


def _mood(chosen: PostFilter, found: Situation) -> charts.Spec:
    hrefs = {mood: _address(chosen, sentiment=mood) for mood in charts.MOODS}
    return charts.mood(dict(found.moods), hrefs)


def _bars(chosen: PostFilter, found: Situation) -> list[charts.Bar]:
    return [
        charts.Bar(labels.name("topic", topic), number, _address(chosen, topic=topic), found.negative[topic])
        for topic, number in found.topics.most_common(15)
        if topic != "none"
    ]


def _topics(chosen: PostFilter, found: Situation) -> charts.Spec:
    return charts.topics(_bars(chosen, found))


def _toggle(chosen: PostFilter, code: str) -> str:
    return _address(chosen, regency="" if chosen.regency == code else code)


def _more(chosen: PostFilter, found: list[Post], number: int) -> str:
    return f"{reverse('situation_posts')}?{chosen.to_query()}&page={number + 1}" if len(found) > PAGE else ""

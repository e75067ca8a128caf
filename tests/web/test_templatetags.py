"""Filters and tags of the pages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from balarea.web.templatetags import balarea as tags

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "baru saja"), (-30, "baru saja"), (-60, "1 menit lalu"), (-180, "3 menit lalu"), (-3569, "59 menit lalu"),
        (-3600, "1 jam lalu"), (-84599, "23 jam lalu"), (-86400, "1 hari lalu"), (-6 * 86400, "6 hari lalu"),
        (-8 * 86400, "16 Nov 2026"), (20, "sebentar lagi"), (7200, "2 jam lagi"), (2 * 86400, "2 hari lagi"),
    ],
)  # fmt: skip
def test_distance_in_words(seconds: int, words: str) -> None:
    assert tags.distance(NOON + timedelta(seconds=seconds), NOON) == words


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2026-10-27T00:00", "2026-11-26T00:00", "27 Oktober 2026 – 25 November 2026"),
        ("2026-11-02T00:00", "2026-11-03T00:00", "2 November 2026"),
        ("2026-11-02T05:00", "2026-11-02T06:00", "2 November 2026, 05.00 – 2 November 2026, 06.00 WIB"),
    ],
)
def test_a_time_in_words_names_its_last_day(since: str, until: str, words: str) -> None:
    ends = [datetime.fromisoformat(f"{end}+07:00").astimezone(UTC) for end in (since, until)]
    assert tags.span(*ends) == words


def test_when_carries_the_exact_local_time() -> None:
    html = tags.when(NOON)
    assert html.startswith('<time datetime="2026-11-24T12:00:00+07:00" title="24 November 2026, 12.00 WIB">')
    assert tags.when(None) == ""


@pytest.mark.parametrize(
    ("text", "query", "html"),
    [
        ("Jalan rusak", "jalan", "<mark>Jalan</mark> rusak"),
        ("<b>jalan</b>", "jalan", "&lt;b&gt;<mark>jalan</mark>&lt;/b&gt;"),
        ("a & b", "", "a &amp; b"),
        ("amp & b", "amp", "<mark>amp</mark> &amp; b"),
        ("C++ (baru)", "c++ (", "<mark>C</mark>++ (baru)"),
        ("jalanan", "jalan jalanan", "<mark>jalanan</mark>"),
    ],
)
def test_highlight_marks_words_and_escapes_the_rest(text: str, query: str, html: str) -> None:
    assert tags.highlight(text, query) == html


@pytest.mark.parametrize(("share", "text"), [(0.874, "87%"), (0, "0%"), (1, "100%"), (None, "–")])
def test_percent(share: float | None, text: str) -> None:
    assert tags.percent(share) == text


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (9999, "9.999"), (12_999, "12 rb"), (999_999, "999 rb"), (1_290_000, "1,2 jt")]
)
def test_compact(number: int, text: str) -> None:
    assert tags.compact(number) == text


@pytest.mark.parametrize(
    ("code", "name", "path"),
    [
        ("32.73", "Kota Bandung", "Kota Bandung"),
        ("32.73.02", "Coblong", "Coblong, Kota Bandung"),
        ("32", "Jawa Barat", "Jawa Barat"),
        ("99.99", "99.99", "99.99"),
        (None, "", ""),
    ],
)
def test_areas(code: str | None, name: str, path: str) -> None:
    assert (tags.area_name(code), tags.area_path(code)) == (name, path)


def test_badge_names_the_value_and_how_sure() -> None:
    html = Template('{% load balarea %}{% badge "urgency" "emergency" 0.9 %}').render(Context())
    assert 'data-tone="alarm"' in html
    assert 'title="Keyakinan 90%"' in html
    assert ">Darurat<" in html
    assert Template('{% load balarea %}{% badge "area" "" %}').render(Context()).strip() == ""


def test_query_changes_only_what_is_named() -> None:
    request = RequestFactory().get("/", {"topic": "roads", "q": "a&b", "before": "9"})
    template = Template(
        '{% load balarea %}{% autoescape off %}{% query topic="health" before=None %}{% endautoescape %}'
    )
    assert template.render(Context({"request": request})) == "?q=a%26b&topic=health"

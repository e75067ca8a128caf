"""The specifications are drawn by Vega-Lite itself, in both themes."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import vl_convert

from balarea.web import charts

START = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
MOMENTS = [charts.Moment(START + timedelta(hours=hour), hour, 5, 2, f"?hour={hour}") for hour in range(30)]
BARS = [charts.Bar("Kesehatan", 12, "?topic=health", 4), charts.Bar("Jalan dan jembatan", 40, "?topic=roads", 30)]
SPECS = {
    "timeline": charts.timeline(MOMENTS),
    "days": charts.timeline(MOMENTS, grain="day"),
    "topics": charts.topics(BARS),
    "mood": charts.mood({"negative": 4, "neutral": 5, "positive": 1}),
    "nothing": charts.timeline([]),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", list(SPECS))
def test_vega_draws_it(name: str, theme: charts.Theme) -> None:
    svg = vl_convert.vegalite_to_svg(SPECS[name] | {"width": 400}, config=charts.config(theme))
    assert svg.startswith("<svg")
    assert name == "nothing" or "mark-rect" in svg


def test_times_are_local_whatever_the_browser() -> None:
    values = charts.timeline(MOMENTS[:1])["data"]["values"]
    assert {value["at"] for value in values} == {"2026-11-25T00:30:00"}
    assert [value["count"] for value in values] == [0, 5, 2]


def test_moods_that_the_model_is_unsure_of_are_drawn_where_there_are_any() -> None:
    one = charts.timeline([charts.Moment(START, 1, 2, 3, "", 4)])
    assert [value["count"] for value in one["data"]["values"]] == [1, 2, 3, 4]
    assert one["encoding"]["color"]["scale"]["domain"][-1] == "Ragu"
    assert "Ragu" not in charts.mood({"negative": 1})["encoding"]["color"]["scale"]["domain"]
    assert [value["count"] for value in charts.mood({"unsure": 2})["data"]["values"]] == [0, 0, 0, 2]


def test_topics_are_longest_first_and_lead_to_their_posts() -> None:
    assert [value["href"] for value in charts.topics(BARS)["data"]["values"]] == ["?topic=roads", "?topic=health"]


def test_a_chart_knows_what_was_picked() -> None:
    assert [param["name"] for param in charts.timeline(MOMENTS)["params"]] == ["pick"]
    assert charts.topics(BARS)["layer"][0]["params"][0]["name"] == "pick"


def test_both_dark_blocks_of_the_tokens_say_the_same() -> None:
    text = (Path(charts.__file__).parent / "static/balarea/tokens.css").read_text(encoding="utf8")
    system = text.partition(':not([data-theme="light"]) {')[2].partition("}")[0]
    chosen = text.partition(':root[data-theme="dark"] {')[2].partition("}")[0]
    assert system.split() == chosen.split()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "ground"), ("muted", "ground"), ("muted", "sunken"), ("link", "surface"), ("accent", "surface"),
        ("accent-ink", "accent"), ("accent", "accent-soft"), ("good", "good-soft"), ("warn", "warn-soft"),
        ("bad", "bad-soft"), ("info", "info-soft"), ("muted", "quiet-soft"), ("alarm-ink", "alarm"),
        ("bar-muted", "bar"), ("bar-ink", "bar"), ("ink", "mark"),
    ],
)  # fmt: skip
def test_words_stand_out_from_their_ground(theme: charts.Theme, ink: str, ground: str) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    token = charts._tokens(theme)
    light, dark = sorted((_luminance(token[ink]), _luminance(token[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    parts = [int(part, 16) / 255 for part in re.findall("..", colour[1:])]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

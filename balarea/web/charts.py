"""Vega-Lite specifications of the charts: pure functions from figures to a dict. Colours come from the page's theme.

The browser draws them with the config made from the CSS tokens; `config()` gives the same for SVG, PNG and PDF."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from django.utils.translation import gettext as _

from balarea.core.clock import JAKARTA
from balarea.language.labels import UNSURE
from balarea.web import labels

Spec = dict[str, Any]
Theme = Literal["light", "dark"]
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
MOODS = ("negative", "neutral", "positive", UNSURE)  # the last is drawn only where there is any
_TOKENS = Path(__file__).parent / "static" / "balarea" / "tokens.css"
_PICKED = {"condition": {"param": "pick", "value": 1}, "value": 0.35}


@dataclass(frozen=True, slots=True)
class Moment:
    """Posts of one time bucket by mood; `href` opens exactly these posts."""

    at: datetime
    negative: int
    neutral: int
    positive: int
    href: str = ""
    unsure: int = 0

    @property
    def posts(self) -> int:
        return self.negative + self.neutral + self.positive + self.unsure


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name as displayed, how many posts, how many of them negative, the address of these posts."""

    label: str
    count: int
    href: str = ""
    negative: int = 0


def timeline(moments: Sequence[Moment], *, grain: Literal["hour", "day"] = "hour", height: int = 180) -> Spec:
    """Bars over time stacked by mood, in local time whatever the zone of the browser."""
    moods = _moods(any(moment.unsure for moment in moments))
    values = [
        {"at": _local(moment.at), "mood": labels.name("sentiment", mood), "order": order, "href": moment.href,
         "count": getattr(moment, mood)}
        for moment in moments for order, mood in enumerate(moods)
    ]  # fmt: skip
    unit = "yearmonthdatehours" if grain == "hour" else "yearmonthdate"
    ticks = "%e %b %H.%M" if grain == "hour" else "%e %b"
    form = "%d %b %H.00" if grain == "hour" else "%d %b %Y"
    return {
        **_base(values, height, _("Jumlah unggahan per waktu menurut suasana hati")),
        "mark": {"type": "bar", "cursor": "pointer", "cornerRadius": 1},
        "encoding": {
            "x": {
                "field": "at", "type": "temporal", "timeUnit": unit,
                "axis": {"title": None, "grid": False, "labelOverlap": "greedy", "labelSeparation": 12,
                         "format": ticks, "tickCount": {"expr": "width / 90"}},
            },
            "y": {"field": "count", "type": "quantitative",
                  "axis": {"title": None, "tickCount": 4, "tickMinStep": 1, "format": ",d"}},
            "color": _mood_colour(moods),
            "order": {"field": "order"},
            "opacity": _PICKED,
            "tooltip": [
                {"field": "at", "type": "temporal", "title": _("Waktu"), "format": form},
                {"field": "mood", "title": _("Suasana")},
                {"field": "count", "title": _("Unggahan"), "format": ",d"},
            ],
        },
    }  # fmt: skip


def topics(bars: Sequence[Bar], *, step: int = 26) -> Spec:
    """Horizontal bars, longest first, with the number at the end; the negative part is drawn on top."""
    values = [
        {"label": bar.label, "count": bar.count, "negative": bar.negative, "href": bar.href}
        for bar in sorted(bars, key=lambda bar: -bar.count)
    ]
    tooltip = [
        {"field": "label", "title": _("Topik")},
        {"field": "count", "title": _("Unggahan"), "format": ",d"},
        {"field": "negative", "title": _("Negatif"), "format": ",d"},
    ]
    mark: Spec = {"type": "bar", "cursor": "pointer", "cornerRadiusEnd": 3, "height": {"band": 0.66}}
    most = max((bar.count for bar in bars), default=0) or 1
    x: Spec = {"type": "quantitative", "axis": None, "scale": {"domain": [0, most * 1.3], "nice": False}}
    return {
        **_base(values, max(1, len(values)) * step, _("Jumlah unggahan menurut topik"), pick=False),
        "encoding": {
            "y": {"field": "label", "type": "nominal", "sort": None,
                  "axis": {"title": None, "labelLimit": 190, "labelPadding": 8, "domain": False, "ticks": False}},
            "tooltip": tooltip,
        },
        "layer": [
            {"mark": mark, "params": [_pick()], "encoding": {"x": {**x, "field": "count"}, "opacity": _PICKED}},
            {"mark": {**mark, "style": "negative"}, "encoding": {"x": {**x, "field": "negative"}}},
            {"mark": {"type": "text", "align": "left", "dx": 5},
             "encoding": {"x": {**x, "field": "count"}, "text": {"field": "count", "format": ",d"}}},
        ],
    }  # fmt: skip


def mood(counts: dict[str, int], hrefs: dict[str, str] | None = None, *, height: int = 34) -> Spec:
    """One bar of 100 per cent by mood; keys of both dicts are MOODS."""
    moods = _moods(bool(counts.get(UNSURE)))
    values = [
        {"mood": labels.name("sentiment", key), "count": counts.get(key, 0), "order": order,
         "href": (hrefs or {}).get(key, "")}
        for order, key in enumerate(moods)
    ]  # fmt: skip
    return {
        **_base(values, height, _("Bagian unggahan menurut suasana hati")),
        "mark": {"type": "bar", "cursor": "pointer", "cornerRadius": 3},
        "encoding": {
            "x": {"field": "count", "type": "quantitative", "stack": "normalize",
                  "axis": {"title": None, "format": ".0%", "tickCount": 4, "grid": False}},
            "color": _mood_colour(moods),
            "order": {"field": "order"},
            "opacity": _PICKED,
            "tooltip": [{"field": "mood", "title": _("Suasana")},
                        {"field": "count", "title": _("Unggahan"), "format": ",d"}],
        },
    }  # fmt: skip


def config(theme: Theme) -> Spec:
    """The Vega config of a theme, from the CSS tokens; balarea.js makes the same one in the browser."""
    token = _tokens(theme)
    words = {"labelColor": token["muted"], "titleColor": token["muted"], "labelFontSize": 12}
    return {
        "background": token["surface"],
        "view": {"stroke": None},
        "font": "system-ui, sans-serif",
        "axis": {**words, "gridColor": token["line"], "domainColor": token["line"], "tickColor": token["line"]},
        "legend": {**words, "orient": "top", "title": None, "symbolType": "square"},
        "range": {"category": [token[f"chart-{key}"] for key in MOODS]},
        "bar": {"color": token["chart"]},
        "text": {"color": token["muted"], "fontSize": 12},
        "style": {"negative": {"fill": token["chart-negative"]}},
    }


def _base(values: list[Spec], height: int, description: str, *, pick: bool = True) -> Spec:
    spec: Spec = {
        "$schema": SCHEMA, "description": description, "width": "container", "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"}, "data": {"values": values},
    }  # fmt: skip
    return spec | ({"params": [_pick()]} if pick else {})


def _pick() -> Spec:
    return {"name": "pick", "select": {"type": "point", "fields": ["href"]}}


def _moods(unsure: bool) -> tuple[str, ...]:
    return MOODS if unsure else MOODS[:-1]


def _mood_colour(moods: Sequence[str]) -> Spec:
    names = [labels.name("sentiment", key) for key in moods]
    return {"field": "mood", "type": "nominal", "scale": {"domain": names, "range": "category"},
            "legend": {"orient": "top", "title": None}}  # fmt: skip


def _local(at: datetime) -> str:
    return at.astimezone(JAKARTA).strftime("%Y-%m-%dT%H:%M:%S")


@cache
def _tokens(theme: Theme) -> dict[str, str]:
    """Hexadecimal colours of tokens.css: the first block is light, the `data-theme` block dark."""
    light, _media, dark = _TOKENS.read_text(encoding="utf8").partition(':root[data-theme="dark"]')
    source = light.partition("@media")[0] if theme == "light" else dark
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", source))

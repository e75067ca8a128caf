"""Reads of the counts: what the Situation screen shows."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Model, Sum
from django.db.models.functions import Trunc

from balarea.core.clock import JAKARTA
from balarea.observe.models import RegencyMood, RegencyTopic, TopicMood
from balarea.posts.queries import PostFilter, matching

COUNTED = {"regency", "topic", "sentiment"}  # labels the rollups know; two of them at once lie in no rollup


@dataclass
class Situation:
    """Counts of a filter's posts. `timeline` is by bucket (aware start of an hour or day) and sentiment."""

    total: int = 0
    timeline: dict[datetime, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    moods: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    regencies: Counter[str] = field(default_factory=Counter)
    negative: Counter[str] = field(default_factory=Counter)
    from_rollups: bool = False


def situation(chosen: PostFilter) -> Situation:
    """The counts of a filter: from the rollups when they can answer, else from the posts; both give the same."""
    if rollups_answer(chosen):
        return counted(chosen)
    return raw(chosen)


def rollups_answer(chosen: PostFilter) -> bool:
    """Whole days, shown by the day, and at most one label, one that the rollups know."""
    labels = set(chosen.chosen())
    return chosen.whole_days and not chosen.hourly and len(labels) <= 1 and labels <= COUNTED


def raw(chosen: PostFilter) -> Situation:
    """The counts from the posts themselves."""
    found = matching(chosen).order_by()
    bucket = Trunc("published_at", "hour" if chosen.hourly else "day", tzinfo=JAKARTA)
    result = Situation()
    rows = found.annotate(bucket=bucket).values_list("bucket", "sentiment").annotate(number=Count("*"))
    for moment, mood, number in rows:
        result.timeline[moment][mood] += number
        result.moods[mood] += number
        result.total += number
    for topic, code, mood, number in found.values_list("topic", "regency_code", "sentiment").annotate(
        number=Count("*")
    ):
        result.topics[topic] += number
        result.regencies[code] += number
        result.negative[code] += number if mood == "negative" else 0
    return result


def counted(chosen: PostFilter) -> Situation:
    """The counts from the rollups."""
    result = Situation(from_rollups=True)
    mood_table = RegencyMood if chosen.regency else TopicMood
    for day, mood, number in _rows(mood_table, chosen, "day", "sentiment"):
        result.timeline[_start(day)][mood] += number
        result.moods[mood] += number
        result.total += number
    topic_table = TopicMood if not chosen.regency else RegencyTopic
    result.topics.update(dict(_rows(topic_table, chosen, "topic")))
    place_table = RegencyTopic if chosen.topic else RegencyMood
    for code, number, negative in _rows(place_table, chosen, "regency_code", negative=True):
        result.regencies[code] += number
        result.negative[code] += negative
    return result


def _rows(table: type[Model], chosen: PostFilter, *labels: str, negative: bool = False) -> list[Any]:
    days = {
        "day__gte": chosen.since.astimezone(JAKARTA).date(),
        "day__lt": chosen.until.astimezone(JAKARTA).date(),
    }
    names = {"regency": "regency_code", "topic": "topic", "sentiment": "sentiment"}
    wanted = {names[name]: value for name, value in chosen.chosen().items()}
    found = table._default_manager.filter(**days, **wanted).values_list(*labels)
    sums = {"number": Sum("posts")} | ({"negatives": Sum("negative")} if negative else {})
    return list(found.annotate(**sums).order_by())


def _start(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), JAKARTA)

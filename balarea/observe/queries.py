"""Reads of the counts: what the Situation screen shows."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Trunc

from balarea.core.clock import JAKARTA, midnight
from balarea.observe.models import Tally
from balarea.posts.queries import COLUMNS, PostFilter, matching

_SUMS = """
SELECT bucket, topic, regency_code, urgency, sentiment, sum(number)
FROM ({found}) AS found (bucket, sentiment, topic, regency_code, urgency, number)
GROUP BY GROUPING SETS ((bucket, sentiment), (topic, sentiment), (regency_code), (urgency))
"""


@dataclass
class Situation:
    """Counts of a filter's posts. `timeline` is by bucket (aware start of an hour or day) and sentiment; `negative` are
    those in a negative mood by topic."""

    total: int = 0
    timeline: dict[datetime, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    moods: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    regencies: Counter[str] = field(default_factory=Counter)
    negative: Counter[str] = field(default_factory=Counter)
    urgencies: Counter[str] = field(default_factory=Counter)


def situation(chosen: PostFilter) -> Situation:
    """The counts of a filter: whole days from the tally, the hours at both ends from the posts; a search, and hours shown
    singly, from the posts alone. All ways give the same."""
    result = Situation()
    first, last = midnight(chosen.since + timedelta(days=1, microseconds=-1)), midnight(chosen.until)
    if chosen.q or chosen.hourly or first >= last:
        return raw(chosen)
    for edge in (replace(chosen, until=first), replace(chosen, since=last)):
        if edge.since < edge.until:
            _add(result, _posts(edge, "day"))
    _add(result, _tally(replace(chosen, since=first, until=last)))
    return result


def raw(chosen: PostFilter) -> Situation:
    """The counts from the posts themselves."""
    result = Situation()
    _add(result, _posts(chosen, "hour" if chosen.hourly else "day"))
    return result


_LABELS = ("sentiment", "topic", "regency_code", "urgency")


def _posts(chosen: PostFilter, grain: str) -> QuerySet[Any, Any]:
    found = matching(chosen).order_by().annotate(bucket=Trunc("published_at", grain, tzinfo=JAKARTA), number=Value(1))
    return found.values_list("bucket", *_LABELS, "number")


def _tally(chosen: PostFilter) -> QuerySet[Any, Any]:
    wanted = {COLUMNS.get(name, name): value for name, value in chosen.chosen().items()}
    days = {"day__gte": chosen.since.date(), "day__lt": chosen.until.date()}
    found = Tally.objects.filter(**days, **wanted).annotate(bucket=F("day"), number=F("posts"))
    return found.values_list("bucket", *_LABELS, "number")


def _add(result: Situation, found: QuerySet[Any, Any]) -> None:
    """Add up all the sums in one pass over what was found: PostgreSQL's grouping sets, which Django does not write."""
    inner, values = found.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(found=inner), values)
        for bucket, topic, code, urgency, mood, number in cursor.fetchall():
            if bucket is not None:
                result.timeline[_start(bucket)][mood] += int(number)
                result.moods[mood] += int(number)
                result.total += int(number)
            elif topic is not None:
                result.topics[topic] += int(number)
                result.negative[topic] += int(number) if mood == "negative" else 0
            elif code is not None:
                result.regencies[code] += int(number)
            else:
                result.urgencies[urgency] += int(number)


def _start(bucket: date | datetime) -> datetime:
    if isinstance(bucket, datetime):
        return bucket.astimezone(JAKARTA)
    return datetime.combine(bucket, datetime.min.time(), JAKARTA)

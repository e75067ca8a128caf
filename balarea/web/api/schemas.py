"""What callers give and get, with examples. Every text is masked; no author is named."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field

from balarea.web.api.values import (
    Area,
    Code,
    Cursor,
    Day,
    Intent,
    Language,
    Limit,
    Month,
    Mood,
    PostTopic,
    PostUrgency,
    Regency,
    State,
    Topic,
    Typed,
    Urgency,
    Words,
)

_AT = "2026-11-24T03:15:00Z"
_CASE: dict[str, Any] = {
    "reference": "JB-7K3M-2QXA", "agency": "dbmpr", "topic": "roads", "area_code": "32.73.02", "urgency": "normal",
    "state": "open", "network": "bluesky", "opened_at": _AT, "due_at": "2026-12-01T09:00:00Z", "answered_at": None,
    "closed_at": None, "confirmed": False, "reopened": 0, "demo": False,
    "text": "Jalan berlubang di depan pasar, hubungi [telepon]",
}  # fmt: skip
_ENTRY: dict[str, Any] = {"id": 7, "kind": "citizen", "at": _AT, "text": "Jalan berlubang", "delivery": ""}
_POST: dict[str, Any] = {
    "network": "bluesky", "external_id": "at://did:plc:a/app.bsky.feed.post/1", "published_at": _AT,
    "text": "Jalan rusak di Lembang", "url": "", "lang": "id", "sentiment": "negative", "intent": "complaint",
    "urgency": "normal", "topic": "roads", "abuse": "", "area_code": "32.17.01",
}  # fmt: skip


def _example(example: dict[str, Any], *, closed: bool = False) -> ConfigDict:
    """The configuration of a schema with an example; `closed`: nothing may stand in it that is not named."""
    extra: dict[str, Any] = {"examples": [example]}
    return ConfigDict(json_schema_extra=extra, extra="forbid" if closed else "ignore")


class CaseQuery(Schema):
    """Which cases, and which page of them."""

    state: State = ""
    topic: Topic = ""
    urgency: Urgency = ""
    area_code: Area = ""
    agency: Code = ""
    opened_since: Day = None
    opened_until: Day = Field(None, description="Hari terakhir, termasuk hari itu.")
    cursor: Cursor = ""
    limit: Limit = 50


class CaseOut(Schema):
    """A case."""

    model_config = _example(_CASE)

    reference: str
    agency: str | None
    topic: str
    area_code: str
    urgency: str
    state: str
    network: str
    opened_at: datetime
    due_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    confirmed: bool
    reopened: int
    demo: bool
    text: str


class EntryOut(Schema):
    """One thing said or done in a case; `delivery` is how far an answer got on its network."""

    model_config = _example(_ENTRY)

    id: int
    kind: str
    at: datetime
    text: str
    delivery: str


class CaseWhole(CaseOut):
    """A case with its conversation, internal notes included."""

    model_config = _example(_CASE | {"entries": [_ENTRY]})

    entries: list[EntryOut]


class CasePage(Schema):
    """Cases, those entered last first."""

    model_config = _example({"cases": [_CASE], "next": "WzQyXQ"})

    cases: list[CaseOut]
    next: str | None


class TextIn(Schema):
    """What is to be written."""

    model_config = _example({"text": "Terima kasih, lubang itu kami tambal hari Kamis."}, closed=True)

    text: Typed


class RouteIn(Schema):
    """To which agency, and why; `topic` when the case was about something else than it said."""

    model_config = _example({"agency": "dlh", "reason": "Sampah, bukan jalan.", "topic": "environment"}, closed=True)

    agency: Code
    reason: Typed
    topic: Topic = ""


class CloseIn(Schema):
    """What was done, where it can be seen, and why the citizen is not asked; `exempt`: why a repair has no photos."""

    model_config = _example(
        {"proof": "Ditambal 24 November", "link": "https://contoh.go.id/1", "why": "Pelapor sudah ditelepon",
         "exempt": "Foto ada di tautan"}, closed=True,
    )  # fmt: skip

    proof: Typed
    link: Annotated[str, Field(max_length=200)] = ""
    why: Typed
    exempt: Annotated[str, Field(max_length=500)] = ""


class Done(Schema):
    """The case after a write, and the entry that it made, if any."""

    model_config = _example({"reference": "JB-7K3M-2QXA", "agency": "dbmpr", "state": "open", "entry": 8})

    reference: str
    agency: str | None
    state: str
    entry: int | None


class PostQuery(Schema):
    """Which posts; without days the last thirty."""

    since: Day = None
    until: Day = Field(None, description="Hari sesudah hari terakhir.")
    regency: Regency = ""
    topic: PostTopic = ""
    sentiment: Mood = ""
    intent: Intent = ""
    urgency: PostUrgency = ""
    lang: Language = ""
    network: Code = Field("", description="Nama jejaring.")
    q: Words = ""


class PostPageQuery(PostQuery):
    """Which posts, and which page of them."""

    cursor: Cursor = ""
    limit: Limit = 50


class PostOut(Schema):
    """A public post and what was understood of it."""

    model_config = _example(_POST)

    network: str
    external_id: str
    published_at: datetime
    text: str
    url: str
    lang: str
    sentiment: str
    intent: str
    urgency: str
    topic: str
    abuse: str
    area_code: str


class PostPage(Schema):
    """Posts, newest first."""

    model_config = _example({"posts": [_POST], "next": None})

    posts: list[PostOut]
    next: str | None


class Moment(Schema):
    """Counts by mood of an hour or a day."""

    at: datetime | date
    moods: dict[str, int]


class SituationOut(Schema):
    """Counts of a filter."""

    total: int
    moods: dict[str, int]
    topics: dict[str, int]
    regencies: dict[str, int]
    timeline: list[Moment]


class StatisticsQuery(Schema):
    """Which cases are counted: of a month, of a topic, of a regency; the last twelve months without."""

    month: Month = ""
    topic: Topic = ""
    regency: Regency = ""


class Count(Schema):
    """A count; `value` is null where it is withheld, and `text` then says how."""

    value: int | None
    text: str


class StatisticsOut(Schema):
    """Public numbers: by measure, and by month, topic and regency of it again by measure. Answered is not fixed."""

    total: dict[str, Count]
    groups: dict[str, dict[str, dict[str, Count]]]


class ProgrammesQuery(Schema):
    """Of which agency; of all without."""

    agency: Code = ""


class LookupQuery(Schema):
    """A handle or an address."""

    q: Words = ""


class Reported(Schema):
    """What was reported last of an indicator."""

    value: Decimal
    period: str
    at: datetime


class IndicatorOut(Schema):
    """An indicator: what is meant to be reached and what was."""

    code: str
    name: str
    unit: str
    target: Decimal
    attained_percent: float | None
    reported: Reported | None


class ProgrammeOut(Schema):
    """A programme with its indicators."""

    code: str
    year: int
    name: str
    agency: str
    indicators: list[IndicatorOut]


class Programmes(Schema):
    """All programmes, or those of an agency."""

    programmes: list[ProgrammeOut]


class AccountOut(Schema):
    """An official account."""

    network: str
    handle: str
    url: str
    agency: str
    verified: bool
    demo: bool


class AgencyOut(Schema):
    """An agency and its accounts."""

    code: str
    name: str
    site: str
    accounts: list[AccountOut]


class Agencies(Schema):
    """The public register."""

    agencies: list[AgencyOut]


class LookupOut(Schema):
    """Official accounts that fit what was typed, or those it could be mistaken for."""

    official: list[AccountOut]
    similar: list[AccountOut]


class Wrong(Schema):
    """A part of a request that does not fit."""

    where: str
    what: str


class Problem(Schema):
    """A refusal (RFC 9457): `detail` says what to do."""

    model_config = _example(
        {"type": "about:blank", "title": "Too Many Requests", "status": 429,
         "detail": "Terlalu sering; coba lagi setelah 12 detik (Retry-After).", "errors": []}
    )  # fmt: skip

    type: str
    title: str
    status: int
    detail: str
    errors: list[Wrong]

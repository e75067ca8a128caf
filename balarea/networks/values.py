"""What travels between the networks and the rest of the house: plain values, no behaviour, no Django."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Kind = Literal["post", "mention", "reply"]
Unit = Literal["graphemes", "characters", "weighted"]


@dataclass(frozen=True, slots=True)
class PostRef:
    """One post of one network; `external_id` is the network's own immutable id (on Bluesky the at:// address)."""

    network: str
    external_id: str


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote: the network's immutable id, and handle and name as they were when the post was read."""

    external_id: str
    handle: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class RemotePost:
    """A post as a network gave it. Times are aware; `deleted` posts carry the ref and the author's id, nothing else to rely
    on. `edited_at`: when its author wrote this version of the text; None for the first.

    `area_code` and `topic` are set only where the author chose them or gave the place: they go before what is read from
    the text."""

    ref: PostRef
    text: str
    author: Author
    published_at: datetime
    url: str = ""
    in_reply_to: PostRef | None = None
    root: PostRef | None = None
    mentions: tuple[str, ...] = ()
    metrics: dict[str, int] = field(default_factory=dict)
    lat: float | None = None
    lon: float | None = None
    kind: Kind = "post"
    deleted: bool = False
    area_code: str = ""
    topic: str = ""
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """What a network says of a post of ours: it reached the citizen (`delivered`), or was opened (`read`)."""

    ref: PostRef
    what: Literal["delivered", "read"]
    at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Some posts, oldest first, and where to go on; `cursor` None only when there is nothing to remember yet. `received`:
    what became of our own, where the network tells."""

    posts: tuple[RemotePost, ...]
    cursor: str | None
    received: tuple[Received, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be published. The idempotency key is made once a message, never once an attempt."""

    text: str
    idempotency_key: str
    in_reply_to: PostRef | None = None
    root: PostRef | None = None
    languages: tuple[str, ...] = ("id",)
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A post that stands on the network, with the text as the network holds it."""

    ref: PostRef
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a text may be, in which unit, and who said so when; `reply_hours`: how long after the citizen's last word the
    network lets us answer, None where it does not mind."""

    characters: int
    unit: Unit
    source: str
    checked: date
    link_weight: int | None = None
    reply_hours: int | None = None


@dataclass(frozen=True, slots=True)
class AccountKey:
    """What opens one account: server address, immutable id (DID, account id) and secret, kept out of every repr."""

    server: str
    identifier: str
    secret: str = field(default="", repr=False)

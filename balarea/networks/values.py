"""What travels between the networks and the rest of the house: plain values, no behaviour, no Django."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Kind = Literal["post", "mention", "reply"]
Unit = Literal["graphemes", "characters", "weighted"]
Speaks = Literal["posts", "answers", "nothing"]
Arrived = Literal["sent", "delivered", "read", "failed"]
NEARBY = "nearby"  # option of a key: servers of the own house may be read too
CHAT = "chat:"  # what the id of a chat begins with, and no id of a post


@dataclass(frozen=True, slots=True)
class PostRef:
    """One post of one network; `external_id` is the network's own immutable id (on Bluesky the at:// address)."""

    network: str
    external_id: str

    @property
    def is_chat(self) -> bool:
        """Whether this is no post but the endless conversation of an account with one person, which no post began."""
        return self.external_id.startswith(CHAT)


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
    the text. `private`: its writer said it to us alone. In a chat without threads `root` is the chat (`PostRef.is_chat`)."""

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
    private: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a network tells later of something we sent, known by the id it gave, or by the key of our draft ("" of the one
    that it does not name)."""

    external_id: str
    idempotency_key: str
    what: Arrived
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some posts, oldest first, and where to go on; `cursor` None only when there is nothing to remember yet. `arrivals` is
    what the network told of things we sent; `trouble` what else could not be read, in words that say what to do."""

    posts: tuple[RemotePost, ...]
    cursor: str | None
    arrivals: tuple[Arrival, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be published. The idempotency key is made once a message, never once an attempt. `template` names one of
    the account's approved templates, for a network that takes nothing else outside its window; `text` fills it."""

    text: str
    idempotency_key: str
    in_reply_to: PostRef | None = None
    root: PostRef | None = None
    languages: tuple[str, ...] = ("id",)
    created_at: datetime | None = None
    template: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A post that stands on the network, with the text as the network holds it."""

    ref: PostRef
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a text may be, in which unit, and who said so when. `speaks`: what we can say there: posts to everybody and
    answers, answers to persons alone, or nothing, where it is only read. `window_hours`: how long after a person's last word
    he can be answered freely. `pair_seconds`: between two of our messages to the same person."""

    characters: int
    unit: Unit
    source: str
    checked: date
    link_weight: int | None = None
    speaks: Speaks = "posts"
    window_hours: int | None = None
    pair_seconds: int = 0


@dataclass(frozen=True, slots=True)
class AccountKey:
    """What opens one account: server address, immutable id (DID, account id) and secret, kept out of every repr like the
    further settings that its network asks for (`connect.toml`)."""

    server: str
    identifier: str
    secret: str = field(default="", repr=False)
    options: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def option(self, name: str) -> str:
        """A further setting, "" when it is not set."""
        return dict(self.options).get(name, "")

"""Which posts: the one filter of every observing screen, and its address. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from balarea import areas
from balarea.core.clock import JAKARTA, midnight
from balarea.core.errors import BalareaError
from balarea.language.labels import HEADS, UNSURE
from balarea.posts.search import web_search

DAYS = 30
CHOICES = {name: (*HEADS[name], UNSURE) for name in ("topic", "sentiment", "intent", "urgency", "lang")}


@dataclass(frozen=True)
class PostFilter:
    """Posts from `since` to before `until` (aware) with these labels; an empty label means any."""

    since: datetime
    until: datetime
    regency: str = ""
    topic: str = ""
    sentiment: str = ""
    intent: str = ""
    urgency: str = ""
    lang: str = ""
    network: str = ""
    q: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str], now: datetime) -> "PostFilter":
        """The filter of an address; the last DAYS days by default. BalareaError names the field that is wrong."""
        until = _moment(query, "until") or midnight(now) + timedelta(days=1)
        since = _moment(query, "since") or until - timedelta(days=DAYS)
        if since >= until:
            raise BalareaError("Awal masa harus sebelum akhirnya (since, until).")
        labels = {name: query.get(name, "").strip() for name in LABELS}
        for name, choices in CHOICES.items():
            if labels[name] and labels[name] not in choices:
                raise BalareaError(f"Nilai {labels[name]!r} tidak dikenal untuk {name}.")
        if not web_search(labels["q"]) and any(letter.isalnum() for letter in labels["q"]):
            raise BalareaError(f"Kata {labels['q']!r} terlalu umum untuk dicari; tambahkan kata lain (q).")
        code = labels["regency"]
        if code and not (areas.known(code) and len(code) == 5):
            raise BalareaError(f"Kode wilayah {code!r} tidak dikenal (regency).")
        return cls(since, until, **labels)

    def to_query(self, **changes: object) -> str:
        """The address of this filter after some changes, `since` and `until` included."""
        changed = replace(self, **changes)  # type: ignore[arg-type]
        pairs = {"since": _written(changed.since), "until": _written(changed.until)}
        pairs |= {name: getattr(changed, name) for name in LABELS if getattr(changed, name)}
        return urlencode(pairs)

    def chosen(self) -> dict[str, str]:
        """The labels that are set."""
        return {name: getattr(self, name) for name in LABELS if getattr(self, name)}

    @property
    def whole_days(self) -> bool:
        """Whether both ends are midnights of West Java, so that days alone name them."""
        return all(midnight(end) == end for end in (self.since, self.until))

    @property
    def hourly(self) -> bool:
        """Whether the time is short enough to be shown by the hour."""
        return self.until - self.since <= timedelta(days=3)


LABELS = tuple(field.name for field in fields(PostFilter) if field.name not in {"since", "until"})


def _moment(query: Mapping[str, str], name: str) -> datetime | None:
    typed = query.get(name, "").strip().replace(" ", "+")
    if not typed:
        return None
    try:
        moment = datetime.fromisoformat(typed)
        return (moment if moment.tzinfo else moment.replace(tzinfo=JAKARTA)).astimezone(JAKARTA)
    except (ValueError, OverflowError):
        raise BalareaError(f"Waktu {typed!r} tidak terbaca ({name}); tulis misalnya 2026-11-24.") from None


def _written(moment: datetime) -> str:
    local = moment.astimezone(JAKARTA)
    return local.date().isoformat() if midnight(local) == local else local.replace(tzinfo=None).isoformat()

"""Colleagues named in internal notes: `@name` of somebody who may see the case finds it under "Untuk saya".

They are told by the ways they have chosen too (`notices.tell`), without the words of the note."""

import re

from django.db import transaction
from django.db.models import F, QuerySet

from balarea.cases.ladder import paging
from balarea.cases.ladder.escalation import AT_ANY_HOUR
from balarea.cases.models import Case, Entry, Mention
from balarea.core.clock import now
from balarea.notices import services as notices
from balarea.notices.services import Kind
from balarea.people.queries import Actor, Permission, User, agency_of, may, name_of, people, user

_NAME = re.compile(r"(?<![\w@.])@([\w](?:[\w.+-]*\w)?)")


def names(text: str) -> list[str]:
    """The names behind an @ in a text, each once."""
    return list(dict.fromkeys(_NAME.findall(text)))


def mention(entry: Entry, text: str, by: Actor) -> list[str]:
    """Write down whom a note names, within the caller's transaction: the user names of those who may see the case."""
    named = [name for name in names(text) if _sees(user(name), entry.case) and name != name_of(by)]
    Mention.objects.bulk_create(Mention(entry=entry, who=name, made_at=entry.at) for name in named)
    if named:
        case, said = entry.case, f"Anda disebut {name_of(by)} dalam catatan"
        notices.tell(
            named, f"mention:{entry.pk}", paging.text(case, said), f"/meja/{case.reference}/", Kind.MENTIONED, by=by,
            about=case.reference, any_hour=case.urgency in AT_ANY_HOUR,
        )  # fmt: skip
    return named


def unknown(case: Case, text: str) -> list[str]:
    """Names in a text that reach nobody: there is no such officer, or he may not see the case."""
    return [name for name in names(text) if not _sees(user(name), case)]


def colleagues(case: Case, reader: User) -> list[str]:
    """Whom a note in the case can name."""
    return [each.username for each in people() if each.pk != reader.pk and _sees(each, case)]


def _sees(person: User | None, case: Case) -> bool:
    if person is None or not may(person, Permission.SEE_DESK):
        return False
    own = agency_of(person)
    return own is None or own == case.agency_id


@transaction.atomic
def read_mentions(case: Case, *, by: User) -> int:
    """The person has opened the case: what names him there is read; how many were not."""
    unread = Mention.objects.filter(entry__case=case, who=by.username, read_at__isnull=True)
    return unread.update(read_at=now())


def mine(reader: User) -> QuerySet[Mention]:
    """Notes that name the person, in cases that he may see now, unread first."""
    own = agency_of(reader)
    found = Mention.objects.filter(who=reader.username).select_related("entry__case__agency")
    found = found if own is None else found.filter(entry__case__agency_id=own)
    return found.order_by(F("read_at").desc(nulls_first=True), "-made_at", "-pk")


def unread(reader: User) -> int:
    """How many of them he has not opened."""
    return mine(reader).filter(read_at__isnull=True).count()

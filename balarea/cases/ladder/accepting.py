"""An emergency taken on by the link in its page, without a login: a duty officer woken at night has the phone that was
paged, and no password. The link stands for person, case and notice, ends after a day, and only a pressed button counts."""

from django.db import transaction

from balarea.cases.deadlines.timing import accept
from balarea.cases.models import Case, Entry
from balarea.cases.writing import checked, say
from balarea.core.errors import Conflict, NotAllowed, NotFound
from balarea.notices import queries as notices
from balarea.people.queries import Actor, user
from balarea.registry import recording as audit

LONGEST_NAME = 60


@transaction.atomic
def accept_page(token: str, name: str = "") -> Case:
    """Take an emergency on as the person who was paged; of a duty desk's page `name` says who it is.

    NotFound for a link that has ended, NotAllowed when the person has left, Conflict when somebody was faster. The record
    says by which notice and way."""
    paged = notices.paged(token)
    case = Case.objects.select_for_update(of=("self",)).filter(reference=paged.reference).first()
    if case is None:
        raise NotFound("Kasus itu tidak ada.")
    by = _actor(paged, name)
    if not accept(case, by):
        raise Conflict("Kasus ini sudah diterima orang lain, atau tidak perlu diterima lagi.")
    case.save()
    title = notices.schemes()[paged.scheme].title
    say(case, Entry.Kind.EVENT, f"Darurat diterima dan dikerjakan, lewat tautan dalam panggilan ({title}).", by)
    after = {"at": case.acknowledged_at, "notice": paged.notice_id, "way": paged.scheme, "login": False}
    audit.record("acknowledge_case", "case", case.reference, by=by, after=after)
    return case


def _actor(paged: notices.Paged, name: str) -> Actor:
    if not paged.person:
        return f"desk:{paged.desk}:{checked(name)[:LONGEST_NAME]}"
    found = user(paged.person)
    if found is None or not found.is_active:
        raise NotAllowed("Orang yang dipanggil sudah tidak bertugas.")
    return found

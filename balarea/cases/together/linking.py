"""Accounts that may be one person's: proposed by rules with the reason, joined by a person alone, and undone.

Two rules. The same name of account, or of person, on two networks, and within days the same text or the same incident. The
same way to be reached in two reports that were handed in directly. Nothing is joined by itself; a pair that a person refused
is not proposed again; no statistics know of it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import combinations

import pyarrow as pa
from django.db import transaction
from django.db.models import Q, QuerySet

from balarea.cases.models import Case, PersonLink, Receipt
from balarea.cases.seeing import visible
from balarea.core.clock import now
from balarea.core.errors import Conflict, NotFound
from balarea.core.text import normalise
from balarea.language.duplicates import near_duplicates
from balarea.language.signature import signatures
from balarea.networks import report
from balarea.networks.values import PostRef
from balarea.people.queries import Actor, Permission, User, must, name_of
from balarea.posts import queries as posts
from balarea.registry import recording as audit
from balarea.registry.sealing import PSEUDONYM

WINDOW = timedelta(days=7)
SHORTEST = 5  # letters of a name that says something
MOST = 8  # accounts under one name: more is a fashion, not a person
NEWEST = 40  # cases under one name that are compared with each other
_HOSTS = re.compile(r"(\.bsky\.social|@[\w.-]+)$")
Person = tuple[str, str]
Pair = tuple[Person, Person]


@transaction.atomic
def propose_links(*, by: Actor, moment: datetime | None = None) -> int:
    """Propose what the rules find among the cases of the last days; how many pairs are new. Again: nothing more."""
    since = (moment or now()) - WINDOW
    recent = Case.objects.filter(opened_at__gte=since).exclude(citizen_external_id__startswith=PSEUDONYM)
    found = _by_name(list(recent.order_by("opened_at", "pk"))) | _by_contact(since)
    made = 0
    for (one, two), reason in sorted(found.items()):
        values = {"reason": reason, "proposed_at": moment or now()}
        _, new = PersonLink.objects.get_or_create(
            one_network=one[0], one_author=one[1], two_network=two[0], two_author=two[1], defaults=values
        )
        made += new
    if made:
        audit.record("propose_links", "person_link", "", by=by, after={"pairs": made})
    return made


def _by_name(cases: list[Case]) -> dict[Pair, str]:
    groups: dict[str, list[Case]] = defaultdict(list)
    said = {post.ref: post for post in posts.posts([_root(case) for case in cases])}
    for case in cases:
        if case.network == report.NETWORK:
            continue
        post = said.get(_root(case))
        for key in {_account(case.citizen_handle), _name(post.author_name if post else "")} - {""}:
            groups[key].append(case)
    found: dict[Pair, str] = {}
    for some in groups.values():
        mine = some[-NEWEST:]
        if len({_person(case) for case in mine}) <= MOST:
            for one, two in combinations(mine, 2):
                known = _pair(_person(one), _person(two)) in found
                if not known and one.network != two.network and (what := _same(one, two, said)):
                    named = f"nama yang sama ({_shown(one)}, {_shown(two)})"
                    found[_pair(_person(one), _person(two))] = f"{named} dan {what}"
    return found


def _same(one: Case, two: Case, said: dict[PostRef, posts.Post]) -> str:
    if one.incident_id is not None and one.incident_id == two.incident_id:
        return "kejadian yang sama"
    texts = [said[ref].text for ref in (_root(one), _root(two)) if ref in said]
    if len(texts) < 2 or posts.GONE in texts:
        return ""
    column = pa.array(texts, pa.string())
    groups = near_duplicates(signatures(column), column)
    return "teks yang sama" if int(groups[0]) == int(groups[1]) else ""


def _by_contact(since: datetime) -> dict[Pair, str]:
    held: dict[str, set[str]] = defaultdict(set)
    for author, marks in Receipt.objects.filter(received_at__gte=since).values_list("author", "marks"):
        for mark in marks:
            held[mark].add(author)
    return {
        _pair((report.NETWORK, one), (report.NETWORK, two)): "kontak yang sama pada dua laporan langsung"
        for authors in held.values()
        if len(authors) <= MOST
        for one, two in combinations(sorted(authors), 2)
    }


def _account(handle: str) -> str:
    """What a person's accounts on several networks have in common: the name without its host and signs."""
    bare = re.sub(r"[^a-z0-9]", "", _HOSTS.sub("", handle.lower().lstrip("@")))
    return f"@{bare}" if len(bare) >= SHORTEST else ""


def _name(typed: str) -> str:
    """A full name of two words or more."""
    words = normalise(typed).split()
    return " ".join(words) if len(words) > 1 and len("".join(words)) >= SHORTEST else ""


def _shown(case: Case) -> str:
    """The reason is kept in the record: who wrote to us alone is not named there by his number or address."""
    return "percakapan pribadi" if case.private else f"@{case.citizen_handle}"


def _root(case: Case) -> PostRef:
    return PostRef(case.network, case.root_external_id)


def _person(case: Case) -> Person:
    return case.network, case.citizen_external_id


def _pair(one: Person, two: Person) -> Pair:
    return (one, two) if one < two else (two, one)


def decide(link_id: int, join: bool, *, by: Actor) -> PersonLink:
    """Join two accounts, or say that they are two persons'. Conflict when somebody has decided already."""
    with transaction.atomic():
        link = _held(link_id, by)
        if link.joined is not None:
            raise Conflict("Sudah diputuskan; batalkan dahulu untuk memutuskan lagi.")
        link.joined, link.decided_at, link.decided_by = join, now(), name_of(by)
        link.save()
        if join:
            audit.record("join_persons", "person_link", str(link.pk), by=by, after={"reason": link.reason})
        else:
            audit.record("refuse_persons", "person_link", str(link.pk), by=by, after={"reason": link.reason})
    return link


@transaction.atomic
def undecide(link_id: int, *, by: Actor) -> PersonLink:
    """Take a decision back: the pair is a proposal again, and what was shown together is not any more."""
    link = _held(link_id, by)
    if link.joined is None:
        raise Conflict("Belum ada keputusan yang dapat dibatalkan.")
    before = {"joined": link.joined, "by": link.decided_by}
    link.joined = link.decided_at = link.decided_by = None
    link.save()
    audit.record("undo_persons", "person_link", str(link.pk), by=by, before=before)
    return link


def _held(link_id: int, by: Actor) -> PersonLink:
    """A link that the actor may decide: he works on cases of both accounts."""
    link = PersonLink.objects.select_for_update().filter(pk=link_id).first()
    if link is None:
        raise NotFound("Usulan itu tidak ada.")
    for person in persons_of(link):
        mine = cases_of(person)
        seen = [case for case in mine if not isinstance(by, User) or visible(case, by)]
        if not seen:
            raise NotFound("Usulan itu tidak ada di meja Anda.")
        must(by, Permission.WORK_CASES, seen[0].agency_id or "")
    return link


def persons_of(link: PersonLink) -> Pair:
    """The two accounts."""
    return (link.one_network, link.one_author), (link.two_network, link.two_author)


def cases_of(person: Person) -> QuerySet[Case]:
    """The cases that an account began, newest first."""
    network, author = person
    return Case.objects.filter(network=network, citizen_external_id=author).order_by("-opened_at", "-pk")


def touching(people: Iterable[Person]) -> QuerySet[PersonLink]:
    """Links that name one of some accounts."""
    wanted = Q(pk__in=[])
    for network, author in people:
        wanted |= Q(one_network=network, one_author=author) | Q(two_network=network, two_author=author)
    return PersonLink.objects.filter(wanted)


def forget_links(people: Iterable[Person]) -> int:
    """Nothing is remembered of who an account might be, within the caller's transaction; how many links there were."""
    return touching(people).delete()[0]

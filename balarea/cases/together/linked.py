"""Reads of accounts that may be one person's, as a case's page shows them."""

from dataclasses import dataclass

from balarea.cases.models import Case, PersonLink
from balarea.cases.seeing import visible
from balarea.cases.together.linking import Person, cases_of, persons_of, touching
from balarea.people.queries import User


@dataclass(frozen=True)
class Linked:
    """Another account: the link by which it belongs here, and the cases it began that the reader may see."""

    link: PersonLink
    network: str
    handle: str
    cases: list[Case]


def linked(case: Case, reader: User) -> list[Linked]:
    """Accounts joined with the case's citizen, also through others; then those proposed; then those refused. Only where
    the reader sees a case of theirs."""
    me = (case.network, case.citizen_external_id)
    joined, links = _joined(me)
    rest = [link for link in touching([me]) if link.joined is not True]
    rest.sort(key=lambda link: (link.joined is False, link.pk))
    found = [_seen(links[person], person, reader) for person in joined]
    found += [_seen(link, _other(link, me), reader) for link in rest]
    return [each for each in found if each.cases]


def _joined(me: Person) -> tuple[list[Person], dict[Person, PersonLink]]:
    """All accounts that decisions lead to from one, each with the decision that led there."""
    links: dict[Person, PersonLink] = {}
    edge, known = [me], {me}
    while edge:
        following = []
        for link in touching(edge).filter(joined=True).order_by("pk"):
            for person in persons_of(link):
                if person not in known:
                    known.add(person)
                    links[person] = link
                    following.append(person)
        edge = following
    return list(links), links


def _other(link: PersonLink, me: Person) -> Person:
    one, two = persons_of(link)
    return two if one == me else one


def _seen(link: PersonLink, person: Person, reader: User) -> Linked:
    mine = [case for case in cases_of(person)[:20] if visible(case, reader)]
    return Linked(link, person[0], mine[0].citizen_handle if mine else "", mine)

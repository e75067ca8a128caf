"""What persons do with incidents: put a case in, take one out, dissolve the whole, and undo each of these."""

from collections.abc import Iterable

from django.db import transaction

from balarea.cases.models import Case, Entry, Incident, Membership
from balarea.cases.together.grouping import put
from balarea.cases.writing import locked, say
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotFound
from balarea.people.queries import Actor, name_of
from balarea.registry import recording as audit
from balarea.registry.recording import masked


@transaction.atomic
def join(references: Iterable[str], reason: str, *, by: Actor) -> Incident:
    """Put cases together, into the incident that one of them is in already, else a new one; Conflict when they are in two."""
    cases = [locked(reference, by) for reference in dict.fromkeys(references)]
    if len(cases) < 2:
        raise BalareaError("Pilih sedikitnya dua kasus untuk disatukan.")
    held = {case.incident_id for case in cases if case.incident_id is not None}
    if len(held) > 1:
        raise Conflict("Kasus-kasus ini sudah di dua kejadian; keluarkan dahulu dari salah satunya.")
    at = now()
    incident = (
        Incident.objects.select_for_update().get(pk=held.pop()) if held else Incident.objects.create(opened_at=at)
    )
    typed = reason.strip()[:500] or "disatukan oleh petugas"
    fresh = [(case, masked(typed)) for case in cases if case.incident_id is None]
    if not fresh:
        raise Conflict("Kasus-kasus ini sudah satu kejadian.")
    put(incident, fresh, by=by, at=at)
    for case, _ in fresh:
        say(case, Entry.Kind.EVENT, f"Disatukan dengan kejadian yang sama: {typed}", by)
    return incident


@transaction.atomic
def split(reference: str, *, by: Actor) -> Membership:
    """Take one case out of its incident; no rule puts it back. An incident of one case alone is none any more."""
    case = locked(reference, by)
    held = _in_force(case)
    _end([held], by)
    say(case, Entry.Kind.EVENT, "Dipisahkan dari kejadian.", by)
    audit.record(
        "split_case", "case", case.reference, by=by, before={"incident": held.incident_id, "reason": held.reason}
    )
    left = list(held.incident.memberships.select_related("case").filter(ended_at__isnull=True))
    if len(left) == 1:
        _end(left, by)
    return held


@transaction.atomic
def rejoin(reference: str, *, by: Actor) -> Membership:
    """Undo a split: the case is again in the incident it was taken out of last, with those it was together with there."""
    case = locked(reference, by)
    last = case.memberships.filter(ended_at__isnull=False).order_by("-ended_at", "-pk").first()
    if case.incident_id is not None or last is None:
        raise Conflict("Kasus ini tidak sedang dipisahkan dari kejadian.")
    _again(last.incident, Membership.objects.filter(incident=last.incident, ended_at__gte=last.ended_at), by)
    say(case, Entry.Kind.EVENT, "Disatukan kembali dengan kejadian.", by)
    return _in_force(case)


@transaction.atomic
def dissolve(incident_id: int, *, by: Actor) -> Incident:
    """Take all cases out of an incident; each goes on alone. NotAllowed when one of them is another agency's."""
    incident = _held(incident_id)
    members = list(incident.memberships.select_related("case").filter(ended_at__isnull=True).order_by("case_id"))
    if not members:
        raise Conflict("Kejadian ini sudah dibubarkan.")
    for each in members:
        locked(each.case.reference, by)
    _end(members, by)
    incident.ended_at, incident.ended_by = now(), name_of(by)
    incident.save()
    before = {"cases": [each.case.reference for each in members]}
    audit.record("dissolve_incident", "incident", str(incident.pk), by=by, before=before)
    return incident


@transaction.atomic
def restore(incident_id: int, *, by: Actor) -> Incident:
    """Undo a dissolving: the cases that it had are together again, but for those that are elsewhere by now."""
    incident = _held(incident_id)
    if incident.ended_at is None:
        raise Conflict("Kejadian ini tidak dibubarkan.")
    last = incident.memberships.order_by("-ended_at").first()
    if last is None or last.ended_at is None:
        raise Conflict("Kejadian ini tidak punya kasus untuk disatukan kembali.")
    ended = list(incident.memberships.select_related("case").filter(ended_at=last.ended_at))
    for each in ended:
        locked(each.case.reference, by)
    _again(incident, ended, by)
    return incident


def _held(incident_id: int) -> Incident:
    incident = Incident.objects.select_for_update().filter(pk=incident_id).first()
    if incident is None:
        raise NotFound("Kejadian itu tidak ada.")
    return incident


def _in_force(case: Case) -> Membership:
    held = case.memberships.select_related("incident").filter(ended_at__isnull=True).first()
    if held is None:
        raise Conflict("Kasus ini tidak sedang di dalam kejadian.")
    return held


def _end(members: list[Membership], by: Actor) -> None:
    """End memberships at one moment, by which an undo finds them together."""
    at = now()
    Membership.objects.filter(pk__in=[each.pk for each in members]).update(ended_at=at, ended_by=name_of(by))
    Case.objects.filter(pk__in=[each.case_id for each in members]).update(incident=None)


def _again(incident: Incident, ended: Iterable[Membership], by: Actor) -> None:
    free = {each.case_id: each.reason for each in ended}
    cases = Case.objects.select_for_update().filter(pk__in=free, incident__isnull=True)
    back = [(case, free[case.pk]) for case in cases]
    if not back:
        raise Conflict("Kasus-kasusnya sudah di kejadian lain.")
    if incident.ended_at is not None:
        incident.ended_at = incident.ended_by = None
        incident.save()
    put(incident, back, by=by, at=now())

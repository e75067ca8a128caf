"""What became of answers that were sent, carried into their cases."""

from datetime import timedelta

from django.db import transaction

from balarea.cases.deadlines import clockwork, promises
from balarea.cases.models import Case, Entry
from balarea.cases.states import CaseState, move
from balarea.core.clock import now
from balarea.people.queries import Actor
from balarea.publishing import queries as published
from balarea.registry import recording as audit

HEARD = timedelta(days=30)  # networks tell no later that something did not arrive


def settle_replies(*, by: Actor) -> int:
    """Carry what became of queued answers into their cases: ANSWERED when one stands in the thread with its last part, OPEN
    again when it did not arrive after all; returns how many."""
    failed = published.failed_after_all(now() - HEARD)
    lost = Entry.objects.filter(kind=Entry.Kind.REPLY, delivery_id__in=failed).exclude(external_id="")
    missed = sum(_unsettle(entry.pk, failed[entry.delivery_id or 0], by) for entry in lost)
    waiting = Entry.objects.filter(kind=Entry.Kind.REPLY, delivery_id__isnull=False, external_id="")
    found = published.deliveries([entry.delivery_id for entry in waiting if entry.delivery_id])
    sent = [entry.pk for entry in waiting if found[entry.delivery_id or 0].state == published.DeliveryState.SENT]
    return missed + sum(_settle(entry_id, by) for entry_id in sent)


@transaction.atomic
def _settle(entry_id: int, by: Actor) -> int:
    case = Case.objects.select_for_update().get(entries=entry_id)
    entry = Entry.objects.select_for_update().get(pk=entry_id)
    if entry.external_id:
        return 0
    delivery = published.deliveries([entry.delivery_id or 0])[entry.delivery_id or 0]
    # the network may have given our answer back before its delivery was written down
    Entry.objects.filter(network=case.network, external_id=delivery.external_id).exclude(pk=entry.pk).delete()
    entry.external_id, entry.url = delivery.external_id, delivery.url
    entry.save()
    if not published.last_parts([delivery.pk]):
        return 1
    before = {"state": case.state, "answered_at": case.answered_at}
    if case.state == CaseState.OPEN and not entry.informs:
        case.state = move(case.state, CaseState.ANSWERED)
        clockwork.hold(case)
    if not entry.informs:
        case.answered_at = case.answered_at or delivery.sent_at
    case.save()
    after = {"state": case.state, "answered_at": case.answered_at, "url": entry.url}
    audit.record("answer_case", "case", case.reference, by=by, before=before, after=after)
    return 1


@transaction.atomic
def _unsettle(entry_id: int, reason: str, by: Actor) -> int:
    """The answer was taken by the network and did not reach the citizen: nobody answered him yet, and the clock goes on."""
    case = Case.objects.select_for_update().get(entries=entry_id)
    entry = Entry.objects.select_for_update().get(pk=entry_id)
    if not entry.external_id:
        return 0
    entry.external_id = ""  # sent again it settles anew
    entry.save()
    before = {"state": case.state}
    stands = case.entries.filter(kind=Entry.Kind.REPLY).exclude(pk=entry.pk).exclude(external_id="", delivery_id__gt=0)
    if case.state == CaseState.ANSWERED and not stands.exists():
        case.state, case.answered_at = move(case.state, CaseState.OPEN), None
        clockwork.set_due(case, promises.load())
        case.save()
    text = f"Jawaban tidak sampai kepada warga: {reason}"
    Entry.objects.create(case=case, kind=Entry.Kind.EVENT, at=now(), actor="system:settle", text=text)
    after = {"state": case.state, "reason": reason}
    audit.record("answer_failed", "case", case.reference, by=by, before=before, after=after)
    return 1

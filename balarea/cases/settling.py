"""What became of answers that were sent, carried into their cases."""

from django.db import transaction

from balarea.audit import services as audit
from balarea.cases import clockwork
from balarea.cases.models import Case, Entry
from balarea.cases.states import CaseState, move
from balarea.people.queries import Actor
from balarea.publishing import queries as published


def settle_replies(*, by: Actor) -> int:
    """Carry what became of queued answers into their cases: ANSWERED when one stands in the thread; returns how many."""
    waiting = Entry.objects.filter(kind=Entry.Kind.REPLY, delivery_id__isnull=False, external_id="")
    found = published.deliveries([entry.delivery_id for entry in waiting if entry.delivery_id])
    sent = [entry.pk for entry in waiting if found[entry.delivery_id or 0].state == published.DeliveryState.SENT]
    return sum(_settle(entry_id, by) for entry_id in sent)


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

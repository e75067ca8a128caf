"""Reads of webhooks."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from balarea.core.errors import NotFound
from balarea.webhooks.events import EVENTS, TEST
from balarea.webhooks.models import Attempt, Call, CallState, Endpoint

__all__ = ["EVENTS", "TEST", "Attempt", "Call", "CallState", "Endpoint", "calls", "endpoint", "endpoints"]


def endpoints() -> QuerySet[Endpoint]:
    """All endpoints, with how many calls wait (`waiting`) and how many failed (`failed`)."""
    waiting = Count("calls", filter=Q(calls__state__in=[CallState.QUEUED, CallState.SENDING]))
    failed = Count("calls", filter=Q(calls__state=CallState.FAILED))
    return Endpoint.objects.select_related("agency").annotate(waiting=waiting, failed=failed)


def endpoint(endpoint_id: int) -> Endpoint:
    """One endpoint with its counts; NotFound when there is none."""
    found = endpoints().filter(pk=endpoint_id).first()
    if found is None:
        raise NotFound("Webhook itu tidak ada.")
    return found


def calls(endpoint: Endpoint, state: str = "") -> QuerySet[Call]:
    """The log: calls newest first with their attempts; of the last attempt the `status`."""
    last = Attempt.objects.filter(call=OuterRef("pk")).order_by("-at", "-pk")
    found = endpoint.calls.prefetch_related("attempts").annotate(status=Subquery(last.values("status")[:1]))
    return found.filter(state=state) if state else found

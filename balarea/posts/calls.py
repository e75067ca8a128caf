"""Calls of networks by webhook: kept before they are understood, taken in by the worker, emptied then.

The same bytes again are the same call; a call that was kept but not taken in is met again at the next turn, and being taken
in twice changes nothing, because posts and news are known by their ids. (No event: what a call brings is recorded as it is
taken in.)"""

from datetime import timedelta

from django.utils.crypto import salted_hmac

from balarea.core.clock import now
from balarea.core.errors import BalareaError
from balarea.posts.models import HookCall
from balarea.registry.queries import Account, seal, unseal

LARGEST = 3 * 2**20  # bytes; Meta sends at most 3 MB
TRIED_FOR = timedelta(days=7)
KEPT = timedelta(days=30)  # of emptied calls: networks give up repeating one long before


def keep(account: Account, body: bytes) -> HookCall:
    """Write the call down, or give the one that is there; BalareaError when it is too large."""
    if len(body) > LARGEST:
        raise BalareaError("Panggilan itu terlalu besar.")
    digest = salted_hmac("balarea.hook", body, algorithm="sha256").hexdigest()
    values = {"sealed_body": seal(body.decode("latin-1")), "received_at": now()}
    call, _ = HookCall.objects.get_or_create(account=account, digest=digest, defaults=values)
    return call


def body_of(call: HookCall) -> bytes:
    """What the call brought."""
    return unseal(bytes(call.sealed_body)).encode("latin-1")


def waiting() -> list[HookCall]:
    """Calls that nobody has taken in, oldest first, some hundred at a time."""
    found = HookCall.objects.filter(taken_at__isnull=True, received_at__gte=now() - TRIED_FOR)
    return list(found.select_related("account__agency").order_by("received_at", "pk")[:200])


def taken(call: HookCall) -> None:
    """The call was taken in: what it brought is emptied."""
    HookCall.objects.filter(pk=call.pk).update(taken_at=now(), sealed_body=b"", trouble="")


def note_trouble(call: HookCall, reason: str) -> None:
    """Keep why it could not be taken in; it stays."""
    HookCall.objects.filter(pk=call.pk).update(trouble=reason[:500])


def forget() -> int:
    """Remove calls that were taken in long ago; how many."""
    return HookCall.objects.filter(taken_at__lt=now() - KEPT).delete()[0]

"""Doing what a call asks once, however often it comes: the key's own token names it (Idempotency-Key)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from balarea.core.clock import now
from balarea.core.errors import BalareaError
from balarea.registry.models import ApiKey, DoneCall

KEPT = timedelta(days=7)
Values = dict[str, Any]


class Reused(BalareaError):
    """The token was used for something else before."""


@transaction.atomic
def once(key: ApiKey, token: str, fingerprint: str, act: Callable[[], Values]) -> tuple[Values, bool]:
    """What `act` gives, and whether it had been done before.

    Token and act are saved together: what failed or was killed left nothing, and the same call does it anew; what was done is
    answered from what was kept. The same call at the same time waits for the first. Reused when the fingerprint differs."""
    try:
        with transaction.atomic():
            done = DoneCall.objects.create(key=key, token=token, fingerprint=fingerprint, at=now())
    except IntegrityError:
        held = DoneCall.objects.get(key=key, token=token)
        if held.fingerprint != fingerprint:
            raise Reused(
                "Idempotency-Key itu sudah dipakai untuk permintaan lain; pakai yang baru untuk setiap permintaan."
            ) from None
        return held.answer, True
    done.answer = act()
    done.save()
    return done.answer, False


def forget(before: datetime | None = None) -> int:
    """Forget calls done before KEPT; returns how many."""
    return DoneCall.objects.filter(at__lt=before or now() - KEPT).delete()[0]

"""Making the calls that are due: each at least once, with the same webhook-id, by which the other side knows it again.

QUEUED → SENDING commits before anything is sent; whoever changed that one row goes on. A worker that died meanwhile leaves
SENDING, and after ABANDONED the call is queued again: it may have arrived, so it arrives twice rather than never.

An endpoint's calls go out in the order of events as long as they are taken. One that fails waits for its own next attempt,
the later ones do not wait for it; `sequence` in the body tells the order. A failing endpoint is held back as a whole, so
that a dead one costs one attempt in a while and not one for each call."""

import random
import time
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from balarea.audit import services as audit
from balarea.core.clock import now
from balarea.webhooks import calling, retries, signing
from balarea.webhooks.models import Attempt, Call, CallState, Endpoint

BY = "system:worker"
ABANDONED = timedelta(minutes=1)  # far longer than a call may take
ROUND = 20  # calls of one endpoint before it is the next one's turn
GONE = 410


def run(seconds: float) -> int:
    """Make calls for about so many seconds, all endpoints in turn; returns how many were tried."""
    end, tried = time.monotonic() + seconds, 0
    _take_back()
    while time.monotonic() < end:
        before = tried
        for endpoint in _ready():
            for call_id in _due(endpoint):
                tried += 1
                if not work(call_id) or time.monotonic() >= end:
                    break
        if tried == before:
            break
    return tried


def work(call_id: int) -> bool:
    """Try one call; whether its endpoint may be called further."""
    call = _claim(call_id)
    if call is None:
        return True
    moment, began = now(), time.monotonic()
    answer, error = None, ""
    try:
        answer = calling.post(
            call.endpoint.url, call.body.encode(), signing.headers(call, call.endpoint, moment),
            private=settings.BALAREA_WEBHOOK_PRIVATE,
        )  # fmt: skip
    except calling.Unreachable as reason:
        error = str(reason)
    attempt = Attempt(
        call=call, at=moment, status=answer.status if answer else None, milliseconds=int(1000 * (time.monotonic() - began)),
        answer=answer.text if answer else "", error=error or _refusal(answer),
    )  # fmt: skip
    return _keep(call, attempt, answer.after if answer else 0)


def _refusal(answer: calling.Answer | None) -> str:
    if answer is None or 200 <= answer.status < 300:
        return ""
    if 300 <= answer.status < 400:
        return "Dialihkan ke alamat lain; pengalihan tidak diikuti, tulis alamat akhirnya."
    return f"Ditolak dengan kode {answer.status}."


def _take_back() -> None:
    lost = Call.objects.filter(state=CallState.SENDING, sending_since__lt=now() - ABANDONED)
    lost.update(state=CallState.QUEUED, sending_since=None)


def _ready() -> list[Endpoint]:
    moment = now()
    due = Call.objects.filter(endpoint=OuterRef("pk"), state=CallState.QUEUED, due_at__lte=moment)
    free = Endpoint.objects.filter(Q(resume_at__isnull=True) | Q(resume_at__lte=moment), disabled_at__isnull=True)
    return list(free.filter(Exists(due)).order_by(F("called_at").asc(nulls_first=True)))


def _due(endpoint: Endpoint) -> list[int]:
    found = endpoint.calls.filter(state=CallState.QUEUED, due_at__lte=now()).order_by("pk")
    return list(found.values_list("pk", flat=True)[:ROUND])


def _claim(call_id: int) -> Call | None:
    mine = Call.objects.filter(pk=call_id, state=CallState.QUEUED, endpoint__disabled_at__isnull=True)
    if not mine.update(state=CallState.SENDING, sending_since=now(), tries=F("tries") + 1):
        return None
    return Call.objects.select_related("endpoint").get(pk=call_id)


@transaction.atomic
def _keep(call: Call, attempt: Attempt, asked: float) -> bool:
    """Write down an attempt, and what follows from it for the call and its endpoint."""
    endpoint = Endpoint.objects.select_for_update().filter(pk=call.endpoint_id).first()
    if endpoint is None:  # removed meanwhile, with its calls
        return False
    attempt.save()
    endpoint.called_at = attempt.at
    mine = Call.objects.filter(pk=call.pk, state=CallState.SENDING, tries=call.tries)
    if not attempt.error:
        mine.update(state=CallState.DELIVERED, sending_since=None, delivered_at=now())
        endpoint.failures, endpoint.failing_since, endpoint.resume_at = 0, None, None
        endpoint.save()
        return True
    pause = retries.wait(call.tries, random.uniform(-1, 1), asked)
    again = {"state": CallState.QUEUED, "due_at": now() + pause} if pause else {"state": CallState.FAILED}
    mine.update(sending_since=None, **again)
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or attempt.at
    endpoint.resume_at = now() + max(
        retries.hold(endpoint.failures, random.uniform(-1, 1)), timedelta(seconds=min(asked, retries.LONGEST))
    )
    _give_up(endpoint, attempt, last=pause is None)
    endpoint.save()
    return False


def _give_up(endpoint: Endpoint, attempt: Attempt, *, last: bool) -> None:
    """Disable an endpoint that says it is gone, or that took nothing for a day."""
    failing = endpoint.failing_since or attempt.at
    if attempt.status == GONE:
        why = "Alamat itu menjawab 410: sudah tidak dipakai."
    elif last and now() - failing >= retries.GIVES_UP:
        why = f"Tidak ada panggilan yang diterima sejak {failing:%Y-%m-%d %H:%M} UTC. Terakhir: {attempt.error}"
    else:
        return
    endpoint.disabled_at, endpoint.disabled_by, endpoint.disabled_why = now(), BY, why
    audit.record(
        "disable_webhook", "webhook", str(endpoint.pk), by=BY, after={"why": why, "failures": endpoint.failures}
    )

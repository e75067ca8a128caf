"""Signed links for receivers of a hand-off without a desk here: one case, a stated time, void when a new one is made."""

import secrets
from datetime import timedelta

from django.core import signing
from django.db import transaction

from balarea.cases.holders.handoff_states import HandOffState
from balarea.cases.holders.offering import held
from balarea.cases.models import HandOff
from balarea.core.errors import Conflict, NotFound
from balarea.people.queries import Actor, Permission, must
from balarea.registry import queries as registry
from balarea.registry import recording as audit

VALID = timedelta(days=30)
LIVE = (HandOffState.OFFERED, HandOffState.ACCEPTED)
_SALT = "balarea.handoff"


@transaction.atomic
def make_link(handoff_id: int, *, by: Actor) -> str:
    """The token of a new link to the hand-off; links made before are void. It is kept nowhere: whoever has it may answer
    for the receiver."""
    handoff, case = held(handoff_id)
    must(by, Permission.WORK_CASES, case.agency_id or "")
    if handoff.state not in LIVE or registry.works_here(handoff.target_id):
        raise Conflict("Tautan hanya untuk tawaran yang masih berjalan kepada instansi tanpa meja di Balarea.")
    handoff.nonce = secrets.token_urlsafe(12)
    handoff.save()
    audit.record("make_handoff_link", "case", case.reference, by=by, after={"target": handoff.target_id})
    return signing.dumps([handoff.pk, handoff.nonce], salt=_SALT)


def of_token(token: str) -> HandOff:
    """The hand-off of a link. NotFound for one that is forged, too old, replaced by another, or whose hand-off is over."""
    try:
        pk, nonce = signing.loads(token, salt=_SALT, max_age=VALID)
    except signing.SignatureExpired:
        raise NotFound("Tautan ini sudah kedaluwarsa. Minta tautan baru kepada pengirimnya.") from None
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound("Tautan ini tidak berlaku. Minta tautan baru kepada pengirimnya.") from None
    found = HandOff.objects.select_related("target", "origin", "case").filter(pk=pk).first()
    if found is None or not found.nonce or not secrets.compare_digest(found.nonce, nonce):
        raise NotFound("Tautan ini sudah diganti. Minta tautan baru kepada pengirimnya.")
    if found.state not in LIVE:
        raise NotFound("Penyerahan ini sudah selesai; tautannya tidak berlaku lagi.")
    return found


def actor_of(handoff: HandOff) -> str:
    """Who acts by the link, as it is written into records."""
    return f"tautan:{handoff.target_id}"

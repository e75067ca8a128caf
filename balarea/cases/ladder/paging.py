"""What officers are told of a case: short, without personal data, with what they need to decide whether to get up."""

from collections.abc import Iterable
from datetime import datetime

from balarea import areas
from balarea.cases import defaults
from balarea.cases.ladder.escalation import AT_ANY_HOUR
from balarea.cases.models import Case
from balarea.core.clock import JAKARTA, now
from balarea.notices import services as notices
from balarea.notices.bell import ring as ring_bell
from balarea.notices.services import Kind
from balarea.people.queries import Actor

MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


def ring(case: Case) -> None:
    """Have the ladder climbed at once, when this transaction holds, for an emergency that came in."""
    if case.urgency in AT_ANY_HOUR and case.escalate_at and case.escalate_at <= now():
        ring_bell("balarea.cases.jobs.escalate", "cases.escalate")


def tell(
    case: Case, people: Iterable[str], event: str, reason: str, kind: Kind, *, by: Actor, desk: str = "",
    not_before: datetime | None = None,
) -> None:  # fmt: skip
    """Tell people of a case, within the caller's transaction; of an emergency that nobody has taken on yet by a page."""
    if case.urgency in AT_ANY_HOUR and not case.acknowledged_at:
        kind = Kind.PAGE
    notices.tell(
        people, event, text(case, reason), f"/meja/{case.reference}/", kind, by=by, about=case.reference, desk=desk,
        not_before=not_before, any_hour=case.urgency in AT_ANY_HOUR,
    )  # fmt: skip


def text(case: Case, reason: str) -> str:
    """Two lines: reference, topic and area; why it is told now and when it is due."""
    return f"{headline(case)}\n{reason[:1].upper()}{reason[1:]}. Tenggat {moment(case.due_at)}."


def headline(case: Case) -> str:
    """`DARURAT JB-7K3M-2QXA: Banjir dan pengairan, Dayeuhkolot, Kab. Bandung`."""
    alarm = "DARURAT " if case.urgency in AT_ANY_HOUR else ""
    return f"{alarm}{case.reference}: {defaults.topics().get(case.topic, 'topik belum jelas')}, {_place(case)}"


def _place(case: Case) -> str:
    if not case.area_code or not areas.known(case.area_code):
        return "tempat belum jelas"
    levels = areas.path(case.area_code)
    return ", ".join(areas.short_name(area.code) for area in reversed(levels[1:] or levels))


def moment(at: datetime) -> str:
    """`24 Nov 23.10 WIB`."""
    local = at.astimezone(JAKARTA)
    return f"{local.day} {MONTHS[local.month - 1]} {local:%H.%M} WIB"

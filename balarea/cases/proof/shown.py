"""Reads of what was shown in a case: files and proofs, for everybody or for the desk."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from balarea.cases.field.tasks_shown import on_task
from balarea.cases.inbox.reporters import reporter
from balarea.cases.models import Attachment, Case, Proof, Receipt
from balarea.cases.proof.attaching import of_case
from balarea.conduct import mask
from balarea.core.errors import NotFound
from balarea.files.queries import File
from balarea.people.queries import Permission, User, agency_of, may

Role = Attachment.Role


@dataclass(frozen=True)
class ShownProof:
    """A proof with its files: what was before, what is now, documents; `overtaken`: the case was opened again after it."""

    proof: Proof
    text: str
    before: list[Attachment]
    after: list[Attachment]
    documents: list[Attachment]
    overtaken: bool = False

    @property
    def hidden(self) -> bool:
        """Whether only officers see a document of it."""
        return any(not each.public for each in self.documents)


def proofs(case: Case, *, public: bool) -> list[ShownProof]:
    """The proofs of a case, the latest last; `public`: files that anybody may see, documents only named."""
    by_proof: dict[int, list[Attachment]] = defaultdict(list)
    for each in of_case(case):
        if each.proof_id and (each.public or not public or each.role == Role.DOCUMENT):
            by_proof[each.proof_id].append(each)
    return [_shown(proof, by_proof[proof.pk], case.cycle) for proof in Proof.objects.filter(case=case)]


def _shown(proof: Proof, held: list[Attachment], cycle: int) -> ShownProof:
    parts: dict[str, list[Attachment]] = defaultdict(list)
    for each in held:
        parts[{Role.REPORT: Role.BEFORE, Role.FIELD: Role.AFTER}.get(Role(each.role), Role(each.role))].append(each)
    documents = parts[Role.DOCUMENT]
    return ShownProof(
        proof, mask(proof.text), parts[Role.BEFORE], parts[Role.AFTER], documents, proof.cycle < cycle
    )  # fmt: skip


def photos(case: Case, *, public: bool) -> list[Attachment]:
    """Files that citizens sent and officers brought, beside the proofs."""
    found = [
        each for each in of_case(case)
        if each.role in {Role.REPORT, Role.FIELD} or (each.role == Role.BEFORE and not each.proof_id)
    ]  # fmt: skip
    return [each for each in found if each.public and not each.proof_id] if public else found


def sent_by(receipt: Receipt) -> list[Attachment]:
    """What the reporter himself sent with his report and later; others may have sent photos of the same case."""
    return [
        each for each in of_case(receipt.case)
        if each.role == Role.REPORT and each.receipt and each.receipt.author == receipt.author
    ] if receipt.case else []  # fmt: skip


def public_tokens(cases: Iterable[Case]) -> dict[int, list[str]]:
    """Photos of cases that anybody may see, by case: the newest proof first, then the citizens' own."""
    found = Attachment.objects.filter(
        case__in=cases, public=True, file__erased_at__isnull=True, file__kind=File.Kind.PHOTO
    )
    tokens: dict[int, list[str]] = defaultdict(list)
    order = {Role.AFTER: 0, Role.FIELD: 0, Role.BEFORE: 1, Role.REPORT: 2}
    rows = found.values_list("case", "file__token", "role", "pk")
    for case, token, _role, _pk in sorted(rows, key=lambda row: (order.get(Role(row[2]), 3), -row[3])):
        tokens[case or 0].append(token)
    return tokens


def file_for(token: str, user: User | AnonymousUser, reference: str = "", key: str = "") -> tuple[File, bool]:
    """A file that this person may see, and whether anybody may; NotFound for all others, whether there is one or not.

    An officer sees those of the cases on desks he sees, or of which he has a task; a reporter, by his link, those of his
    report."""
    held = list(
        Attachment.objects.select_related("file", "case").filter(file__token=token, file__erased_at__isnull=True)
    )
    if any(each.public and each.case_id for each in held):
        return held[0].file, True
    if isinstance(user, User) and may(user, Permission.SEE_DESK):
        own = agency_of(user)
        if any(each.case and own in {None, each.case.agency_id} for each in held):
            return held[0].file, False
    if isinstance(user, User) and on_task(user, [each.case_id for each in held if each.case_id]):
        return held[0].file, False
    if key and held:
        his = {each.pk for each in sent_by(reporter(reference, key))}
        if any(each.pk in his for each in held):
            return held[0].file, False
    raise NotFound("Berkas ini tidak ada, atau tidak untuk umum.")


@dataclass(frozen=True)
class Ending:
    """How a case stands with its citizen: `how` is confirmed, unheard, unasked, dismissed, asked, or "" before that;
    `until`: the day on which silence closes it."""

    how: str
    until: datetime | None = None


def ending(case: Case) -> Ending:
    """How a case ended, or whether its citizen is being asked."""
    if case.state == "closed":
        how = next((name for name in ("dismissed", "confirmed", "unheard") if getattr(case, name)), "unasked")
        return Ending(how)
    if case.state not in {"answered", "open"}:
        return Ending("")
    found = Proof.objects.filter(
        Q(silent_at__isnull=False), case=case, cycle=case.cycle, agency_id=case.agency_id
    ).last()
    return Ending("asked", found.silent_at) if found else Ending("")

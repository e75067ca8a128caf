"""Tasks on the spot: the desk gives them out, officers of the agency take and end them.

What an officer's phone sends carries a key that the phone made (`TaskCall`): it is done once and answered the same, however
often it comes, because a phone in the field never knows whether its last message arrived. The key is saved with what it did;
what was refused, or killed halfway, left nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from balarea.cases.field.task_states import LIVE, TaskState, move
from balarea.cases.ladder.escalation import AT_ANY_HOUR
from balarea.cases.models import Attachment, Case, Entry, Task, TaskCall
from balarea.cases.states import CaseState
from balarea.cases.writing import checked, locked, say
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotAllowed, NotFound
from balarea.files import services as files
from balarea.notices import services as notices
from balarea.people.queries import Actor, Permission, must, name_of, who_may
from balarea.registry import recording as audit
from balarea.registry.recording import masked

PAGE = "/lapangan/"
MOST_PHOTOS = 12  # of one task
KEPT = timedelta(days=90)  # a phone may lie in a drawer for long before it sends
PARTS = {"before": Attachment.Role.BEFORE, "after": Attachment.Role.FIELD}


@dataclass(frozen=True)
class Sent:
    """What came with an act: the phone's key; a note or reason; a photo, the state it shows (`before`, `after`), and when
    and where the device says it was taken."""

    key: str
    text: str = ""
    photo: bytes = b""
    part: str = ""
    taken: files.Taken | None = None

    def fingerprint(self, task_id: int, act: str) -> str:
        """The same for the same thing; time and place may be missing when it is sent again."""
        parts = (str(task_id), act, self.text, self.part, sha256(self.photo).hexdigest())
        return sha256("\0".join(parts).encode()).hexdigest()


@transaction.atomic
def assign_task(reference: str, officer: str, note: str = "", *, by: Actor) -> Task:
    """Send an officer of the case's agency to its place, or ("") whichever of them takes it. A live task is replaced."""
    case = locked(reference, by)
    there = _officers(case, officer)
    _withdraw(case, by)
    return _give(case, officer, note, there, by)


def give_out(case: Case, officer: str, note: str, by: Actor) -> Task:
    """As `assign_task`, of a case that is held already, and only where nobody is on the way: Conflict else."""
    there = _officers(case, officer)
    if live := Task.objects.filter(case=case, state__in=LIVE).first():
        who = live.officer or "petugas mana saja"
        raise Conflict(f"Sudah ada tugas lapangan ({who}); ganti petugasnya dari halaman kasus.")
    return _give(case, officer, note, there, by)


def undo(task_id: int, case: Case, by: Actor) -> None:
    """Take back a task of a held case that nobody has taken yet."""
    task = Task.objects.select_for_update().get(pk=task_id)
    if task.state != TaskState.ASSIGNED:
        raise Conflict(f"Tugas lapangan ini sudah {TaskState(task.state).label.lower()}; tarik dari halaman kasus.")
    _withdraw(case, by)
    say(case, Entry.Kind.EVENT, "Tugas lapangan dibatalkan.", by)


def _officers(case: Case, officer: str) -> list[str]:
    """Who could be sent; refused when that is nobody, or `officer` is not among them."""
    if case.state == CaseState.CLOSED or not case.agency_id:
        raise Conflict("Kasus ini sudah ditutup, atau belum ada instansinya.")
    there = who_may(Permission.FIELD_WORK, case.agency_id)
    if not there:
        raise BalareaError("Instansi ini belum punya petugas lapangan; administrator yang mendaftarkannya.")
    if officer and officer not in there:
        raise BalareaError("Pilih petugas lapangan instansi ini.")
    return there


def _give(case: Case, officer: str, note: str, there: list[str], by: Actor) -> Task:
    task = Task.objects.create(
        case=case, agency_id=case.agency_id or "", officer=officer,
        note=masked(checked(note)) if note.strip() else "",
        assigned_at=now(), assigned_by=name_of(by),
    )  # fmt: skip
    say(case, Entry.Kind.EVENT, f"Tugas lapangan: {officer or 'petugas mana saja'}", by)
    after = {"task": task.pk, "officer": officer, "note": task.note}
    audit.record("assign_task", "case", case.reference, by=by, after=after)
    _tell(task, [officer] if officer else there, "assigned", "tugas lapangan baru", PAGE, by)
    return task


@transaction.atomic
def withdraw_task(reference: str, *, by: Actor) -> None:
    """Take the live task of a case back; its officer is told. Conflict when there is none."""
    case = locked(reference, by)
    if _withdraw(case, by) is None:
        raise Conflict("Kasus ini tidak sedang punya tugas lapangan.")
    say(case, Entry.Kind.EVENT, "Tugas lapangan ditarik.", by)


def _withdraw(case: Case, by: Actor) -> Task | None:
    task = Task.objects.select_for_update().filter(case=case, state__in=LIVE).first()
    if task is None:
        return None
    before = {"task": task.pk, "state": task.state, "officer": task.officer}
    _end(task, TaskState.WITHDRAWN, by)
    audit.record("withdraw_task", "case", case.reference, by=by, before=before, after={"state": task.state})
    if task.officer:
        _tell(task, [task.officer], "withdrawn", "tugas lapangan ditarik", PAGE, by)
    return task


def do_task(task_id: int, act: str, sent: Sent, *, by: Actor) -> str:
    """Do one of ACTS to a task, once for each key; what to tell the officer, the same again for the same key.

    Conflict when the task or its case is over or has gone elsewhere, and for a key that was used for something else."""
    if act not in ACTS:
        raise NotFound("Tindakan itu tidak ada.")
    if not 8 <= len(sent.key) <= 80 or not sent.key.isprintable():
        raise BalareaError("Muat ulang halaman ini, lalu ulangi.")
    fingerprint = sent.fingerprint(task_id, act)
    with transaction.atomic():
        try:
            with transaction.atomic():
                call = TaskCall.objects.create(officer=name_of(by), key=sent.key, fingerprint=fingerprint, at=now())
        except IntegrityError:
            known = TaskCall.objects.get(officer=name_of(by), key=sent.key)
            if known.fingerprint != fingerprint:
                raise Conflict(
                    "Kunci kiriman ini sudah dipakai untuk hal lain. Muat ulang halaman, lalu ulangi."
                ) from None
            return str(known.answer["said"])
        said = ACTS[act](_held(task_id, act, by), sent, by)
        call.answer = {"said": said}
        call.save()
    return said


def forget_task_calls(before: datetime | None = None) -> int:
    """Forget keys from before KEPT; how many."""
    return TaskCall.objects.filter(at__lt=before or now() - KEPT).delete()[0]


def _held(task_id: int, act: str, by: Actor) -> Task:
    """The task and its case, held; refused when it is not this officer's, or no longer to be done."""
    found = Task.objects.filter(pk=task_id).first()
    if found is None:
        raise NotFound("Tugas itu tidak ada.")
    must(by, Permission.FIELD_WORK, found.agency_id)
    case = Case.objects.select_for_update(of=("self",)).get(pk=found.case_id)
    task = Task.objects.select_for_update(of=("self",)).get(pk=task_id)
    task.case = case
    if task.officer and task.officer != name_of(by):
        if act == "accept":
            raise Conflict("Tugas ini sudah diambil rekan Anda.")
        raise NotAllowed("Tugas ini bukan tugas Anda.")
    if case.state == CaseState.CLOSED:
        raise Conflict("Aduan ini sudah ditutup di meja, jadi tugasnya tidak berlaku lagi.")
    if case.agency_id != task.agency_id:
        raise Conflict("Aduan ini sudah dipindahkan ke instansi lain, jadi tugasnya tidak berlaku lagi.")
    if task.state not in LIVE:
        raise Conflict(f"Tugas ini sudah {TaskState(task.state).label.lower()}.")
    if not task.officer and act not in {"accept", "start"}:
        raise Conflict("Ambil dahulu tugas ini.")
    return task


def _accept(task: Task, sent: Sent, by: Actor) -> str:
    task.state, task.officer = move(task.state, TaskState.ACCEPTED), name_of(by)
    task.save()
    audit.record("accept_task", "case", task.case.reference, by=by, after={"task": task.pk})
    return "Tugas Anda terima."


def _start(task: Task, sent: Sent, by: Actor) -> str:
    task.state, task.officer = move(task.state, TaskState.STARTED), name_of(by)
    task.started_at = now()
    task.save()
    audit.record("start_task", "case", task.case.reference, by=by, after={"task": task.pk})
    return "Pekerjaan dimulai."


def _photo(task: Task, sent: Sent, by: Actor) -> str:
    if sent.part not in PARTS:
        raise BalareaError("Katakan apakah ini foto sebelum atau sesudah.")
    if task_photos(task).count() >= MOST_PHOTOS:
        raise BalareaError(f"Paling banyak {MOST_PHOTOS} foto untuk satu tugas.")
    if task.state != TaskState.STARTED:  # who takes a photo there has begun
        _start(task, sent, by)
    file = files.keep(sent.photo, by=by, part=sent.part, photos_only=True, taken=sent.taken)
    files.claim([file])
    Attachment.objects.create(case=task.case, file=file, role=PARTS[sent.part], added_by=name_of(by))
    after = {
        "task": task.pk,
        "file": file.token,
        "part": sent.part,
        "taken_at": file.taken_at,
        "lat": file.lat,
        "lon": file.lon,
    }
    audit.record("photo_task", "case", task.case.reference, by=by, after=after)
    return "Foto tersimpan."


def _finish(task: Task, sent: Sent, by: Actor) -> str:
    text = checked(sent.text)
    if not task_photos(task).filter(role=Attachment.Role.FIELD).exists():
        raise BalareaError("Ambil dahulu foto sesudah. Bila tidak ada yang dapat dikerjakan, kembalikan tugas ini.")
    if task.state != TaskState.STARTED:
        _start(task, sent, by)
    task.outcome = masked(text)
    _end(task, TaskState.DONE, by)
    say(task.case, Entry.Kind.NOTE, f"Tugas lapangan selesai: {text}", by)
    audit.record("finish_task", "case", task.case.reference, by=by, after={"task": task.pk, "outcome": task.outcome})
    _tell_desk(task, "done", "tugas lapangan selesai", by)
    return "Tugas selesai. Terima kasih."


def _give_back(task: Task, sent: Sent, by: Actor) -> str:
    if not sent.text.strip():
        raise BalareaError("Tulis mengapa tugas ini dikembalikan.")
    text = checked(sent.text)
    task.outcome = masked(text)
    _end(task, TaskState.RETURNED, by)
    say(task.case, Entry.Kind.NOTE, f"Tugas lapangan dikembalikan: {text}", by)
    audit.record("return_task", "case", task.case.reference, by=by, after={"task": task.pk, "reason": task.outcome})
    _tell_desk(task, "returned", "tugas lapangan dikembalikan", by)
    return "Tugas dikembalikan ke meja."


ACTS: dict[str, Callable[[Task, Sent, Actor], str]] = {
    "accept": _accept, "start": _start, "photo": _photo, "finish": _finish, "return": _give_back,
}  # fmt: skip


def task_photos(task: Task) -> QuerySet[Attachment]:
    """The photos that were taken for a task."""
    return Attachment.objects.filter(
        case_id=task.case_id, role__in=PARTS.values(), added_by=task.officer, added_at__gte=task.assigned_at
    ).exclude(file__erased_at__isnull=False)


def _end(task: Task, state: TaskState, by: Actor) -> None:
    task.state = move(task.state, state)
    task.ended_at, task.ended_by = now(), name_of(by)
    task.save()


def _tell_desk(task: Task, event: str, words: str, by: Actor) -> None:
    people = who_may(Permission.WORK_CASES, task.agency_id)
    _tell(task, people, event, words, f"/meja/{task.case.reference}/", by)


def _tell(task: Task, people: list[str], event: str, words: str, path: str, by: Actor) -> None:
    text = f"{task.case.reference}: {words}. {task.outcome or task.note}".strip()
    notices.tell(
        people, f"task:{task.pk}:{event}", text, path, notices.Kind.TASK, by=by, about=task.case.reference,
        any_hour=task.case.urgency in AT_ANY_HOUR,
    )  # fmt: skip

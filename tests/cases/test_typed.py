"""What officers type about citizens: masked in the record, in acts and in every column, whichever write takes it."""

import inspect
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from pytest_django import Settings

from balarea.audit.models import Event
from balarea.cases import services
from balarea.cases.models import BatchAct, Case, Entry
from balarea.cases.sealed import originals
from balarea.cases.services import Evidence, Sent
from balarea.core.clock import now
from balarea.people.queries import Role, User
from balarea.posts.models import Post, Version
from balarea.publishing import services as publishing
from balarea.publishing.models import Message
from balarea.registry import services as registry
from tests.cases.proofs import shown
from tests.cases.walk import BY, case_of, people
from tests.files.pictures import photo

SECRETS = ("3273014507990001", "3456", "siti.rahayu")
TYPED = "NIK 3273014507990001, HP 0812-3456-7890, akun @siti.rahayu, kantor @dbmpr.demo"
EVIDENCE = Evidence(TYPED, link="https://jabarprov.go.id/bukti", exempt=TYPED)
PARAMETERS = {"reason", "why", "note", "news", "shown", "sent"}  # what a service of cases calls that which is typed
NO_ENTRY = {"assign_task", "assign_many", "look_earlier"}  # what is typed stands in no conversation
VERSION_LABELS = ("urgency", "intent", "intent_confidence", "topic")
Act = Callable[[Case, dict[str, User]], object]


@pytest.fixture
def who(db: None, settings: Settings, tmp_path: Path) -> dict[str, User]:
    settings.BALAREA_FILES_DIR = tmp_path
    found = people()
    account = registry.add_account("dbmpr", "fake", "dbmpr.demo", external_id="dbmpr.demo", by=BY)
    registry.set_credential(account.pk, "server", "dbmpr.demo", "rahasia", by=BY)
    registry.verify_account(account.pk, by=found["admin"])
    return found | {"lapangan": registry.save_officer("lapangan", "", Role.FIELD, agency_code="dbmpr", by=BY)}


def offered(case: Case, who: dict[str, User], target: str = "kab-bandung") -> int:
    return services.offer(case.reference, target, TYPED, by=who["dbmpr"]).pk


def outside(case: Case, who: dict[str, User]) -> int:
    made = offered(case, who, "pln")
    services.accept(made, TYPED, by=who["dbmpr"])
    return made


def thrown(case: Case, who: dict[str, User]) -> Case:
    for _ in range(2):
        services.refuse(offered(case, who), TYPED, by=who["kab-bandung"])
    return case


def field(case: Case, who: dict[str, User], *acts: str) -> Case:
    task = services.assign_task(case.reference, "lapangan", TYPED, by=who["dbmpr"])
    for act in acts:
        sent = Sent(f"{case.pk}-{act:->9}", TYPED, photo("grey", (80, 60)) if act == "photo" else b"", "after")
        services.do_task(task.pk, act, sent, by=who["lapangan"])
    return case


def looked(case: Case, who: dict[str, User]) -> None:
    entry = services.note(case.reference, TYPED, by=who["dbmpr"])
    assert services.look(case.reference, entry.pk, TYPED, by=who["dbmpr"]) == TYPED  # nothing is lost


def looked_earlier(case: Case, who: dict[str, User]) -> None:
    read = {name: getattr(Post.objects.get(external_id=case.root_external_id), name) for name in VERSION_LABELS}
    version = Version.objects.create(
        network="fake", external_id=case.root_external_id, written_at=now(), **read, **originals.kept(TYPED)
    )
    services.look_earlier(case.reference, version.pk, TYPED, by=who["dbmpr"])


def proven(case: Case, who: dict[str, User]) -> None:
    services.prove(case.reference, shown(TYPED), "Sudah beres?", by=who["dbmpr"])


def closed(case: Case, who: dict[str, User]) -> Case:
    return services.close(case.reference, EVIDENCE, TYPED, by=who["dbmpr"])


def looked_at_file(case: Case, who: dict[str, User]) -> None:
    services.close(case.reference, shown(), TYPED, by=who["dbmpr"])
    file = case.attachments.select_related("file").first()
    assert file
    services.look_at_file(case.reference, file.file.token, TYPED, by=who["dbmpr"])


def undone(case: Case, who: dict[str, User]) -> None:
    act = services.route_many([case.reference], "dlh", TYPED, by=who["dbmpr"]).act
    assert act
    services.undo(act, by=who["dbmpr"])
    act = services.close_many([case.reference], EVIDENCE, TYPED, by=who["dbmpr"]).act
    assert act
    assert services.undo(act, by=who["dbmpr"]).refused == {}


WRITES: dict[str, Act] = {
    "note": looked, "look": looked, "look_earlier": looked_earlier, "look_at_file": looked_at_file,
    "route": lambda case, who: services.route(case.reference, "dsda", TYPED, by=who["dbmpr"]),
    "offer": offered, "accept": outside,
    "offer_many": lambda case, who: services.offer_many([case.reference], "pln", TYPED, by=who["dbmpr"]),
    "refuse": thrown,
    "tell": lambda case, who: services.tell(outside(case, who), TYPED, by=who["dbmpr"]),
    "give_back": lambda case, who: services.give_back(outside(case, who), TYPED, by=who["dbmpr"]),
    "determine": lambda case, who: (
        thrown(case, who), services.determine(case.reference, "dsda", TYPED, by=who["sekda"])
    ),
    "wait": lambda case, who: services.wait(case.reference, TYPED, by=who["dbmpr"]),
    "reclassify": lambda case, who: services.reclassify(case.reference, "inspected", TYPED, by=who["dbmpr"]),
    "assign_task": field,
    "assign_many": lambda case, who: services.assign_many([case.reference], "lapangan", TYPED, by=who["dbmpr"]),
    "do_task": lambda case, who: (field(case, who, "photo", "finish"), field(case, who, "accept", "return")),
    "prove": proven, "close": closed,
    "prove_many": lambda case, who: services.prove_many([case.reference], shown(TYPED), "Beres?", by=who["dbmpr"]),
    "route_many": undone, "close_many": undone,
    "reopen": lambda case, who: (closed(case, who), services.reopen(case.reference, TYPED, by=who["dbmpr"])),
    "join": lambda case, who: services.join(
        [case.reference, case_of(f"{case.pk}-lagi", "lubang di Lembang", days=9).reference], TYPED, by=who["dbmpr"]
    ),
}  # fmt: skip


def leaks() -> list[str]:
    """Where a secret stands in a table that is neither what the citizen's network shows nor sealed."""
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("balarea.") or model in {Post, Message}:
            continue
        texts = [
            each.attname
            for each in model._meta.concrete_fields
            if isinstance(each, models.TextField | models.JSONField)
        ]
        # the desk reads handles in the conversation; everybody else reads it through a mask that hides them
        secrets = SECRETS[:2] if model in {Entry, Version} else SECRETS
        for row in model._default_manager.values("pk", *texts):
            found += [f"{model.__name__}.{name}" for name in texts for each in secrets if each in str(row[name])]
    return found


def test_every_write_that_takes_typed_words_is_in_the_table() -> None:
    taking = {
        name for name in services.__all__
        if inspect.isfunction(act := getattr(services, name)) and PARAMETERS & set(inspect.signature(act).parameters)
    }  # fmt: skip
    assert taking - set(WRITES) == set()


def test_what_is_typed_is_masked_wherever_it_is_kept(who: dict[str, User]) -> None:
    told = []
    for number, (name, act) in enumerate(WRITES.items()):
        case, newest = case_of(f"kasus-{number}", days=40 * number), Event.objects.count()
        act(case, who)
        told.append((name, Event.objects.count() > newest, leaks()))
        if name not in NO_ENTRY:  # the original is there, sealed
            assert any(TYPED in originals.original(each) for each in case.entries.exclude(kind="citizen")), name
    assert told == [(name, True, []) for name in WRITES]


def test_who_speaks_for_an_agency_stays_named(who: dict[str, User]) -> None:
    case = case_of("satu")
    services.route(case.reference, "dlh", TYPED, by=who["dbmpr"])
    case.refresh_from_db()
    (event,) = Event.objects.filter(action="route_case")
    assert event.after
    assert case.routing_reason == event.after["reason"]
    assert case.routing_reason.endswith("kantor @dbmpr.demo")
    assert (event.after["agency"], event.actor) == ("dlh", "op.dbmpr")


def test_drafts_and_rejections_of_messages(who: dict[str, User]) -> None:
    writer = registry.save_officer("humas", "", Role.COMMUNICATIONS, agency_code="dbmpr", by=BY)
    made = publishing.draft("dbmpr", publishing.Content(TYPED), by=writer)
    assert made.text == TYPED
    assert not [each for each in SECRETS if each in str(list(Event.objects.values("before", "after")))]


def test_an_act_from_before_is_undone_without_what_it_held(who: dict[str, User]) -> None:
    case = case_of("satu")
    Case.objects.filter(pk=case.pk).update(routing_reason=TYPED)
    act = services.route_many([case.reference], "dlh", "salah alamat", by=who["dbmpr"]).act
    assert act
    held = BatchAct.objects.get()
    held.steps[0]["before"]["routing_reason"] = TYPED  # as acts were kept once
    held.save()
    assert services.undo(act, by=who["dbmpr"]).refused == {}
    case.refresh_from_db()
    assert case.agency_id == "dbmpr"
    assert not [each for each in SECRETS if each in case.routing_reason]

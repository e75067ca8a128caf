"""An emergency pages within seconds, falls back at once when nobody is reached, and is taken on from the message itself."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from procrastinate.contrib.django.models import ProcrastinateJob

from balarea.audit.models import Event
from balarea.cases import defaults, services
from balarea.cases.deadlines import promises
from balarea.cases.inbox.intake import take
from balarea.cases.models import Case, Escalation
from balarea.core.clock import now
from balarea.core.errors import Conflict
from balarea.notices import sending
from balarea.notices import services as notices
from balarea.notices.models import Notice, Occasion
from balarea.people.queries import Role, User
from balarea.posts.queries import Post
from balarea.publishing import services as publishing
from balarea.registry import services as registry
from balarea.web.labels import TOPIC
from tests.notices.conftest import BY, Reached, hook, mail, people, queue, reached
from tests.notices.receivers import Hook, Mail, link_in

__all__ = ["hook", "mail", "people", "queue", "reached"]


def arrives(text: str = "Tanggul jebol, tolong! Hubungi 0812-3456-7890", urgency: str = "emergency") -> Case:
    """A post as the store holds it, taken in now."""
    post = Post(
        network="fake", external_id=text, published_at=now(), text=text, author_external_id="w1", author_handle="w1",
        intent="incident", intent_confidence=0.9, urgency=urgency, urgency_confidence=0.9, topic="disaster",
        topic_confidence=0.9, area_code="32.04.12",
    )  # fmt: skip
    case = take(post, promises.load(), BY)
    assert case
    return case


def turn() -> list[str]:
    """What the worker does at one turn of its jobs; the rungs that heard of something."""
    told = services.escalate(by=BY) + services.chase(by=BY)
    sending.send(at_once=True)
    return [each.rung for each in told]


def pages(hook: Hook) -> list[tuple[str, str]]:
    """Who got a page (by the path of the webhook), and its text."""
    return [
        (path.strip("/"), f"{body['title']}\n{body['message']}")
        for path, body in hook.got
        if "DARURAT" in body["title"]
    ]


def test_an_emergency_pages_the_operator_in_short_and_masked(
    people: dict[str, User], reached: Reached, hook: Hook
) -> None:
    reached("operator")
    case = arrives()
    assert turn() == ["operator"]
    ((who, text),) = pages(hook)
    assert who == "operator"
    assert text.startswith(f"DARURAT {case.reference}: Bencana, Dayeuhkolot, ")
    assert "Kasus darurat masuk. Tenggat " in text
    assert "/terima/" in text
    assert "3456" not in text
    assert "Tanggul" not in text  # what the citizen wrote stays in the product
    assert len(text) < 400
    assert turn() == []
    assert len(pages(hook)) == 1


@pytest.mark.django_db(transaction=True)
def test_the_arrival_of_an_emergency_rings_at_once(queue: None, people: dict[str, User]) -> None:
    arrives("lampu mati", urgency="normal")
    assert not ProcrastinateJob.objects.filter(task_name="balarea.cases.jobs.escalate").exists()
    arrives("satu")
    arrives("dua")
    waiting = ProcrastinateJob.objects.filter(task_name="balarea.cases.jobs.escalate")
    assert [(job.queue_name, job.status) for job in waiting] == [("alarm", "todo")]  # one turn serves both
    services.escalate(by=BY)
    assert ProcrastinateJob.objects.filter(task_name="balarea.notices.jobs.send_at_once").count() == 1


def test_nobody_with_a_way_means_the_next_rung_at_once_and_administrators_know(
    people: dict[str, User], reached: Reached, hook: Hook
) -> None:
    reached("sekda")
    reached("admin")
    case = arrives()
    assert turn() == ["operator", "unit_head", "agency_head", "regional_secretary"]
    assert sorted(who for who, _ in pages(hook)) == ["admin"] * 3 + ["sekda"]
    assert "tidak sampai kepada siapa pun" in dict(pages(hook))["admin"]
    case.refresh_from_db()
    assert case.next_rung == "governor"
    assert Notice.objects.filter(person="operator").get().error == "belum punya cara dihubungi yang sudah diuji"
    assert turn() == []


def test_when_all_ways_fail_the_next_rung_hears_at_once(people: dict[str, User], reached: Reached, hook: Hook) -> None:
    reached("operator")
    reached("kepala")
    arrives()
    hook.answers = [500]
    assert turn() == ["operator"]
    assert turn() == ["unit_head"]
    assert [who for who, _ in pages(hook)] == ["operator", "kepala"]
    reason = Escalation.objects.get(rung="unit_head").reason
    assert reason == "panggilan sebelumnya tidak sampai kepada siapa pun"


def test_the_ladder_that_ends_says_so_and_does_not_turn_for_ever(people: dict[str, User]) -> None:
    arrives()
    assert turn() == ["operator", "unit_head", "agency_head", "regional_secretary", "governor"]
    last = Occasion.objects.filter(kind="unreached").latest("pk")
    assert "jenjang sudah habis" in last.text
    assert turn() == []
    assert not Occasion.objects.filter(kind="page", settled_at__isnull=True).exists()


def test_the_duty_desk_is_enough(people: dict[str, User], reached: Reached, hook: Hook) -> None:
    reached(agency="bpbd")
    arrives()
    assert turn() == ["operator"]
    assert turn() == []
    assert [who for who, _ in pages(hook)] == ["bpbd"]


def test_nobody_acknowledges_so_it_climbs_by_the_ladder(people: dict[str, User], reached: Reached, hook: Hook) -> None:
    for name in ("operator", "kepala"):
        reached(name)
    arrives()
    turn()
    told = services.escalate(by=BY, moment=now() + timedelta(minutes=31))
    sending.send(at_once=True)
    assert [each.rung for each in told] == ["unit_head"]
    assert [who for who, _ in pages(hook)] == ["operator", "kepala"]


def paged(reached: Reached, hook: Hook, **owner: str) -> tuple[Case, str]:
    """A paged emergency and the path of the link in the page."""
    reached(**owner)
    case = arrives()
    turn()
    return case, link_in(pages(hook)[-1][1])


def test_looking_at_the_link_accepts_nothing_and_the_button_does(
    people: dict[str, User], reached: Reached, hook: Hook
) -> None:
    case, path = paged(reached, hook, person="operator")
    phone = Client(enforce_csrf_checks=True)  # no login, no cookie
    for _ in range(2):
        seen = phone.get(path)
        assert seen.status_code == 200
        assert "Saya terima" in seen.content.decode()
        assert "Tanggul" not in seen.content.decode()
    assert phone.head(path).status_code == 200
    case.refresh_from_db()
    assert case.acknowledged_at is None
    pressed = phone.post(path)
    assert pressed.status_code == 200
    assert "Anda menerima kasus darurat ini" in pressed.content.decode()
    assert pressed["Cache-Control"] == "no-store"
    case.refresh_from_db()
    assert case.acknowledged_by == "operator"
    event = Event.objects.get(action="acknowledge_case")
    assert event.actor == "operator"
    assert event.after
    assert (event.after["way"], event.after["login"]) == ("json", False)
    assert event.after["notice"] == Notice.objects.get(person="operator").pk
    again = phone.post(path)
    assert again.status_code == 409
    assert "sudah diterima" in again.content.decode()


def test_who_was_paged_by_rung_may_accept_without_the_role_for_cases(
    people: dict[str, User], reached: Reached, hook: Hook
) -> None:
    case, path = paged(reached, hook, person="sekda")
    assert Client().post(path).status_code == 200
    case.refresh_from_db()
    assert case.acknowledged_by == "sekda"


def test_a_desk_says_which_person_accepts(people: dict[str, User], reached: Reached, hook: Hook) -> None:
    case, path = paged(reached, hook, agency="bpbd")
    assert Client().post(path, {"name": " "}).status_code == 400
    assert "Ujang" in Client().post(path, {"name": "Ujang"}).content.decode()
    case.refresh_from_db()
    assert case.acknowledged_by == "desk:bpbd:Ujang"


def test_an_altered_old_or_left_behind_link_opens_nothing(
    people: dict[str, User], reached: Reached, hook: Hook
) -> None:
    case, path = paged(reached, hook, person="operator")
    number, rest = path.split("/")[2].split(".", 1)
    for wrong in (f"/terima/{int(number) + 1}.{rest}/", path[:-3] + "xx/", "/terima/1/"):
        assert Client().post(wrong).status_code == 404
    with override_settings(SECRET_KEY="another-key-" + "y" * 40):
        assert Client().get(path).status_code == 404
    User.objects.filter(username="operator").update(is_active=False)
    assert Client().post(path).status_code == 403
    case.refresh_from_db()
    assert case.acknowledged_at is None


def test_a_link_ends_after_a_day(
    people: dict[str, User], reached: Reached, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, path = paged(reached, hook, person="operator")
    monkeypatch.setattr("django.core.signing.time.time", lambda: now().timestamp() + 24 * 3600 + 5)
    answer = Client().post(path)
    assert answer.status_code == 404
    assert "kedaluwarsa" in answer.content.decode()


def test_what_was_taken_on_pages_nobody_further(people: dict[str, User], reached: Reached, hook: Hook) -> None:
    reached("operator")
    case = arrives()
    services.escalate(by=BY)
    services.acknowledge(case.reference, by=people["operator"])
    sending.send(at_once=True)
    assert pages(hook) == []
    assert Notice.objects.get().state == "withdrawn"
    assert services.chase(by=BY) == []
    with pytest.raises(Conflict):
        services.acknowledge(case.reference, by=people["operator"])


def test_an_emergency_that_is_handed_on_pages_the_next_desk(
    people: dict[str, User], reached: Reached, hook: Hook
) -> None:
    reached("lain")
    case = arrives()
    turn()
    services.route(case.reference, "dinkes", "korban luka", by=people["admin"])
    turn()
    assert [who for who, _ in pages(hook)][-1] == "lain"
    assert "Dialihkan ke Dinas Kesehatan" in pages(hook)[-1][1]


def test_other_cases_that_are_handed_on_are_mailed_when_the_office_opens(people: dict[str, User], mail: Mail) -> None:
    way = notices.add_way("lain@jabarprov.go.id", person="lain", by=people["lain"])
    way.verified_at, way.verified_by = now(), "test"
    way.save()
    case = arrives("air keruh", urgency="normal")
    services.route(case.reference, "dinkes", "urusan kesehatan", by=people["admin"])
    found = Notice.objects.get(person="lain")
    opens = promises.load().calendar.next_working(now())
    assert found.occasion.kind == "routed"
    assert found.due_at >= opens - timedelta(seconds=5)
    Notice.objects.update(due_at=now())
    assert sending.send(at_once=False) == 1
    assert case.reference in mail.got[0][1]
    assert f"/meja/{case.reference}/" in mail.got[0][2]


def test_a_message_that_awaits_approval_is_mailed_to_who_may_approve(people: dict[str, User], mail: Mail) -> None:
    author = registry.save_officer("penulis", "", Role.COMMUNICATIONS, agency_code="bpbd", by=BY)
    for name in ("humas", "penulis", "lain"):
        way = notices.add_way(f"{name}@jabarprov.go.id", person=name, by=BY)
        way.verified_at, way.verified_by = now(), "test"
        way.save()
    account = registry.add_account("bpbd", "fake", "bpbd.demo", external_id="bpbd.demo", by=BY)
    message = publishing.draft("bpbd", publishing.Content("Besok latihan evakuasi.", [account.pk]), by=author)
    publishing.submit(message.pk, by=author)
    assert [each.person for each in Notice.objects.all()] == ["humas"]
    Notice.objects.update(due_at=now())
    sending.send(at_once=False)
    assert mail.got[0][0] == ["humas@jabarprov.go.id"]
    assert f"/terbit/{message.pk}/" in mail.got[0][2]


def test_the_case_shows_who_was_paged_and_what_was_not_sent(
    people: dict[str, User], reached: Reached, hook: Hook
) -> None:
    reached("sekda")
    case = arrives()
    turn()
    client = Client()
    client.force_login(people["admin"])
    shown = client.get(f"/meja/{case.reference}/").content.decode()
    assert "Siapa yang dipanggil" in shown
    assert "Belum terkirim: belum punya cara dihubungi" in shown
    assert "sekda" in shown
    assert "1 sampai" in shown


def test_topics_are_named_in_messages_as_on_the_pages() -> None:
    assert defaults.topics() == {code: str(name) for code, name in TOPIC.items()}


def test_what_is_told_and_what_happened_are_saved_together(
    people: dict[str, User], reached: Reached, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached("operator")
    arrives()

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no record")

    monkeypatch.setattr("balarea.cases.ladder.climb.audit.record", broken)
    with pytest.raises(RuntimeError, match="no record"):
        services.escalate(by=BY)
    assert not Escalation.objects.exists()
    assert not Notice.objects.exists()

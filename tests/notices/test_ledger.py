"""The ledger: once an event, person and way; sent at least once; failures stop nobody else; others than pages gathered."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from balarea.audit.models import Event
from balarea.core.clock import now
from balarea.core.errors import BalareaError
from balarea.notices import queries, sending, services, transport
from balarea.notices.kinds import MOVES, Kind, NoticeState
from balarea.notices.models import Notice, Occasion
from balarea.notices.outcome import Outcome
from balarea.people.queries import User
from tests.notices.conftest import BY, Reached
from tests.notices.receivers import Hook, Mail, link_in


def page(event: str = "e1", *people: str, desk: str = "", about: str = "JB-1") -> Occasion:
    return services.tell(
        people or ["operator"], event, "DARURAT JB-1: Bencana\nTenggat malam ini", "/meja/JB-1/", Kind.PAGE, by=BY,
        desk=desk, about=about,
    )  # fmt: skip


def again() -> None:
    """As if the time until the next attempt had passed."""
    Notice.objects.filter(state="queued").update(due_at=now())


def states() -> list[tuple[str, str]]:
    return [(each.person, each.state) for each in Notice.objects.order_by("pk")]


def test_telling_twice_tells_once(people: dict[str, User], reached: Reached, hook: Hook) -> None:
    reached("operator")
    first = page("e1")
    assert page("e1").pk == first.pk
    assert sending.send(at_once=True) == 1
    assert page("e1").pk == first.pk
    assert sending.send(at_once=True) == 0
    assert sum("DARURAT" in text for text in hook.texts()) == 1
    assert Event.objects.filter(action="tell_people").count() == 1


def test_a_page_goes_by_every_way_of_each_person_and_desk(
    people: dict[str, User], reached: Reached, hook: Hook
) -> None:
    reached("operator", path="satu")
    reached("operator", path="dua")
    reached(agency="bpbd", path="meja")
    page("e1", "operator", "kepala", desk="bpbd")
    sending.send(at_once=True)
    got = sorted(path for path, body in hook.got if "DARURAT" in body["title"])
    assert got == ["/dua", "/meja", "/satu"]
    assert ("kepala", "failed") in states()  # written down, not forgotten
    assert Notice.objects.get(person="kepala").error == "belum punya cara dihubungi yang sudah diuji"


def test_one_way_that_fails_stops_no_other(people: dict[str, User], reached: Reached, hook: Hook) -> None:
    for name in ("operator", "kepala", "sekda"):
        reached(name)
    page("e1", "operator", "kepala", "sekda")
    hook.answers = [500]
    sending.send(at_once=True)
    assert sorted(state for _, state in states()) == ["queued", "sent", "sent"]
    again()
    sending.send(at_once=True)
    assert {state for _, state in states()} == {"sent"}


def test_it_is_tried_again_ever_later_and_given_up(people: dict[str, User], reached: Reached, hook: Hook) -> None:
    reached("operator")
    page()
    hook.answers = [503] * 20
    waits = []
    for _ in range(sending.ATTEMPTS):
        began = now()
        sending.send(at_once=True)
        waits.append((Notice.objects.get().due_at - began).total_seconds())
        again()
    assert waits[:5] == pytest.approx([5, 10, 20, 40, 80], abs=5)
    found = Notice.objects.get()
    assert (found.state, found.attempts, found.error) == ("failed", 6, "server penerima bermasalah (503)")
    assert [each.pk for each in queries.troubles(now())] == [found.pk]


def test_what_cannot_succeed_is_not_tried_again(people: dict[str, User], reached: Reached, hook: Hook) -> None:
    reached("operator")
    page()
    hook.answers = [404]
    sending.send(at_once=True)
    assert (Notice.objects.get().state, Notice.objects.get().attempts) == ("failed", 1)


def test_a_page_that_reached_nobody_is_known_after_its_first_failure(
    people: dict[str, User], reached: Reached, hook: Hook
) -> None:
    reached("operator")
    reached("kepala")
    occasion = page("e1", "operator", "kepala")
    assert queries.unreached() == []
    hook.answers = [500, 500]
    sending.send(at_once=True)
    assert queries.unreached() == [occasion]
    again()
    hook.answers = [500]
    sending.send(at_once=True)  # one arrives at the second attempt
    assert queries.unreached() == []


def test_a_worker_that_died_leaves_it_to_the_next(people: dict[str, User], reached: Reached, hook: Hook) -> None:
    reached("operator")
    page()
    Notice.objects.update(state="sending", sending_since=now() - timedelta(seconds=20), attempts=1)
    assert sending.send(at_once=True) == 0
    Notice.objects.update(sending_since=now() - timedelta(seconds=31))
    assert sending.send(at_once=True) == 1
    assert states() == [("operator", "sent")]


def test_only_one_of_two_workers_sends(people: dict[str, User], reached: Reached, hook: Hook) -> None:
    reached("operator")
    page()
    stale = Notice.objects.get()
    assert sending.send(at_once=True) == 1
    assert not sending._mine(stale)


def test_a_late_answer_of_a_worker_given_up_changes_nothing(people: dict[str, User], reached: Reached) -> None:
    reached("operator")
    page()
    slow = Notice.objects.get()
    assert sending._mine(slow)
    Notice.objects.update(sending_since=now() - timedelta(minutes=1))
    sending.send(at_once=True)
    sending._finish((slow,), Outcome("terlambat", final=True))
    assert states() == [("operator", "sent")]


def test_a_mistake_of_the_library_stops_nobody_else(
    people: dict[str, User], reached: Reached, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("operator", "kepala"):
        reached(name)
    page("e1", "operator", "kepala")
    right = transport.send

    def breaks(address: str, *args: Any, **kwargs: Any) -> Outcome:
        if address.endswith("/operator"):
            raise ZeroDivisionError(address)
        return right(address, *args, **kwargs)

    monkeypatch.setattr(transport, "send", breaks)
    sending.send(at_once=True)
    assert states() == [("operator", "queued"), ("kepala", "sent")]
    assert Notice.objects.get(person="operator").error == "kesalahan tak terduga (ZeroDivisionError)"


def test_others_are_gathered_into_one_mail_and_pages_never(people: dict[str, User], mail: Mail) -> None:
    way = services.add_way("operator@jabarprov.go.id", person="operator", by=people["operator"])
    way.verified_at, way.verified_by = now(), "test"
    way.save()
    for number in range(5):
        services.tell(["operator"], f"r{number}", f"Kasus {number}\nDialihkan", f"/meja/{number}/", Kind.ROUTED, by=BY)
        page(f"p{number}")
    assert sending.send(at_once=False) == 0  # they wait a little for more
    again()
    assert sending.send(at_once=False) == 5
    (gathered,) = mail.got
    assert gathered[1] == "Balarea: 5 pemberitahuan"
    assert all(f"/meja/{number}/" in gathered[2] for number in range(5))
    assert sending.send(at_once=True) == 5
    assert len(mail.got) == 6


def test_kinds_that_were_switched_off_stay_away_and_pages_come_all_the_same(
    people: dict[str, User], reached: Reached
) -> None:
    way = reached("humas")
    services.choose_kinds(way.pk, ["approval"], by=people["humas"])
    for kind in Kind:
        services.tell(["humas"], kind.value, "Teks", "/", kind, by=BY)
    told = set(Notice.objects.filter(way=way).values_list("occasion__kind", flat=True))
    assert told == {"approval", "page", "unreached"}


def test_nothing_goes_out_before_the_office_opens_but_pages(people: dict[str, User], reached: Reached) -> None:
    services.choose_kinds(reached("operator").pk, list(Kind), by=people["operator"])
    opens = now() + timedelta(hours=9)
    for kind in (Kind.ROUTED, Kind.PAGE):
        services.tell(["operator"], kind.value, "Teks", "/", kind, by=BY, not_before=opens)
    assert Notice.objects.get(at_once=False).due_at == opens
    assert Notice.objects.get(at_once=True).due_at <= now()


def test_the_text_is_masked_and_the_link_leads_to_the_product(
    people: dict[str, User], reached: Reached, hook: Hook
) -> None:
    reached("operator")
    services.tell(["operator"], "e", "DARURAT\nHubungi 0812-3456-7890", "/meja/JB-1/", Kind.PAGE, by=BY, about="JB-1")
    assert "3456" not in Occasion.objects.get().text
    with override_settings(BALAREA_PUBLIC_URL="https://balarea.jabarprov.go.id/"):
        sending.send(at_once=True)
    text = hook.texts()[-1]
    assert "3456" not in text
    assert f"https://balarea.jabarprov.go.id{link_in(text)}" in text
    for outside in ("https://jahat.example/", "meja/"):
        with pytest.raises(BalareaError):
            services.tell(["operator"], "x", "t", outside, Kind.PAGE, by=BY)


def test_what_nobody_needs_any_more_is_withdrawn(people: dict[str, User], reached: Reached, hook: Hook) -> None:
    reached("operator")
    page("e1", about="JB-1")
    page("e2", about="JB-2")
    assert services.withdraw("JB-1", by=BY) == 1
    sending.send(at_once=True)
    assert sorted(state for _, state in states()) == ["sent", "withdrawn"]
    assert queries.unreached() == []


def test_a_removed_way_and_a_lost_key_are_said(people: dict[str, User], reached: Reached, hook: Hook) -> None:
    way = reached("operator", path="satu")
    reached("operator", path="dua")
    page()
    services.remove_way(way.pk, by=people["operator"])
    with override_settings(SECRET_KEY="another-key-" + "y" * 40):
        sending.send(at_once=True)
    errors = sorted(Notice.objects.values_list("error", flat=True))
    assert errors[0].startswith("alamat tersimpan tidak dapat dibuka")
    assert errors[1] == "cara ini sudah dihapus"


def test_somebody_who_left_is_told_nothing(people: dict[str, User], reached: Reached) -> None:
    reached("operator")
    User.objects.filter(username="operator").update(is_active=False)
    page()
    assert states() == [("operator", "failed")]


def test_states_move_only_as_the_table_says() -> None:
    assert set(MOVES) == set(NoticeState)
    assert MOVES[NoticeState.SENT] == frozenset()


def test_the_database_refuses_nonsense(people: dict[str, User], reached: Reached) -> None:
    reached("operator")
    page()
    found = Notice.objects.get()
    wrong: list[dict[str, Any]] = [{"state": "sent"}, {"state": "sending"}, {"sent_at": now()}, {"way": None}]
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(occasion=found.occasion, person="operator", way=found.way, due_at=now())
    without_a_way = {"occasion": found.occasion, "person": "x", "state": "failed", "error": "x", "due_at": now()}
    Notice.objects.create(**without_a_way)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(**without_a_way)


def test_nothing_is_told_without_its_record(people: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no record")

    monkeypatch.setattr("balarea.notices.telling.audit.record", broken)
    with pytest.raises(RuntimeError, match="no record"):
        page()
    assert not Occasion.objects.exists()

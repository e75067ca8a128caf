"""The desk keeps what an operator has: his place in the list, what he typed, what he ticked, and the next case in reach."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from balarea.cases.models import Case
from balarea.core.clock import now
from balarea.core.ids import reference
from balarea.people.queries import Role
from balarea.registry import services as registry
from balarea.web import baskets, pages

PLACE = "?state=open&q=jalan&page=1"
LONG = "a" * 5001  # longer than any note or answer may be


@pytest.fixture
def client(db: None) -> Client:
    for code in ("dbmpr", "dinkes"):
        registry.save_agency(code, f"Dinas {code}", "dinas", by="test")
    account = registry.add_account("dbmpr", "fake", "dbmpr.demo", external_id="dbmpr.demo", by="test")
    registry.set_credential(account.pk, "server", "dbmpr.demo", "rahasia", by="test")
    found = Client()
    found.force_login(registry.save_officer("op", "", Role.OPERATOR, agency_code="dbmpr", by="test"))
    return found


def case(hours: int, **values: object) -> Case:
    made = {
        "reference": reference(), "agency_id": "dbmpr", "network": "fake", "root_external_id": reference(),
        "citizen_external_id": "w", "citizen_handle": "warga", "text": "jalan rusak", "topic": "roads", "urgency": "normal",
        "state": "open", "opened_at": now(), "due_at": now() + timedelta(hours=hours),
    }  # fmt: skip
    found: Case = Case.objects.create(**(made | values))
    found.entries.create(kind="citizen", at=now(), actor="warga", text=found.text)
    return found


ACTS = [
    ("desk_note", {"text": "sudah ditelepon"}),
    ("desk_reply", {"text": "Terima kasih, kami cek."}),
    ("desk_wait", {"waiting": "foto lokasi"}),
    ("desk_topic", {"topic": "floods"}),
    ("desk_draft", {"text": "konsep"}),
    ("desk_reclassify", {"class": "inspected", "class_reason": "perlu dicek di tempat"}),
]


def test_what_is_done_on_a_case_leads_back_to_the_same_place(client: Client) -> None:
    for name, form in ACTS:
        held = case(5)
        address = reverse(name, args=[held.reference])
        assert f'"{address}{PLACE.replace("&", "&amp;")}"' in page(client, held), name
        answer = client.post(address + PLACE, form)
        assert answer.status_code == 302, (name, answer.content.decode())
        assert answer.headers["Location"] == reverse("desk_case", args=[held.reference]) + PLACE, name


def page(client: Client, held: Case) -> str:
    answer = client.get(reverse("desk_case", args=[held.reference]) + PLACE)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_refused_note_stays_with_the_list_as_it_was(client: Client) -> None:
    held, other = case(5), case(6, text="lampu mati")
    shown = client.post(reverse("desk_note", args=[held.reference]) + PLACE, {"text": LONG})
    text = shown.content.decode()
    assert shown.status_code == 400
    assert f">{LONG}</textarea>" in text
    assert text.count(LONG) == 1  # in the note, not in the answer
    assert other.reference not in text  # the list is still the one that was searched


def test_the_next_case_is_one_step_away(client: Client) -> None:
    first, second, third = case(1), case(2), case(3)
    assert link(second) in page(client, first)
    assert "Kasus berikutnya" not in page(client, third)
    answered = client.post(
        reverse("desk_reply", args=[first.reference]) + PLACE, {"text": "Kami cek.", "onward": second.reference}
    )
    assert answered.headers["Location"] == reverse("desk_case", args=[second.reference]) + PLACE
    odd = client.post(reverse("desk_reply", args=[second.reference]), {"text": "Kami cek.", "onward": "a/b"})
    assert odd.headers["Location"] == reverse("desk_case", args=[second.reference])
    Case.objects.filter(pk=first.pk).update(state="answered")  # as it is when the answer was sent
    assert link(second) in page(client, first)  # it has left the list: on with the first that waits


def link(held: Case) -> str:
    return f'data-key="n" href="{reverse("desk_case", args=[held.reference])}{PLACE.replace("&", "&amp;")}"'


def test_what_a_batch_was_refused_for_need_not_be_typed_again(client: Client) -> None:
    first, second = case(1), case(2)
    form = {"act": "route", "pick": [first.reference, second.reference], "agency": "dinkes", "text": ""}
    refused = client.post(reverse("desk_batch") + PLACE, form)
    text = refused.content.decode()
    assert refused.status_code == 400
    assert 'value="route" selected' in text
    assert 'value="dinkes" selected' in text
    assert text.count(" checked>") >= 2
    assert (
        "Pilih dahulu instansi tujuannya" in client.post(reverse("desk_batch"), form | {"agency": ""}).content.decode()
    )
    partly = client.post(
        reverse("desk_batch") + PLACE,
        {"act": "answer", "pick": [first.reference, "JB-0000-0000"], "text": "Sudah kami cek."},
    )
    assert partly.status_code == 200
    assert "1 kasus dikerjakan" in partly.content.decode()
    assert ">Sudah kami cek.</textarea>" in partly.content.decode()
    done = client.post(reverse("desk_batch") + PLACE, {"act": "dismiss", "pick": second.reference})
    assert done.headers["Location"] == reverse("desk") + PLACE


def test_many_refused_for_one_reason_are_one_message(client: Client) -> None:
    held = [case(1, state="closed", closed_at=now(), closed_by="op") for _ in range(8)]
    refused = client.post(reverse("desk_batch"), {"act": "dismiss", "pick": [each.reference for each in held]})
    text = refused.content.decode()
    assert text.count('role="alert">JB-') == 1
    assert "dan 3 lainnya" in text


def test_a_case_that_is_no_complaint_is_set_aside_from_its_page(client: Client) -> None:
    held = case(1)
    form = page(client, held).split('class="case-acts')[1].split("</nav>")[0]
    assert f'value="{held.reference}"' in form
    after = client.post(reverse("desk_batch") + PLACE, {"act": "dismiss", "pick": held.reference}, follow=True)
    held.refresh_from_db()
    assert held.state == "closed"
    assert "Batalkan" in after.content.decode()


def test_a_case_of_the_triage_queue_is_set_aside_there_and_can_come_back(client: Client) -> None:
    found = Client()
    found.force_login(registry.save_officer("adm", "", Role.ADMINISTRATOR, by="test"))
    held = case(1, agency_id=None, state="triage", routing_reason="tidak jelas")
    shown = found.get(reverse("desk_triage")).content.decode()
    assert f"{reverse('desk_case', args=[held.reference])}#agency" in shown
    form = {"act": "dismiss", "pick": held.reference, "from": "triage"}
    assert all(f'name="{name}" value="{value}"' in shown for name, value in form.items())
    after = found.post(reverse("desk_batch"), form, follow=True)
    assert after.redirect_chain[-1][0] == reverse("desk_triage")
    assert "Batalkan" in after.content.decode()


def test_why_an_answer_or_a_proof_was_refused_stands_at_its_box(client: Client) -> None:
    held = case(1)
    for name, form in (
        ("desk_reply", {"text": "a" * 2000}),
        ("desk_close", {"proof": "ditambal", "basket": baskets.new(baskets.OFFICER).signed}),
    ):
        text = client.post(reverse(name, args=[held.reference]) + PLACE, form).content.decode()
        before, box = text.split('role="alert"', 1)
        assert " autofocus" in box.split("</form>")[0], name
        assert text.count('role="alert"') == 1, name
        assert f'action="{reverse(name, args=[held.reference])}' in before, name  # it stands within that form


def test_closed_cases_stand_with_the_last_closed_first(client: Client) -> None:
    early, late = (case(1, state="closed", urgency=urgency, closed_at=now() - timedelta(hours=hours), closed_by="op")
                   for hours, urgency in ((9, "emergency"), (1, "normal")))  # fmt: skip
    text = client.get(reverse("desk") + "?state=closed").content.decode()
    assert 0 < text.index(late.reference) < text.index(early.reference)


def test_every_form_of_the_desk_takes_the_place_along() -> None:
    partials = Path(pages.__file__).parent.parent / "templates" / "partials"
    address = re.compile(r"""action="({% url 'desk_\w+'[^%]*%})(?!{% place %})""")
    lost = {path.name: address.findall(path.read_text(encoding="utf8")) for path in partials.glob("*.html")}
    assert {name: found for name, found in lost.items() if found} == {}, "add {% place %} after the address"


@pytest.mark.parametrize(("address", "back"), [("/meja/kejadian/7/", "/meja/"), ("/meja/JB-0000-0000/", "/meja/")])
def test_what_is_not_there_leads_back_to_the_list_and_not_to_itself(client: Client, address: str, back: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert f'class="button" href="{back}"' in answer.content.decode()

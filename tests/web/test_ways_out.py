"""Every way out of the house, walked with one planted post: nothing personal leaves."""

import csv
import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client

from balarea.audit.models import Event
from balarea.cases import services
from balarea.cases.models import Case
from balarea.core.clock import now
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.people.queries import Role, User
from balarea.posts import services as store
from balarea.posts.labelled import anonymous
from balarea.posts.models import Post
from balarea.registry import services as registry
from tests.cases.proofs import WHY, shown
from tests.tree.test_views_guarded import address, methods, views

REF = PostRef("fake", "fake/post/1")
TEXT = (
    "@dbmpr.demo jalan di Coblong rusak, NIK 3273014511900001, hubungi 0812-3456-7890 atau nol delapan satu dua tiga empat "
    "lima enam tujuh delapan sembilan, email sari.dewi@gmail.com, rek BCA 1234567890, motor D 1234 XYZ, rumah di Jl. Merdeka "
    "No. 12 RT 03/05, anak saya bernama Raffasya Kurnia jatuh. Tanya @tetangga77, peta https://maps.app.goo.gl/aBcD12"
)
SECRETS = (
    "3273014511900001", "3456-7890", "tujuh delapan sembilan", "sari.dewi", "1234567890", "1234 XYZ", "Merdeka No. 12",
    "03/05", "Raffasya", "Kurnia", "aBcD12",
)  # fmt: skip


@pytest.fixture
def case(db: None) -> Case:
    registry.save_agency("dbmpr", "Dinas Bina Marga", "dinas", by="test")
    registry.add_account("dbmpr", "fake", "dbmpr.demo", external_id="dbmpr.demo", by="test")
    post = RemotePost(
        REF, TEXT, Author("w77", "warga77", "Warga"), now() - timedelta(hours=1), mentions=("dbmpr.demo",)
    )
    store.ingest([post], by="test")
    Post.objects.update(topic="roads", intent="complaint", intent_confidence=1)
    services.intake([REF], by="test")
    services.correct_post(REF, "topic", "roads", by="test")
    return Case.objects.get()


def someone(role: Role) -> User:
    return registry.save_officer(f"{role}-1", "", role, agency_code="dbmpr", by="test")


def body(answer: object) -> str:
    streamed = getattr(answer, "streaming", False)
    content = b"".join(answer.streaming_content) if streamed else answer.content  # type: ignore[attr-defined]
    if content.startswith(b"PK"):
        rows = [row for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet.values]
        return "\n".join(str(cell) for row in rows for cell in row)
    return str(content.decode("utf8"))


def leaks(text: str) -> list[str]:
    plain = json.dumps(json.loads(text), ensure_ascii=False) if text.startswith("{") else text
    return [secret for secret in SECRETS if secret in plain]


@pytest.mark.parametrize("role", [None, *Role])
def test_no_page_file_or_answer_shows_it(role: Role | None, case: Case) -> None:
    client = Client()
    if role is not None:
        client.force_login(someone(role))
    walked = []
    for route, view in views():
        if "POST" in methods(view) or hasattr(view, "scope"):
            continue
        path = address(route.replace("<str:reference>", case.reference)).replace("at://a/1", REF.external_id)
        text = body(client.get(path))
        assert leaks(text) == [], path
        walked.append("Coblong" in text)
    assert sum(walked) >= (1 if role in {None, Role.FIELD} else 3)  # the rest of the post is shown all the same


def test_the_public_page_hides_citizens_handles_and_not_the_agencys(case: Case) -> None:
    text = body(Client().get(f"/kasus/{case.reference}/"))
    assert "@dbmpr.demo" in text
    assert "tetangga77" not in text
    assert "warga77" not in text


@pytest.mark.parametrize(
    "path", ["/meja/kasus.csv", "/situasi/unggahan.csv", "/api/cases", "/api/cases/%s", "/api/posts"]
)
def test_files_and_answers_name_no_citizen(path: str, case: Case) -> None:
    client = Client()
    client.force_login(someone(Role.ADMINISTRATOR))
    text = body(client.get(path.replace("%s", case.reference)))
    assert "Coblong" in text
    assert not any(name in text for name in ("tetangga77", "warga77"))
    if path.endswith(".csv"):
        assert len(list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))) == 2


def test_training_rows_hold_nothing_personal(case: Case) -> None:
    text, _places = anonymous(Post.objects.get().text, [])
    assert "Coblong" in text
    assert leaks(text) == []
    assert "tetangga77" not in text


def test_the_record_holds_nothing_personal(case: Case) -> None:
    services.note(case.reference, TEXT, by="test")
    services.close(case.reference, shown(TEXT), WHY, by="test")
    services.reopen(case.reference, TEXT, by="test")
    assert leaks(str(list(Event.objects.values_list("before", "after")))) == []


def test_the_original_is_shown_once_for_a_reason_to_whom_it_may_concern(case: Case) -> None:
    entry = case.entries.get(external_id=REF.external_id)
    path = f"/meja/{case.reference}/asli/{entry.pk}/"
    client = Client()
    client.force_login(someone(Role.OPERATOR))
    assert "Lihat asli" in body(client.get(f"/meja/{case.reference}/"))
    refused = client.post(path, {"reason": ""})
    assert (refused.status_code, leaks(body(refused))) == (400, [])
    answer = client.post(path, {"reason": "menelepon pelapor"})
    assert leaks(body(answer)) == list(SECRETS)
    assert answer["Cache-Control"] == "no-store"
    assert Event.objects.filter(action="look_original").count() == 1
    assert leaks(body(client.get(f"/meja/{case.reference}/"))) == []
    client.force_login(someone(Role.ANALYST))
    assert "Lihat asli" not in body(client.get(f"/meja/{case.reference}/"))
    assert client.post(path, {"reason": "menelepon pelapor"}).status_code == 403

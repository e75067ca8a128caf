"""What was said to us alone: read at the desk that has its case, counted elsewhere, shown nowhere else."""

from datetime import timedelta

import pytest
from django.test import Client

from balarea.cases import services
from balarea.cases.models import Case
from balarea.core.clock import now
from balarea.networks import report
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.people.queries import Role
from balarea.posts import services as store
from balarea.registry import services as registry
from tests.tree.test_views_guarded import address, methods, views
from tests.web.test_ways_out import body

BY = "test"
WORD = "kapulaga"  # stands in the text, and nowhere else in the house
TEXT = f"lapor pak, jalan di Coblong dekat kebun {WORD} rusak parah sudah sebulan"
PRIVATE = {
    "email": RemotePost(PostRef("email", "p1"), TEXT, Author("siti@x.test"), now(), mentions=("dbmpr",), private=True),
    "whatsapp": RemotePost(
        PostRef("whatsapp", "62811/p1"), TEXT, Author("62811"), now(), mentions=("dbmpr",), private=True,
        root=PostRef("whatsapp", "chat:dbmpr/62811"),
    ),
    "report": report.post(report.Report("r" * 32, TEXT, "a" * 64, now() - timedelta(minutes=1))),
}  # fmt: skip
DESK = ("/meja/", "/api/cases")  # bound to the agency whose desk the case lies on
OWN_PAGES = ("/kasus/", "/lapor/", "/open311/v2/")  # where a reporter reads the answer to a report


@pytest.fixture(params=PRIVATE)
def case(request: pytest.FixtureRequest, db: None) -> Case:
    for code in ("dbmpr", "dinkes"):
        agency = registry.save_agency(code, f"Dinas {code}", "dinas", by=BY)
    for network in PRIVATE:
        if network != "report":
            registry.add_account("dbmpr", network, "dbmpr", external_id="dbmpr", by=BY)
    registry.set_duties(agency, [], by=BY)
    post = PRIVATE[request.param]
    store.ingest([post], by=BY)
    services.intake([post.ref], by=BY)
    found = Case.objects.get()
    Case.objects.update(agency="dbmpr", state="open")
    found.refresh_from_db()
    return found


def walked(client: Client, case: Case) -> dict[str, bool]:
    """Every address that can be read, and whether the word stands in its answer."""
    post = f"situasi/unggahan/{case.network}/{case.root_external_id}/"
    paths = [f"/{post}", f"/api/posts?q={WORD}", f"/situasi/?q={WORD}", "/api/posts", f"/api/situation?q={WORD}"]
    for route, view in views():
        if "POST" not in methods(view):
            paths.append(address(route.replace("<str:reference>", case.reference)))
    found = {}
    for path in paths:
        answer = client.get(path)
        text = body(answer).replace(f"“{WORD}”", "").replace(f'value="{WORD}"', "").replace(f"q={WORD}", "")
        found[path] = f"kebun {WORD}" in text
    return found


@pytest.mark.parametrize(
    ("role", "agency"),
    [(None, ""), *((role, "dbmpr") for role in Role), (Role.OPERATOR, "dinkes"), (Role.COMMUNICATIONS, "dinkes")],
)
def test_it_stays_at_its_desk(case: Case, role: Role | None, agency: str) -> None:
    client = Client()
    if role is not None:
        client.force_login(registry.save_officer("seorang", "", role, agency_code=agency, by=BY))
    shown = {path for path, found in walked(client, case).items() if found}
    bound = role in {Role.OPERATOR, Role.COMMUNICATIONS}
    if role in {None, Role.FIELD} or (bound and agency == "dinkes"):  # who works on the spot sees tasks only
        allowed: tuple[str, ...] = ()
    else:
        allowed = (*DESK, f"/situasi/unggahan/{case.network}/")
        assert any(path.startswith("/meja/") for path in shown)
    if case.network == "report":  # whoever knows its number reads it
        shown = {path for path in shown if not (path.startswith(OWN_PAGES) and case.reference in path)}
    assert [path for path in shown if not path.startswith(allowed)] == []


def test_it_is_counted_and_its_words_are_not(case: Case) -> None:
    client = Client()
    client.force_login(registry.save_officer("analis", "", Role.ANALYST, by=BY))
    since = str((now() - timedelta(days=1)).date())
    assert client.get("/api/situation", {"since": since}).json()["total"] == 1
    assert client.get("/api/situation", {"since": since, "q": WORD}).json()["total"] == 0
    assert client.get("/api/posts").json()["posts"] == []


def test_its_public_page_says_how_it_stands(case: Case) -> None:
    text = Client().get(f"/kasus/{case.reference}/").content.decode()
    assert "Dinas dbmpr" in text
    assert (WORD in text) == (case.network == "report")
    assert ("disampaikan secara pribadi" in text) == (case.network != "report")

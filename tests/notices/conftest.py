"""A desk with its people, and receivers on the loopback by which they are reached."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import override_settings

from balarea.notices import services
from balarea.notices.models import Way
from balarea.people.queries import Role, Rung, User
from balarea.registry import services as registry
from tests.notices.receivers import Hook, Mail, code_in, mail_server, web_server

BY = "test"
Reached = Callable[..., Way]


@pytest.fixture
def people(db: None) -> dict[str, User]:
    registry.set_duties(registry.save_agency("bpbd", "BPBD", "badan", by=BY), [("disaster", "")], by=BY)
    registry.save_agency("dinkes", "Dinas Kesehatan", "dinas", by=BY)
    found = {
        "operator": registry.save_officer("operator", "", Role.OPERATOR, agency_code="bpbd", by=BY),
        "kepala": registry.save_officer("kepala", "", Role.OPERATOR, agency_code="bpbd", by=BY),
        "humas": registry.save_officer("humas", "", Role.COMMUNICATIONS, agency_code="bpbd", by=BY),
        "lain": registry.save_officer("lain", "", Role.OPERATOR, agency_code="dinkes", by=BY),
        "sekda": registry.save_officer("sekda", "", Role.ANALYST, by=BY),
        "admin": registry.save_officer("admin", "", Role.ADMINISTRATOR, by=BY),
    }
    registry.set_rung("kepala", Rung.UNIT_HEAD, by=BY)
    registry.set_rung("sekda", Rung.REGIONAL_SECRETARY, by=BY)
    return {name: User.objects.get(pk=each.pk) for name, each in found.items()}


@pytest.fixture
def queue(transactional_db: None) -> Iterator[None]:
    """An empty queue of jobs before and after: Django does not empty tables that are not its own."""

    def empty() -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_periodic_defers, procrastinate_workers CASCADE")

    empty()
    yield
    empty()


@pytest.fixture
def mail() -> Iterator[Mail]:
    with mail_server() as (mail, address), override_settings(BALAREA_MAIL=address):
        yield mail


@pytest.fixture
def hook() -> Iterator[Hook]:
    with web_server() as hook, override_settings(BALAREA_NOTICE_HOSTS="127.0.0.1"):
        yield hook


@pytest.fixture
def reached(people: dict[str, User], hook: Hook) -> Reached:
    """Give somebody a webhook on the loopback that was tested and verified as a person does it."""

    def give(person: str = "", *, agency: str = "", path: str = "") -> Way:
        way = services.add_way(f"json://{hook.address}/{path or person or agency}", person=person, agency=agency, by=BY)
        services.test_way(way.pk, by=BY)
        return services.verify_way(way.pk, code_in(hook.texts()[-1]), by=BY)

    return give

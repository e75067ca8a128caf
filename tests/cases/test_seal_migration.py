"""The migration that seals what is already there, and its way back."""

from importlib import import_module

import pytest
from django.apps import apps

from balarea.cases.models import Case, Entry
from balarea.core.clock import now
from balarea.registry import services as registry

migration = import_module("balarea.cases.migrations.0007_seal_originals")
TEXT = "jalan rusak, hubungi 0812-3456-7890"


@pytest.mark.django_db
def test_there_and_back() -> None:
    registry.save_agency("dbmpr", "Dinas", "dinas", by="test")
    case = Case.objects.create(
        reference="JB-2345-6789", agency_id="dbmpr", network="fake", root_external_id="1", citizen_external_id="w", text=TEXT,
        topic="roads", urgency="normal", state="open", opened_at=now(), due_at=now(),
    )  # fmt: skip
    texts = {"citizen": TEXT, "note": "tanpa data", "event": "Dibuka kembali: belum"}
    for kind, text in texts.items():
        Entry.objects.create(case=case, kind=kind, at=now(), actor="w", text=text)
    for _ in range(2):  # again changes nothing
        migration.seal_all(apps, None)
        case.refresh_from_db()
        assert (case.text.startswith("jalan rusak, hubungi ████"), case.reopened) == (True, 1)
        sealed = dict(Entry.objects.values_list("kind", "sealed"))
        assert [kind for kind, value in sealed.items() if value is not None] == ["citizen"]
    migration.unseal_all(apps, None)
    case.refresh_from_db()
    assert case.text == TEXT
    assert dict(Entry.objects.values_list("kind", "text")) == texts

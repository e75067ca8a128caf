"""What the tree promises: settings and states are documented, pages write nothing, rooms stay small."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from balarea import networks
from balarea.audit.models import Event
from balarea.audit.queries import Fault
from balarea.cases.field.task_states import TaskState
from balarea.cases.holders.handoff_states import HandOffState
from balarea.cases.states import CaseState
from balarea.notices.kinds import Kind, NoticeState
from balarea.ops import cli
from balarea.programmes.claims import Verdict
from balarea.publishing.states import DeliveryState, MessageState
from balarea.web import record

ROOT = Path(__file__).parents[2]
CODE = [path for path in (ROOT / "balarea").rglob("*.py") if "migrations" not in path.parts]
DOCS = ROOT / "docs"


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf8")


def test_every_setting_is_documented() -> None:
    read = {name for path in CODE for name in re.findall(r"\b(?:BALAREA_[A-Z_]+|DATABASE_URL)\b", path.read_text())}
    documented = set(re.findall(r"`(BALAREA_[A-Z_]+|DATABASE_URL)(?:=1)?`", text("settings.md")))
    assert read - documented == set()


def test_every_state_is_in_the_glossary() -> None:
    words = text("glossary.md").lower()
    states = [
        *CaseState.values,
        *MessageState.values,
        *DeliveryState.values,
        *NoticeState.values,
        *Kind.values,
        *Verdict,
        *HandOffState,
        *TaskState.values,
    ]
    assert [state for state in states if state not in words] == []


def test_pages_write_nothing() -> None:
    writes = re.compile(r"\.(save|create|bulk_create|update_or_create|get_or_create|delete|update)\(")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in CODE
        if "web" in path.parts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if writes.search(line) and "form.update(" not in line
    ]
    assert found == []


def test_modules_and_functions_stay_small() -> None:
    long = [path.name for path in CODE if len(path.read_text().splitlines()) > 400]
    assert long == []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 60, f"{path.name}: {node.name}"


def test_broad_excepts_only_in_ops() -> None:
    broad = [path for path in CODE if re.search(r"except (Exception|BaseException|:)", path.read_text())]
    assert len(broad) <= 3
    assert all("ops" in path.parts for path in broad)


def test_when_and_who_go_together() -> None:
    """A column `x_by` has its `x_at`, both may be empty or neither, and a constraint names the pair."""
    for model in apps.get_models():
        if not model.__module__.startswith("balarea.") or model is Event:
            continue
        names = {field.name for field in model._meta.get_fields()}
        for name in sorted(names):
            if name.endswith("_by") and isinstance(model._meta.get_field(name), models.CharField):
                at = name.removesuffix("_by") + "_at"
                assert at in names, f"{model.__name__}.{name}"
                assert any(name.removesuffix("_by") in c.name for c in model._meta.constraints), (
                    f"{model.__name__}.{name}"
                )


def test_every_command_has_a_module_with_an_example() -> None:
    for command in cli.COMMANDS:
        if command != "manage":
            source = (ROOT / "balarea/ops/commands" / f"{'_'.join(command.split()).replace('-', '_')}.py").read_text()
            assert "Example" in source, command


@pytest.mark.parametrize("network", networks.known())
def test_every_network_has_dated_limits(network: str) -> None:
    found = networks.limits(network)
    assert found.characters > 0
    assert found.source


def test_no_address_of_an_index_and_no_path_of_a_machine() -> None:
    assert "://" not in (ROOT / "requirements.lock").read_text(encoding="utf8")
    files = [*CODE, *DOCS.rglob("*.md"), *ROOT.glob("*.*"), ROOT / "Makefile", ROOT / "NOTICE"]
    texts = {path.name: path.read_text(encoding="utf8") for path in files if path.is_file()}
    assert [name for name, content in texts.items() if str(ROOT) in content] == []


def test_every_recorded_write_has_a_name_on_the_audit_page() -> None:
    source = "".join(path.read_text() for path in CODE if "web" not in path.parts)
    written = re.findall(r'audit\.record\(\s*"(\w+)", "(\w+)"', source)
    assert len(written) > 20
    assert {action for action, _ in written} - set(record.ACTION) == set()
    assert {kind for _, kind in written} - set(record.OBJECT) == set()
    assert [action for action in record.ACTION if f'"{action}"' not in source] == []
    assert {fault.name.lower() for fault in Fault} == set(record.FAULT)


def test_where_people_type_about_citizens_the_record_is_written_through_the_mask() -> None:
    rooms = [path for path in CODE if {"cases", "publishing"} & set(path.parts)]
    assert [path.name for path in rooms if "balarea.audit import services" in path.read_text()] == []

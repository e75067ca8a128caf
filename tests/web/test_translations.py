"""Other languages stand beside Indonesian, in which the pages are written: whole, or not offered."""

import ast
import gettext
import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation.template import templatize

from balarea.web import labels

WEB = Path(labels.__file__).parent
MARKS = {"_", "gettext", "gettext_lazy"}
OTHERS = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def in_code() -> set[str]:
    """What is marked for translation in the modules of the pages."""
    return {
        call.args[0].value
        for path in WEB.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MARKS
        if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


def in_templates() -> set[str]:
    """What is marked in the templates, as Django reads it."""
    marked = re.compile(r"""\b(?:gettext|_)\(u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\)""")
    read = "".join(templatize(path.read_text(encoding="utf8")) for path in WEB.rglob("*.html"))
    return {ast.literal_eval(found) for found in marked.findall(read)}


@pytest.mark.parametrize("code", OTHERS)
def test_an_offered_language_is_whole(code: str) -> None:
    with (WEB / "locale" / code / "LC_MESSAGES" / "django.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    marked = in_code() | in_templates()
    assert len(marked) > 300
    missing = sorted(text for text in marked if not catalogue._catalog.get(text))  # type: ignore[attr-defined]
    assert missing == [], f"translate these in locale/{code}/LC_MESSAGES/django.po, then run msgfmt"
    fields = re.compile(r"%\(\w+\)[sd]")
    assert [each for each in marked if set(fields.findall(each)) != set(fields.findall(catalogue.gettext(each)))] == []


def test_labels_are_translated() -> None:
    with translation.override("en"):
        assert labels.name("topic", "water_flood") == "Floods and waterways"
        assert labels.name("case_state", "triage") == "To be sorted"
    with translation.override("su"):
        assert labels.name("topic", "water_flood") == "Caah jeung pangairan"
        assert number_format(1234567, force_grouping=True) == "1.234.567"
        assert date_format(date(2026, 8, 3), "j F Y") == "3 Agustus 2026"
    with translation.override("id"):
        assert labels.name("topic", "water_flood") == "Banjir dan pengairan"


@pytest.mark.django_db
def test_the_reader_chooses_the_language_and_not_the_browser() -> None:
    reader = Client(headers={"accept-language": "en-US,en;q=0.9"})
    assert "Apakah akun ini resmi?" in reader.get("/cek/").content.decode()
    answer = reader.post("/bahasa/", {"language": "en", "next": "/cek/"})
    assert answer.headers["Location"] == "/cek/"
    english = reader.get("/cek/")
    assert (english.headers["Content-Language"], "Is this account official?" in english.content.decode()) == (
        "en",
        True,
    )
    reader.post("/bahasa/", {"language": "id", "next": "/cek/"})
    assert "Apakah akun ini resmi?" in reader.get("/cek/").content.decode()
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "xx"
    assert reader.get("/cek/").headers["Content-Language"] == "id"

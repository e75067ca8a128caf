"""Canned answers (jawaban baku): ours in a data file, an agency's own in the table, with fields that a case fills.

An answer of the table with the key of one of the file stands in its place, for everybody; archived, it hides it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db import transaction

from balarea.cases import defaults
from balarea.cases.models import Canned, Case
from balarea.conduct import check
from balarea.core.clock import now
from balarea.core.errors import BalareaError, NotFound
from balarea.core.ids import reference as fresh
from balarea.language.labels import HEADS
from balarea.networks import report
from balarea.people.queries import Actor, Permission, User, agency_of, must, name_of
from balarea.registry import queries as registry
from balarea.registry import recording as audit

FIELDS = ("reference", "citizen", "agency", "topic", "area", "due", "holder", "link")
LONGEST = 2000
_FIELD = re.compile(r"\{(\w*)\}")
Values = Mapping[str, str]


@dataclass(frozen=True)
class Phrase:
    """A canned answer, from the file or the table; `agency` is "" for all, `ours`: it is in the data file."""

    key: str
    title: str
    topic: str
    lang: str
    tone: str
    text: str
    agency: str = ""
    archived: bool = False
    ours: bool = False


def unknown_fields(text: str) -> list[str]:
    """Fields in a text that no case can fill."""
    return [name for name in dict.fromkeys(_FIELD.findall(text)) if name not in FIELDS]


def left(text: str) -> list[str]:
    """Fields that were not filled: an answer must not go out with them."""
    return [name for name in _FIELD.findall(text) if name in FIELDS]


def fill(text: str, values: Values) -> str:
    """The text with the fields that have a value filled; the others stay, for `left` to find."""
    return _FIELD.sub(lambda match: values.get(match[1], match[0]), text)


def called(case: Case) -> str:
    """How the citizen is spoken to in the thread: what he said to us alone came from a number or an address, which is no
    name, and who reported by the form has none."""
    if case.private:
        return "Bapak/Ibu"
    return f"@{case.citizen_handle}" if case.citizen_handle and case.network != report.NETWORK else ""


def refuse_unknown(text: str) -> None:
    """BalareaError that names the field which does not exist."""
    if wrong := unknown_fields(text):
        known = ", ".join(f"{{{name}}}" for name in FIELDS)
        raise BalareaError(f"Isian {{{wrong[0]}}} tidak dikenal; yang ada: {known}.")


def phrases(user: User, *, archived: bool = False) -> list[Phrase]:
    """The answers that a person may use (or the archived ones), by title, language and tone."""
    own = agency_of(user)
    return [each for each in _all().values() if each.archived is archived and (own is None or each.agency in {"", own})]


def phrase(key: str, user: User) -> Phrase:
    """One answer; NotFound when it is another agency's too."""
    found = _all().get(key)
    own = agency_of(user)
    if found is None or (own is not None and found.agency not in {"", own}):
        raise NotFound("Jawaban baku itu tidak ada.")
    return found


def fitting(found: list[Phrase], case: Case, lang: str, tone: str) -> tuple[list[Phrase], list[Phrase]]:
    """For a case and how its citizen writes: the answers in his language that fit its topic, those in his tone first; and
    all the others of this desk."""
    mine = [each for each in found if each.agency in {"", case.agency_id or ""}]
    fits = [each for each in mine if each.lang == lang and each.topic in {"", case.topic}]
    fits.sort(key=lambda each: (each.tone != tone, each.topic == "", each.agency == ""))
    chosen = {each.key for each in fits}
    return fits, [each for each in mine if each.key not in chosen]


def _all() -> dict[str, Phrase]:
    found = {row[0]: Phrase(*row, ours=True) for row in defaults.canned()}
    for row in Canned.objects.all():
        found[row.key] = Phrase(
            row.key, row.title, row.topic, row.lang, row.tone, row.text, row.agency_id or "", row.archived_at is not None,
            row.key in found,
        )  # fmt: skip
    return dict(sorted(found.items(), key=lambda item: (item[1].title, item[1].lang, item[1].tone != "everyday")))


@transaction.atomic
def save_canned(typed: Phrase, *, by: Actor) -> Canned:
    """Make or change an answer (without a key: a new one). Answers for all are the administrators'. Refused: an unknown
    field, by its name; an unknown topic, language or tone; what the rules of conduct would hold back."""
    _may(typed.agency, by)
    if typed.key:
        _may(_known(typed.key).agency, by)
    title, text = typed.title.replace("\0", "").strip(), typed.text.replace("\0", "").strip()
    if not title or not text or len(title) > 120 or len(text) > LONGEST:
        raise BalareaError(f"Isi judul (paling panjang 120 huruf) dan teksnya (paling panjang {LONGEST}).")
    refuse_unknown(text)
    if typed.lang not in Canned.Lang.values or typed.tone not in Canned.Tone.values:
        raise BalareaError("Pilih bahasa dan ragamnya.")
    if typed.topic and typed.topic not in HEADS["topic"]:
        raise BalareaError(f"Topik {typed.topic!r} tidak dikenal.")
    if typed.agency and registry.agency(typed.agency) is None:
        raise NotFound(f"Instansi {typed.agency!r} tidak ada.")
    if held := [found for found in check(text, is_reply=True) if found.blocks]:
        raise BalareaError(" ".join(found.message for found in held))
    kept = replace(typed, key=typed.key or fresh("JW").lower(), title=title, text=text, archived=False)
    return _keep(kept, "save_canned", by)


def archive_canned(key: str, *, by: Actor) -> Canned:
    """Take an answer out of use; it can be restored."""
    return _archive(key, True, by)


def restore_canned(key: str, *, by: Actor) -> Canned:
    """Put an archived answer back into use."""
    return _archive(key, False, by)


@transaction.atomic
def _archive(key: str, archived: bool, by: Actor) -> Canned:
    known = _known(key)
    _may(known.agency, by)
    return _keep(replace(known, archived=archived), "archive_canned" if archived else "restore_canned", by)


def _keep(kept: Phrase, action: str, by: Actor) -> Canned:
    who, at = name_of(by), now()
    values = {
        "agency_id": kept.agency or None, "title": kept.title, "topic": kept.topic, "lang": kept.lang, "tone": kept.tone,
        "text": kept.text, "changed_at": at, "changed_by": who, "archived_at": at if kept.archived else None,
        "archived_by": who if kept.archived else None,
    }  # fmt: skip
    row, _ = Canned.objects.update_or_create(key=kept.key, defaults=values)
    after = {"title": kept.title, "lang": kept.lang, "tone": kept.tone, "agency": kept.agency, "text": kept.text}
    if action == "save_canned":
        audit.record("save_canned", "canned", kept.key, by=by, after=after)
    elif action == "archive_canned":
        audit.record("archive_canned", "canned", kept.key, by=by)
    else:
        audit.record("restore_canned", "canned", kept.key, by=by)
    return row


def _known(key: str) -> Phrase:
    found = _all().get(key)
    if found is None:
        raise NotFound("Jawaban baku itu tidak ada.")
    return found


def _may(agency_code: str, by: Actor) -> None:
    if agency_code:
        must(by, Permission.WORK_CASES, agency_code)
    else:
        must(by, Permission.ADMINISTER)

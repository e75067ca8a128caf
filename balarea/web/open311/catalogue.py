"""What can be reported: one service a topic, with its group, description and attributes (services.toml)."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from balarea.core.text import clip
from balarea.language.labels import TOPICS
from balarea.web import labels
from balarea.web.open311.problems import Problem
from balarea.web.open311.values import read_moment, read_number

OTHER = "other"  # the reporter leaves the topic to us
DATATYPES = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")
LONGEST, MOST = 1000, 50  # characters of an answer, answers beyond those that are asked for


@dataclass(frozen=True)
class Attribute:
    """A question of a service; `values` are pairs of key and name."""

    code: str
    datatype: str
    description: str
    values: tuple[tuple[str, str], ...] = ()
    variable: bool = True
    required: bool = False
    datatype_description: str = ""


@dataclass(frozen=True)
class Service:
    """One thing that can be reported. `topic` is "" for the service that leaves it to us."""

    code: str
    group: str
    description: str
    keywords: tuple[str, ...]
    attributes: tuple[Attribute, ...]

    @property
    def topic(self) -> str:
        return "" if self.code == OTHER else self.code

    @property
    def name(self) -> str:
        """The display name in the language of the request."""
        return labels.name("service", OTHER) if self.code == OTHER else labels.name("topic", self.code)


@cache
def services() -> dict[str, Service]:
    """All services by code, in the order of their groups."""
    table = tomllib.loads((Path(__file__).parent / "services.toml").read_text(encoding="utf8"))
    return {
        code: Service(
            code, group, table[code]["description"], tuple(table[code]["keywords"]),
            tuple(_attribute(each) for each in table[code].get("attributes", ())),
        )
        for group, codes in labels.SERVICES.items() for code in codes
    }  # fmt: skip


def code_of(topic: str) -> str:
    """The service of a case's topic; a topic that nobody can report (`none`) is OTHER."""
    return topic if topic in services() else OTHER


def topics_of(codes: Sequence[str]) -> tuple[str, ...]:
    """The topics behind service codes; Problem 404 names a code that is unknown."""
    if unknown := [code for code in codes if code not in services()]:
        raise Problem(404, f"service_code {clip(unknown[0], 60)} tidak dikenal; lihat services.")
    return tuple(topic for topic in TOPICS if code_of(topic) in codes)


def service(code: str) -> Service:
    """The service of a code; Problem 404 when there is none."""
    topics_of([code])
    return services()[code]


def answers(asked: Service, given: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Answers to a service's questions, question to answer in words; Problem 400 names the one that is missing or wrong.

    What was not asked is kept under its own code: other systems send ids of theirs that way."""
    found = {each.description: _answer(each, given.get(each.code, ())) for each in asked.attributes if each.variable}
    known = {each.code for each in asked.attributes}
    extra = {code: values for code, values in given.items() if code not in known}
    if len(extra) > MOST:
        raise Problem(400, f"Paling banyak {MOST} attribute di luar yang ditanyakan.")
    for code, values in extra.items():
        found[clip(code, 100)] = _short(code, ", ".join(values))
    return {question: answer for question, answer in found.items() if answer}


def _answer(asked: Attribute, values: Sequence[str]) -> str:
    given = [value.strip() for value in values if value.strip()]
    if asked.required and not given:
        raise Problem(400, f"attribute[{asked.code}] wajib diisi: {asked.description}")
    if len(given) > 1 and asked.datatype != "multivaluelist":
        raise Problem(400, f"attribute[{asked.code}] hanya boleh satu.")
    names = dict(asked.values)
    for value in given:
        if asked.datatype == "number":
            read_number(f"attribute[{asked.code}]", value)
        elif asked.datatype == "datetime":
            read_moment(f"attribute[{asked.code}]", value)
        elif names and value not in names:
            raise Problem(400, f"attribute[{asked.code}] harus salah satu dari: {', '.join(names)}.")
    return _short(asked.code, ", ".join(names.get(value, value) for value in given))


def _short(code: str, value: str) -> str:
    if len(value) > LONGEST:
        raise Problem(400, f"attribute[{clip(code, 60)}] paling panjang {LONGEST} huruf.")
    return value


def _attribute(raw: Mapping[str, object]) -> Attribute:
    values = raw.get("values", ())
    pairs = tuple((key, name) for key, name in values)  # type: ignore[attr-defined]
    return Attribute(**{**raw, "values": pairs})  # type: ignore[arg-type]

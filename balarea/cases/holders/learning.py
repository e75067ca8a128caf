"""When what persons did with cases becomes a duty of its own. Pure: what was taught is an argument."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

LEAST_CASES = 3  # of different incidents
LEAST_PERSONS = 2


@dataclass(frozen=True)
class Lesson:
    """A person took a case to an agency; cases of one `incident` (else the case itself) count once."""

    agency_code: str
    teacher: str
    incident: str


class Standing(StrEnum):
    """Whether it holds: enough persons did it and nothing speaks against it."""

    HOLDS = "holds"
    TOO_FEW = "too_few"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True)
class Learnt:
    """What was taught of one agency for like cases: how often, by whom, and whether it decides."""

    agency_code: str
    count: int
    teachers: tuple[str, ...]
    standing: Standing

    @property
    def reason(self) -> str:
        """Why, in Indonesian."""
        return f"karena {self.count} kali dialihkan ke sana oleh {len(self.teachers)} petugas"


def learn(lessons: Sequence[Lesson], kept_elsewhere: Iterable[str] = ()) -> list[Learnt]:
    """What like cases (topic, part, regency) have taught, the most taught first. An agency is learnt when LEAST_CASES of
    its cases were brought by LEAST_PERSONS, nobody brought a like case elsewhere, and no other agency of
    `kept_elsewhere` answered one that nobody moved."""
    kept = set(kept_elsewhere)
    agencies = {each.agency_code for each in lessons}
    found = []
    for agency in sorted(agencies):
        own = [each for each in lessons if each.agency_code == agency]
        count, teachers = len({each.incident for each in own}), tuple(sorted({each.teacher for each in own}))
        if len(agencies) > 1 or kept - {agency}:
            standing = Standing.CONTRADICTED
        elif count < LEAST_CASES or len(teachers) < LEAST_PERSONS:
            standing = Standing.TOO_FEW
        else:
            standing = Standing.HOLDS
        found.append(Learnt(agency, count, teachers, standing))
    return sorted(found, key=lambda each: (-each.count, each.agency_code))

"""The words of other systems, from and to our states."""

import re

import pytest

from balarea.cases.partners.statuses import IN, OUT, states, verdict_of
from balarea.cases.proof.verdict import Verdict
from balarea.cases.states import CaseState
from tests.tree.test_the_tree import text

FIXMYSTREET = {
    "OPEN", "CLOSED", "FIXED", "IN_PROGRESS", "ACTION_SCHEDULED", "INVESTIGATING", "DUPLICATE",
    "NOT_COUNCILS_RESPONSIBILITY", "NO_FURTHER_ACTION", "INTERNAL_REFERRAL", "FOR_TRIAGE", "CANCELLED", "REOPEN",
}  # fmt: skip


def test_every_state_has_words_that_the_others_know() -> None:
    assert set(CaseState.values) <= set(OUT)
    assert {words.fixmystreet for words in OUT.values()} <= FIXMYSTREET
    assert {words.open311 for words in OUT.values()} == {"open", "closed"}
    assert {words.citysdk for words in OUT.values()} <= {"RECEIVED", "IN_PROCESS", "PROCESSED", "ARCHIVED", "REJECTED"}
    assert set(IN) == FIXMYSTREET


def test_the_page_says_what_the_table_says() -> None:
    rows = re.findall(r"^\| (\w+) \| (open|closed) \| (\w+) \| (\w+) \|$", text("open311.md"), re.M)
    assert rows == [(state, words.open311, words.fixmystreet, words.citysdk) for state, words in OUT.items()]


@pytest.mark.parametrize(
    ("status", "state", "said"),
    [
        ("OPEN", "closed", Verdict.NOT_YET), ("OPEN", "answered", None), ("REOPEN", "answered", Verdict.NOT_YET),
        ("REOPEN", "open", None), ("FIXED", "answered", Verdict.DONE), ("FIXED", "open", Verdict.DONE),
        ("CLOSED", "answered", Verdict.DONE), ("DUPLICATE", "open", None), ("CANCELLED", "answered", None),
        ("", "closed", None), ("NONSENSE", "closed", None),
    ],
)  # fmt: skip
def test_what_a_status_says(status: str, state: str, said: Verdict | None) -> None:
    assert verdict_of(status, state) == said


def test_our_states_behind_their_words() -> None:
    assert states("closed", "open311") == ["closed"]
    assert states("RECEIVED", "citysdk") == ["triage"]
    assert states("nonsense", "open311") == []

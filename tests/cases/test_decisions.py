"""Routing, states and the citizen's verdict, as tables."""

import pytest

from balarea.cases.holders.routing import Duty, choose
from balarea.cases.proof.verdict import Verdict, verdict
from balarea.cases.states import MOVES, CaseState, move
from balarea.core.errors import Conflict

ROADS = Duty("dbmpr", "jalan")
WATCH = Duty("inspektorat", "integritas")


@pytest.mark.parametrize(
    ("topic", "confidence", "addressed", "duties", "agency"),
    [
        ("roads", 0.9, ["dbmpr"], [ROADS], "dbmpr"),
        ("roads", 0.9, ["dinkes"], [ROADS], "dbmpr"),  # sure of the topic: it decides
        ("roads", 0.6, ["dinkes"], [ROADS], "dinkes"),  # not sure enough against who was addressed
        ("roads", 0.6, [], [ROADS], "dbmpr"),
        ("roads", 0.3, [], [ROADS], None),
        ("none", 0.9, [], [], None),
        ("none", 0.9, ["dinkes", "dbmpr"], [], None),
        ("integrity", 0.9, ["dbmpr"], [WATCH], "inspektorat"),
        ("integrity", 0.9, ["inspektorat"], [WATCH], None),  # never to the one that is reported
    ],
)
def test_who_is_responsible(
    topic: str, confidence: float, addressed: list[str], duties: list[Duty], agency: str
) -> None:
    found = choose(topic, confidence, addressed, duties)
    assert found.agency_code == agency
    assert found.reason


@pytest.mark.parametrize(
    ("topic", "intent", "addressed", "duties", "agency"),
    [
        ("unsure", "complaint", [], [], None),
        ("unsure", "complaint", ["dinkes"], [], "dinkes"),  # no guess of ours: the citizen said whom he means
        ("unsure", "complaint", ["dinkes", "dbmpr"], [], None),
        ("roads", "unsure", [], [ROADS], None),
        ("roads", "unsure", ["dinkes"], [ROADS], "dinkes"),
        ("roads", "unsure", ["dinkes", "dbmpr"], [ROADS], None),
        ("integrity", "unsure", ["dbmpr"], [WATCH], "inspektorat"),
    ],
)
def test_where_the_model_is_unsure_the_topic_decides_nothing(
    topic: str, intent: str, addressed: list[str], duties: list[Duty], agency: str | None
) -> None:
    found = choose(topic, 0.9, addressed, duties, intent=intent)
    assert found.agency_code == agency
    assert found.reason


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("belum min", Verdict.NOT_YET),
        ("Blm ada perubahan @dbmpr.demo", Verdict.NOT_YET),
        ("sudah janji tapi belum", Verdict.NOT_YET),
        ("masih rusak kang", Verdict.NOT_YET),
        ("can aya nu datang", Verdict.NOT_YET),
        ("durung", Verdict.NOT_YET),
        ("sudah, terima kasih", Verdict.DONE),
        ("Tos saé, hatur nuhun", Verdict.DONE),
        ("udah beres min", Verdict.DONE),
        ("sudah lapor tiga kali", Verdict.NONE),
        ("sudah?", Verdict.NONE),
        ("oke ditunggu", Verdict.NONE),
    ],
)
def test_what_the_citizen_says(text: str, said: Verdict) -> None:
    assert verdict(text) is said


def test_states_move_as_the_table_says() -> None:
    for old in CaseState:
        for new in CaseState:
            if new in MOVES[old]:
                assert move(old, new) is new
            else:
                with pytest.raises(Conflict):
                    move(old, new)

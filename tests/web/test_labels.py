"""Every label and state has a name a person can read."""

import pytest

from balarea.language.labels import HEADS
from balarea.people.models import Role
from balarea.registry.models import Account
from balarea.web import labels


@pytest.mark.parametrize("kind", ["lang", "sentiment", "intent", "urgency", "topic", "abuse"])
def test_every_label_of_the_models_has_a_name(kind: str) -> None:
    assert set(HEADS[kind]) <= set(labels.KINDS[kind])


def test_roles_and_account_states_are_complete() -> None:
    assert set(labels.ROLE) == set(Role.values)
    assert set(labels.ACCOUNT_STATE) == set(Account.State.values)


def test_names_are_distinct_within_a_kind() -> None:
    for kind, names in labels.KINDS.items():
        assert len({str(name) for name in names.values()}) == len(names), kind


def test_an_unknown_value_shows_itself() -> None:
    assert labels.name("topic", "space_travel") == "space_travel"
    assert labels.tone("intent", "space_travel") == "quiet"


def test_unsure_says_of_what_where_nothing_beside_it_does() -> None:
    assert (labels.name("topic", "unsure"), labels.alone("topic", "unsure")) == ("Ragu", "Topik: ragu")
    assert labels.tone("topic", "unsure") == labels.tone("urgency", "unsure") == "quiet"
    assert labels.alone("topic", "roads") == labels.name("topic", "roads")


def test_tones_belong_to_known_values() -> None:
    for kind, tones in labels.TONES.items():
        assert set(tones) <= set(labels.KINDS[kind])

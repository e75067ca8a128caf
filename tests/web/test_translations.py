"""English stands beside Indonesian, the language the pages are written in."""

from django.utils import translation

from balarea.web import labels


def test_labels_are_translated() -> None:
    with translation.override("en"):
        assert labels.name("topic", "water_flood") == "Floods and waterways"
        assert labels.name("case_state", "triage") == "To be sorted"
    with translation.override("id"):
        assert labels.name("topic", "water_flood") == "Banjir dan pengairan"

"""What the mood of Betawi prose is learnt from: NusaWrites' reviews and tweets in Betawi, their Sundanese and Javanese
translations and Indonesian originals, and, at little weight, the feelings of its other tweets. No text is neutral."""

from collections.abc import Iterator
from pathlib import Path

from balarea.language.labels import BETAWI, Sentiment
from balarea.language.training.data import NUSA_WRITES, Row, csv_rows

FEELINGS = {
    "happy": Sentiment.POSITIVE, "love": Sentiment.POSITIVE,
    "anger": Sentiment.NEGATIVE, "sadness": Sentiment.NEGATIVE, "fear": Sentiment.NEGATIVE,
}  # fmt: skip
FELT = 0.15  # what a feeling weighs beside a mood, cross-validated


def betawi_moods(folder: Path) -> tuple[list[Row], list[Row]]:
    """Betawi texts with their mood, and what helps to read it; texts that say the same share a group. Train splits only.

    OSError: a file is missing; ValueError: one is not as NusaWrites is published."""
    moods = {name: list(_rows(folder, "senti", name)) for name in NUSA_WRITES}
    feelings = [row for name in NUSA_WRITES for row in _rows(folder, "emot", name)]
    originals = {
        record["tgt_text"]: record["ind_text"]
        for record in csv_rows(folder / "nusa-writes" / "nusa_kalimat-mt-bew-train.csv")
    }
    betawi = moods.pop("bew")
    indonesian = [
        Row(originals[row.text], row.labels, row.weight, row.source, row.group)
        for row in [*betawi, *feelings]
        if row.text in originals
    ]
    return betawi, [*(row for rows in moods.values() for row in rows), *feelings, *indonesian]


def _rows(folder: Path, kind: str, name: str) -> Iterator[Row]:
    path = folder / "nusa-writes" / f"nusa_kalimat-{kind}-{name}-train.csv"
    for record in csv_rows(path):
        mood = FEELINGS.get(record["label"]) if kind == "emot" else record["label"]
        if mood not in (Sentiment.POSITIVE, Sentiment.NEGATIVE):
            raise ValueError(f"{path}, {record['id']}: label {record['label']!r} is not known")
        yield Row(record["text"], {BETAWI: str(mood)}, FELT if kind == "emot" else 1.0, "nusa-writes", record["id"])

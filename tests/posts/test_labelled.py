"""A corrected post as a training row: the format of train.jsonl, nothing personal, and back through the training's reader."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from balarea.core.clock import now
from balarea.language.training.corrections import corrections
from balarea.language.training.data import own_posts
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.ops.commands.labels_export import Exported, _export
from balarea.posts import services
from balarea.posts.labelled import anonymous

TEXT = "Min @dbmpr.demo dan @warga.satu@mastodon.id jalan di Coblong rusak, hubungi 0812-3456-7890 a@b.id"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@dinas tolong @warga_2.", "@akun tolong @akun."),
        ("(@a.b.c) @warga@mastodon.id, ya", "(@akun) @akun, ya"),
        ("telepon 081234567890!", "telepon ████████████!"),
        ("surel siti@b.id", "surel ██████.██"),
        ("harga @ 5000", "harga @ 5000"),
        ("tanpa apa-apa", "tanpa apa-apa"),
    ],
)
def test_nothing_personal_is_left(text: str, said: str) -> None:
    assert anonymous(text, []) == (said, [])


def test_places_that_were_masked_are_left_out() -> None:
    text = "Rumah saya Jl. Coblong No. 12 RT 03/04, di Lembang"
    places = [
        {"text": name, "start": text.index(name), "end": text.index(name) + len(name), "code": "32"}
        for name in ("Coblong", "Lembang")
    ]
    hidden, kept = anonymous(text, places)
    assert "Coblong" not in hidden
    assert kept == [{"text": "Lembang", "code": "32"}]


@pytest.mark.django_db
def test_round_trip(tmp_path: Path) -> None:
    refs = [PostRef("fake", f"at://did:plc:abc/{number}") for number in range(4)]
    moment = now() - timedelta(hours=3)
    services.ingest([RemotePost(ref, TEXT, Author("did:plc:abc", "warga"), moment) for ref in refs], by="test")
    services.correct(refs[0], "topic", "health", by="test")
    services.correct(refs[0], "mixed", "yes", by="test")
    services.correct(refs[1], "area_code", "32.04", by="test")
    services.correct(refs[2], "urgency", "urgent", by="test")
    services.withdraw(services.correct(refs[3], "intent", "praise", by="test").pk, by="test")
    lines: list[str] = []
    assert _export(None, lines.append) == Exported(posts=3, corrections=4, gone=0)
    again: list[str] = []
    _export(None, again.append)
    assert lines == again
    rows = [json.loads(line) for line in lines]
    assert [row["corrected"] for row in rows] == [["mixed", "topic"], ["area"], ["urgency"]]
    assert (rows[0]["mixed"], rows[0]["topic"], rows[1]["area"]) == (True, "health", "32.04")
    assert not any(secret in "".join(lines) for secret in ("did:plc", "warga", "0812", "dbmpr", "b.id"))
    own = json.loads((Path("balarea/language/training/train.jsonl")).read_text(encoding="utf8").splitlines()[1])
    assert set(rows[0]) - {"corrected"} == (set(own) | {"abuse"}) - {"incident"}
    assert set(own["places"][0]) == set(rows[0]["places"][0])
    file = tmp_path / "train.jsonl"
    file.write_text("".join(lines), encoding="utf8")
    assert [row.labels for row in corrections(file)] == [{"mixed": "yes", "topic": "health"}, {"urgency": "urgent"}]
    assert len(own_posts(tmp_path, "train")) == 3  # the very format: read by the reader of train.jsonl too

"""Learning: what persons corrected changes the next model, held-out texts are refused, meanings come from parallel text."""

from pathlib import Path

import numpy as np
import pytest

from balarea.language.dictionary import add_meanings, build
from balarea.language.features import lexicon
from balarea.language.labels import COLUMNS
from balarea.language.normal import ROOM, clean
from balarea.language.training import meanings
from balarea.language.training.corpora import forbidden
from balarea.language.training.data import Row, csv_rows, own_posts, without_leaks, written
from balarea.language.training.linear import Reader, fit_head, matrix, rarity

INVENTED = "gladiol flumpit"  # words that no post has


def test_corrections_change_what_the_next_model_says() -> None:
    own = own_posts(None, "train")[:300]
    reader = Reader(build({"caah": "banjir"}), rarity(matrix([row.text for row in own], build({"caah": "banjir"}))))
    corrected = [
        Row(f"{INVENTED} di {name} belum ditangani", {"intent": "praise"}, source="corrections")
        for name in ("Garut", "Ciamis", "Subang", "Bogor", "Depok", "Banjar", "Kuningan", "Cirebon") * 5
    ]
    asked = ["min, flumpit di Majalengka kapan ditangani?"]
    praise = COLUMNS["intent"].index("praise")

    def said(extra: list[Row]) -> int:
        fitted = fit_head("intent", own, extra, reader, seed=7)
        scores = reader.read(asked, rare=True) @ fitted.coefficients.T + fitted.intercept
        return int(scores.argmax())

    assert said([]) != praise
    assert said(corrected) == praise


def test_frequent_labels_are_rather_said_where_frequency_tells() -> None:
    # nothing in the texts tells the labels apart: what is said is what is frequent, or everything alike
    common, seldom = {"intent": "other", "urgency": "normal"}, {"intent": "praise", "urgency": "urgent"}
    rows = [Row("kata", common if number % 4 else seldom) for number in range(80)]
    reader = Reader(build({"caah": "banjir"}), rarity(matrix([row.text for row in rows], build({"caah": "banjir"}))))
    intent, urgency = (fit_head(head, rows, [], reader, seed=7) for head in ("intent", "urgency"))
    praise, other = COLUMNS["intent"].index("praise"), COLUMNS["intent"].index("other")
    assert intent.chances[:, other] / intent.chances[:, praise] == pytest.approx(3, rel=0.1)
    assert intent.intercept[other] - intent.intercept[praise] == pytest.approx(intent.heat * np.log(3), rel=0.1)
    urgent, normal = COLUMNS["urgency"].index("urgent"), COLUMNS["urgency"].index("normal")
    assert urgency.chances[:, normal] / urgency.chances[:, urgent] == pytest.approx(1, rel=0.2)


def test_texts_close_to_held_out_ones_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "nusax").mkdir()
    (tmp_path / "nusax" / "test.csv").write_text("id,text,label\n1,satu dua tiga empat lima enam tujuh delapan,x\n")
    (tmp_path / "nusax" / "train.csv").write_text("id,text,label\n1,ini boleh dibaca oleh siapa saja,x\n")
    held_out = list(forbidden(tmp_path))
    assert held_out == ["satu dua tiga empat lima enam tujuh delapan"]
    rows = [Row("Nah, SATU dua tiga empat lima enam tujuh delapan!", {}), Row("ini boleh dibaca oleh siapa saja", {})]
    kept, lost = without_leaks(rows, held_out)
    assert ([row.text for row in kept], lost) == (["ini boleh dibaca oleh siapa saja"], 1)
    assert list(forbidden(None)) == []


def test_no_written_post_is_one_of_dev() -> None:
    dev = [row.text for row in own_posts(None, "dev")]
    assert without_leaks([*written(), *own_posts(None, "train")], dev)[1] == 0


def test_translations_are_learnt_from_parallel_sentences() -> None:
    pairs = [
        ("caah di lembur", "banjir di kampung"), ("caah gede", "banjir besar"), ("lembur gede", "kampung besar"),
        ("caah deui", "banjir lagi"), ("di lembur deui", "di kampung lagi"),
    ] * 3  # fmt: skip
    learnt = meanings._translations([(left.split(), right.split()) for left, right in pairs])
    assert {word: learnt[word] for word in ("caah", "lembur", "gede", "deui")} == {
        "caah": "banjir", "lembur": "kampung", "gede": "besar", "deui": "lagi",
    }  # fmt: skip


def test_our_own_list_is_whole_and_overrules() -> None:
    own = meanings.own()
    assert len(own) > 7000
    assert own["caah"] == "banjir"
    assert meanings.learn(None, []) == dict(sorted(own.items()))


def normal_form(text: str, given: dict[str, str]) -> bytes:
    data, out, origin = (
        np.frombuffer(text.encode(), np.uint8),
        np.empty(ROOM + 8, np.uint8),
        np.empty(ROOM + 8, np.int32),
    )
    length = clean(data, 0, data.size, out, origin)
    return bytes(out[: add_meanings(out, length, *lexicon(build(given)), origin)])


def test_meanings_follow_the_words() -> None:
    assert normal_form("Jalan ruksak!", {"ruksak": "rusak"}) == b" jalan ruksak ! rusak "
    assert normal_form("ga ga", {"ga": "tidak"}) == b" ga ga tidak tidak "
    assert normal_form("jalan", {"ga": "tidak"}) == b" jalan "


def test_meanings_never_outgrow_their_room() -> None:
    grown = normal_form("ga " * 2000, {"ga": "x" * 40})
    assert len(grown) <= ROOM + 8
    assert grown.startswith(b" ga ga")


@pytest.mark.parametrize("entry", [{"": "x"}, {"x": ""}, {"x": "y" * 41}])
def test_a_broken_entry_is_refused(entry: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="no entry"):
        build(entry)


def test_a_column_that_is_missing_is_named_with_its_file(tmp_path: Path) -> None:
    path = tmp_path / "train.csv"
    path.write_text("id,text\n1,satu\n2\n", encoding="utf8")
    records = list(csv_rows(path))
    assert records[0]["text"] == "satu"
    with pytest.raises(ValueError, match=r"train\.csv: a line has no column 'text'"):
        records[1]["text"]
    with pytest.raises(ValueError, match="no column 'label'"):
        records[0]["label"]

"""Letters as programs write them, and as nobody should: each becomes a post, or nothing if a machine wrote it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from balarea.networks.email import parse
from balarea.networks.email.quotes import cut
from balarea.networks.values import AccountKey, PostRef, RemotePost

LETTERS = Path(__file__).parent / "letters"
KEY = AccountKey("imaps://mail.test", "dbmpr@jabarprov.test", "rahasia")
CAME = datetime(2026, 11, 24, 3, 6, tzinfo=UTC)


def read(raw: bytes) -> RemotePost:
    found = parse.read(raw, CAME, KEY)
    assert isinstance(found, RemotePost)
    return found


def recorded(name: str) -> RemotePost:
    return read((LETTERS / f"{name}.eml").read_bytes())


def test_a_reply_from_gmail_says_only_what_is_new() -> None:
    post = recorded("gmail")
    assert post.text == "Belum, masih berlubang. Ada tiga titik:\n- depan SMA\n- depan pasar"
    assert (post.author.external_id, post.author.name) == ("asep@contoh.test", "Asep Óng")
    assert post.root == PostRef("email", "a1@contoh.test")
    assert post.in_reply_to == PostRef("email", "balarea.77@jabarprov.test")
    assert post.published_at == datetime(2026, 11, 24, 3, 5, tzinfo=UTC)


def test_html_from_outlook_becomes_text_without_the_letter_below() -> None:
    assert recorded("outlook").text == "Sudah diperbaiki, terima kasih."


def test_an_unknown_charset_is_guessed_and_the_signature_left_out() -> None:
    assert recorded("old-windows").text.endswith("Jalan di depan café rusak – sudah sebulan.")


def test_an_answer_below_the_quotation_is_kept() -> None:
    assert recorded("yahoo").text == "Belum ada yang datang."


def test_a_bounce_is_news_of_our_letter_and_no_post() -> None:
    found = parse.read((LETTERS / "bounce.eml").read_bytes(), CAME, KEY)
    assert isinstance(found, tuple)
    ((arrival),) = found
    assert (arrival.external_id, arrival.idempotency_key) == ("balarea.77@jabarprov.test", "77")
    assert arrival.what == "failed"
    assert "Mailbox full" in arrival.reason


HEAD = b"From: a@b.test\r\nMessage-ID: <1@b.test>\r\nSubject: hal\r\n"


@pytest.mark.parametrize(
    "line",
    [b"Auto-Submitted: auto-replied", b"Auto-Submitted: auto-generated; x=1", b"Precedence: bulk", b"Precedence: LIST",
     b"Return-Path: <>", b"List-Id: <warga.list.test>", b"List-Unsubscribe: <mailto:x@b.test>", b"X-Autoreply: yes"],
)  # fmt: skip
def test_machines_and_lists_make_no_post(line: bytes) -> None:
    assert parse.read(HEAD + line + b"\r\n\r\nSaya sedang cuti.", CAME, KEY) == ()


@pytest.mark.parametrize("line", [b"Auto-Submitted: no", b"Precedence: normal", b"Return-Path: <a@b.test>"])
def test_what_only_looks_like_it_makes_one(line: bytes) -> None:
    assert read(HEAD + line + b"\r\n\r\nJalan rusak.").text == "hal\n\nJalan rusak."


def test_our_own_letters_make_no_post() -> None:
    assert parse.read(b"From: DBMPR@jabarprov.test\r\n\r\nhalo", CAME, KEY) == ()


def test_letters_without_sender_id_text_or_date_are_still_posts() -> None:
    post = read(b"Subject: \r\n\r\n")
    assert (post.text, post.author.external_id, post.published_at) == (parse.EMPTY, parse.NOBODY, CAME)
    assert post.ref == read(b"Subject: \r\n\r\n").ref
    assert post.ref != read(b"Subject: x\r\n\r\n").ref


def test_a_clock_that_is_wrong_is_not_believed() -> None:
    assert read(b"From: a@b.test\r\nDate: Tue, 24 Nov 2099 10:05:00 +0700\r\n\r\nhalo").published_at == CAME
    assert read(b"From: a@b.test\r\nDate: Tue, 24 Nov 2026 02:00:00 +0000\r\n\r\nx").published_at == CAME.replace(
        hour=2, minute=0
    )


def test_long_ids_and_texts_fit() -> None:
    post = read(b"From: a@b.test\r\nMessage-ID: <" + b"a" * 1900 + b"@b.test>\r\n\r\n" + b"kata " * 30_000)
    assert len(post.ref.external_id) < 100
    assert len(post.text) < 20_000
    assert "dipotong" in post.text


def test_files_are_counted() -> None:
    raw = (
        b'From: a@b.test\r\nContent-Type: multipart/mixed; boundary="m"\r\n\r\n--m\r\nContent-Type: text/plain\r\n\r\n'
        b"Ini fotonya\r\n--m\r\nContent-Type: image/jpeg\r\nContent-Disposition: attachment\r\n\r\nAAAA\r\n--m--\r\n"
    )
    assert read(raw).text == "Ini fotonya\n\n[1 lampiran di kotak surat]"


def nested(depth: int) -> bytes:
    """A letter within a letter within a letter."""
    opened = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth))
    return b"From: a@b.test\r\n" + opened + b"Content-Type: text/plain\r\n\r\nhalo"


@settings(deadline=None)
@given(st.binary(max_size=400))
@example(nested(3000))
@example(b"From: a@b.test\r\nContent-Type: text/html\r\n\r\n" + b"<div>" * 30_000 + b"jalan rusak")
@example(b"From: a@b.test\r\nContent-Type: text/html\r\n\r\n<![CDATA[ <?xml version='1.0' encoding='x'?> <p>")
@example(
    b"From: =?utf-8?b?!!!?= <a@b.test>\r\nSubject: =?zz?q?a?= \xff\xfe\r\nDate: 99 99\r\nReferences: <<>> <a b>\r\n\r\n\x00"
)
@example(b'From: a@b.test\r\nContent-Type: text/plain; charset="\x00"\r\nContent-Transfer-Encoding: base64\r\n\r\n====')
@example(b"From: a@b.test\r\nContent-Type: text/plain; charset*0*=utf-8''%ff\r\n\r\n\xff")
def test_no_bytes_break_the_reading(raw: bytes) -> None:
    found = parse.read(raw, CAME, KEY)
    if isinstance(found, RemotePost):
        assert found.text.strip()
        assert "\0" not in found.text + found.ref.external_id + found.author.external_id + found.author.name
        assert found.ref.external_id
        assert found.author.external_id
        assert f"{found.text}{found.author}".encode()
        assert CAME - timedelta(days=8) < found.published_at < CAME + timedelta(hours=2)


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("Pada tahun 2026 dinas menulis: akan diperbaiki. Mana?", "Pada tahun 2026 dinas menulis: akan diperbaiki. Mana?"),
        ("On Tue, 24 Nov 2026, Dinas <a@b.test> wrote:\n> x", "On Tue, 24 Nov 2026, Dinas <a@b.test> wrote:\n> x"),
        ("ya\nDina Salasa 24 Nov 2026 Dinas nyerat:\n> x", "ya"),
        ("ya\n\n-----Pesan Asli-----\nDari: x", "ya"),
        ("ya\n________________________________\nFrom: x\nSent: y\nTo: z\nSubject: q\n\nlama", "ya"),
        ("Dari: warga RW 3\nKepada: Gubernur\njalan rusak", "Dari: warga RW 3\nKepada: Gubernur\njalan rusak"),
        ("> kapan diperbaiki?\nbesok\n> di mana?\nDago", "besok\nDago"),
        ("- jalan rusak\n- lampu mati\nTerima kasih,\nSiti", "- jalan rusak\n- lampu mati\nTerima kasih,\nSiti"),
        ("jalan rusak\n-- \nSiti\nCimahi", "jalan rusak"),
        ("jalan rusak\nDikirim dari iPhone saya", "jalan rusak"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_new_in_a_letter(text: str, new: str) -> None:
    assert cut(text) == new


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece", ["Pada ", "Pada 2026 ", "> ", "Dari: x\n", "Pada 2026,\n", "--\n", "menulis: ", "<div>", "_", "-" * 40]
)
def test_no_letter_holds_the_worker(piece: str) -> None:
    """The work grows with the length of a letter, not with its square."""
    cut(piece * (200_000 // len(piece)))
    read(b"From: a@b.test\r\nContent-Type: text/html\r\n\r\n" + (piece * (200_000 // len(piece))).encode())

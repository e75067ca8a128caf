"""The e-mail connector against real servers: read by IMAP, answered by SMTP, exactly once."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from balarea.core.clock import now
from balarea.networks.email import parse
from balarea.networks.email.connector import Email
from balarea.networks.errors import Expired, Refused, Retry, Unknowable, Unknown, Unsupported
from balarea.networks.values import AccountKey, Draft, PostRef
from tests.networks.mail.rig import ADDRESS, Post

EMAIL = Email()


def letter(identity: str, text: str, subject: str = "Jalan rusak", **fields: str) -> str:
    head = {
        "From": "Siti <Siti@Contoh.test>", "To": ADDRESS, "Subject": subject, "Message-ID": f"<{identity}>",
        "Date": format_datetime(now() - timedelta(minutes=5)),
    } | {name.replace("_", "-"): value for name, value in fields.items()}  # fmt: skip
    return "".join(f"{name}: {value}\r\n" for name, value in head.items()) + f"\r\n{text}\r\n"


def draft(to: str = "a1@contoh.test", key: str = "k1", text: str = "Terima kasih, tim berangkat.") -> Draft:
    return Draft(text, key, in_reply_to=PostRef("email", to), created_at=now())


def test_letters_are_read_once_and_stay_unread(post_office: Post) -> None:
    post_office.put(letter("a1@contoh.test", "Jalan di Dago berlubang."))
    page = EMAIL.fetch(post_office.key, None)
    (first,) = page.posts
    assert (first.ref.external_id, first.author.external_id) == ("a1@contoh.test", "siti@contoh.test")
    assert first.text == "Jalan rusak\n\nJalan di Dago berlubang."
    assert (first.private, first.mentions, first.kind) == (True, (ADDRESS,), "mention")
    again = EMAIL.fetch(post_office.key, page.cursor)
    assert (again.posts, again.cursor) == ((), page.cursor)
    post_office.put(letter("a2@contoh.test", "Sudah seminggu.", "Re: Jalan rusak", In_Reply_To="<a1@contoh.test>"))
    (second,) = EMAIL.fetch(post_office.key, page.cursor).posts
    assert (second.text, second.root) == ("Sudah seminggu.", PostRef("email", "a1@contoh.test"))
    with post_office.box() as box:
        assert all("\\Seen" not in each.flags for each in box.fetch(mark_seen=False))


def test_a_mailbox_numbered_anew_is_read_again(post_office: Post) -> None:
    post_office.put(letter("a1@contoh.test", "Halo, jalan rusak."))
    page = EMAIL.fetch(post_office.key, "1:99999")
    assert [post.ref.external_id for post in page.posts] == ["a1@contoh.test"]
    assert EMAIL.fetch(post_office.key, page.cursor).posts == ()


def test_an_answer_stands_in_the_thread(post_office: Post) -> None:
    post_office.put(letter("a1@contoh.test", "Jalan rusak.", References="<a0@contoh.test>"))
    sent = EMAIL.send(post_office.key, draft())
    (out,) = post_office.sent()
    assert out["To"] == "Siti <siti@contoh.test>"
    assert out["Subject"] == "Re: Jalan rusak"
    assert out["In-Reply-To"] == "<a1@contoh.test>"
    assert out["References"].split() == ["<a0@contoh.test>", "<a1@contoh.test>"]
    assert out["Message-ID"] == f"<{sent.ref.external_id}>" == f"<{parse.our_id(post_office.key, 'k1')}>"
    assert out["Reply-To"] == "dbmpr+b-k1@jabarprov.test"
    assert out.get_payload(decode=True).decode().strip() == "Terima kasih, tim berangkat."  # type: ignore[union-attr]
    found = EMAIL.find(post_office.key, draft())
    assert found
    assert found.ref == sent.ref


def test_the_same_draft_again_sends_nothing(post_office: Post) -> None:
    post_office.put(letter("a1@contoh.test", "Jalan rusak."))
    assert EMAIL.send(post_office.key, draft()) == EMAIL.send(post_office.key, draft())
    assert len(post_office.postman.letters) == 1


def test_an_answer_by_address_alone_joins_the_thread(post_office: Post) -> None:
    post_office.put(letter("b1@contoh.test", "belum", "masih rusak", To="dbmpr+b-k1@jabarprov.test"))
    (post,) = EMAIL.fetch(post_office.key, None).posts
    assert post.in_reply_to == PostRef("email", parse.our_id(post_office.key, "k1"))


def test_nothing_was_handed_over_so_it_goes_again(post_office: Post) -> None:
    post_office.put(letter("a1@contoh.test", "Jalan rusak."))
    post_office.postman.refuse = ["451 nanti saja"]
    with pytest.raises(Retry):
        EMAIL.send(post_office.key, draft())
    assert EMAIL.find(post_office.key, draft()) is None
    EMAIL.send(post_office.key, draft())
    assert len(post_office.postman.letters) == 1


def test_a_lost_answer_is_held_never_sent_twice(post_office: Post) -> None:
    post_office.put(letter("a1@contoh.test", "Jalan rusak."))
    post_office.postman.silent = 1
    with pytest.raises(Unknown):
        EMAIL.send(post_office.key, draft())
    with pytest.raises(Unknowable, match="server surat"):
        EMAIL.find(post_office.key, draft())
    assert len(post_office.postman.letters) == 1


def test_a_server_that_keeps_copies_tells_the_truth(post_office: Post) -> None:
    post_office.put(letter("a1@contoh.test", "Jalan rusak."))
    post_office.postman.silent = 1
    with pytest.raises(Unknown):
        EMAIL.send(post_office.key, draft())
    post_office.put(post_office.postman.letters[0], "Sent")  # as large providers do by themselves
    assert EMAIL.find(post_office.key, draft()) is not None
    EMAIL.send(post_office.key, draft())
    assert len(post_office.postman.letters) == 1


def test_a_person_who_found_nothing_sends_it_again(post_office: Post) -> None:
    post_office.put(letter("a1@contoh.test", "Jalan rusak."))
    post_office.postman.silent = 1
    with pytest.raises(Unknown):
        EMAIL.send(post_office.key, draft())
    EMAIL.send(post_office.key, draft())
    assert EMAIL.find(post_office.key, draft()) is not None
    with post_office.box("Sent") as box:
        assert len(box.uids()) == 1


@pytest.mark.parametrize(
    ("made", "error"),
    [
        (Draft("halo", "k", created_at=now()), Unsupported),
        (draft("tiada@contoh.test"), Refused),
        (draft(text=""), Refused),
    ],
)
def test_what_cannot_be_answered_says_why(post_office: Post, made: Draft, error: type[Exception]) -> None:
    with pytest.raises(error):
        EMAIL.send(post_office.key, made)


def test_an_address_that_is_not_there(post_office: Post) -> None:
    post_office.put(letter("a1@contoh.test", "Jalan rusak.", From="tiada@contoh.test"))
    with pytest.raises(Refused, match="550"):
        EMAIL.send(post_office.key, draft())
    assert EMAIL.find(post_office.key, draft()) is None


def test_a_wrong_password_and_a_server_that_is_away(post_office: Post) -> None:
    key = post_office.key
    assert EMAIL.profile(key).external_id == ADDRESS
    with pytest.raises(Expired, match="sandi"):
        EMAIL.profile(AccountKey(key.server, key.identifier, "salah", key.options))
    with pytest.raises(Retry):
        EMAIL.profile(AccountKey("imap://127.0.0.1:1", key.identifier, "salah", key.options))
    with pytest.raises(Refused, match="imaps://"):
        EMAIL.profile(AccountKey("ftp://x", key.identifier, "salah", key.options))

"""The connector of e-mail accounts.

Exactly once: before the SMTP server gets a letter, it is laid into the folder of sent letters with the mark of a draft; once
the server has taken it, the mark is lifted. So a letter that is not there was never handed over; one without mark was taken;
and of one with the mark nobody knows, unless the server itself kept a copy."""

import contextlib
import imaplib
import re
from datetime import timedelta

from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError

from balarea.core.clock import now
from balarea.networks.email import mailbox, outgoing, parse
from balarea.networks.errors import Refused, Retry, Unknowable, Unsupported
from balarea.networks.limits import preview
from balarea.networks.values import AccountKey, Arrival, Author, Draft, Page, PostRef, RemotePost, Sent

MOST = 100  # letters of one reading; the next one goes on from there
BACK = timedelta(days=14)  # how far a mailbox is read that was never read before, or that was numbered anew
_CURSOR = re.compile(r"(\d+):(\d+)")


class Email:
    """`key.server` is the IMAP server, the option `smtp` the other; `key.identifier` is the address."""

    def fetch(self, key: AccountKey, cursor: str | None) -> Page:
        """See Connector. The cursor is `UIDVALIDITY:UID` of the last letter that was read."""
        posts: list[RemotePost] = []
        news: list[Arrival] = []
        with mailbox.opened(key) as box:
            validity = mailbox.validity(box)
            last, found = _waiting(box, validity, cursor or "")
            for uid in found[:MOST]:
                if held := mailbox.letter(box, uid):
                    said = parse.read(*held, key)
                    posts += [said] if isinstance(said, RemotePost) else []
                    news += said if isinstance(said, tuple) else []
                last = uid
        return Page(tuple(posts), f"{validity}:{last}", tuple(news))

    def send(self, key: AccountKey, draft: Draft) -> Sent:
        """See Connector. Only answers: nobody is written to who did not write first."""
        if draft.in_reply_to is None:
            raise Unsupported("Surel hanya untuk menjawab warga yang menulis.")
        if not preview(draft.text, parse.NETWORK).fits:
            raise Refused("Jawaban kosong atau terlalu panjang untuk surel.")
        identity = parse.our_id(key, draft.idempotency_key)
        with mailbox.opened(key) as box:
            folder = mailbox.sent_folder(box)
            marked = mailbox.with_id(box, folder, identity)
            if any(not mailbox.drafted(box, uid) for uid in marked):
                return _sent(identity, draft)
            letter = outgoing.answer(key, draft, _parent(box, draft.in_reply_to))
            with outgoing.line(key) as line:
                outgoing.address(line, letter)
                _lay(box, folder, marked, letter.raw)
                try:
                    outgoing.hand_over(line, letter)
                except (Refused, Retry):
                    _take_back(box, folder, identity)
                    raise
            with contextlib.suppress(
                ImapToolsError, imaplib.IMAP4.error, OSError
            ):  # it is sent, whatever the copy says
                box.flag([str(uid) for uid in mailbox.with_id(box, folder, identity)], mailbox.DRAFT, False)
        return _sent(identity, draft)

    def find(self, key: AccountKey, draft: Draft) -> Sent | None:
        """See Connector."""
        identity = parse.our_id(key, draft.idempotency_key)
        with mailbox.opened(key) as box:
            found = mailbox.with_id(box, mailbox.sent_folder(box), identity)
            if any(not mailbox.drafted(box, uid) for uid in found):
                return _sent(identity, draft)
        if found:
            raise Unknowable(
                "Server surat keluar tidak memberi jawaban ketika surat ini diserahkan. Tanyakan pengelola server surat, atau"
                " warga, apakah surat ini sampai."
            )
        return None

    def profile(self, key: AccountKey) -> Author:
        """See Connector: both servers let the key in."""
        with mailbox.opened(key), outgoing.line(key):
            return Author(key.identifier, key.identifier, key.option("name"))


def _waiting(box: BaseMailBox, validity: str, cursor: str) -> tuple[int, list[int]]:
    """The last letter read and those after it. A mailbox numbered anew is read again some days back: its letters are known by
    their ids."""
    known = _CURSOR.fullmatch(cursor)
    if known and known[1] == validity:
        last = int(known[2])
        # `UID n:*` gives the last letter also when it lies before n
        return last, [uid for uid in mailbox.numbers(box, f"UID {last + 1}:*") if uid > last]
    found = mailbox.numbers(box, f"SINCE {now() - BACK:%d-%b-%Y}")
    before = max(mailbox.numbers(box, "ALL"), default=0) if not found else found[0] - 1
    return before, found


def _parent(box: BaseMailBox, ref: PostRef) -> bytes:
    for folder in mailbox.received_folders(box):
        for uid in mailbox.with_id(box, folder, ref.external_id):
            if held := mailbox.letter(box, uid):
                return held[0]
    raise Refused("Surat yang dijawab tidak ada lagi di kotak surat.")


def _lay(box: BaseMailBox, folder: str, earlier: list[int], raw: bytes) -> None:
    box.folder.set(folder)
    if earlier:
        box.delete([str(uid) for uid in earlier])
    box.append(raw, folder, dt=now(), flag_set=[mailbox.DRAFT, mailbox.SEEN])


def _take_back(box: BaseMailBox, folder: str, identity: str) -> None:
    box.delete([str(uid) for uid in mailbox.with_id(box, folder, identity)])


def _sent(identity: str, draft: Draft) -> Sent:
    return Sent(PostRef(parse.NETWORK, identity), "", draft.text)

"""The mailbox of an account by IMAP, and its errors in the words of `networks/errors.py`."""

import contextlib
import imaplib
from collections.abc import Iterator
from datetime import UTC, datetime

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxLoginError

from balarea.networks.email.servers import Place, context, place
from balarea.networks.errors import Expired, Retry
from balarea.networks.values import AccountKey

SECONDS = 30.0
INBOX = "INBOX"
DRAFT, SEEN = "\\Draft", "\\Seen"
_SENT = ("sent", "sent items", "sent messages", "sent mail", "terkirim", "item terkirim")


@contextlib.contextmanager
def opened(key: AccountKey) -> Iterator[BaseMailBox]:
    """The mailbox, logged in, on INBOX. Raises Expired when it does not open to the key, Retry when nothing was learnt."""
    with contextlib.ExitStack() as closing:
        try:
            box = _connected(place(key.server, "imap"))
            closing.callback(_leave, box)
            _login(box, key)
            yield box
        except MailboxLoginError as error:
            raise _refusal(str(error)) from None
        except (ImapToolsError, imaplib.IMAP4.error, OSError, UnicodeError, ValueError) as error:
            raise Retry(f"Server surat masuk (IMAP) tidak melayani; periksa alamatnya: {str(error)[:200]}") from None


def _connected(at: Place) -> BaseMailBox:
    if at.tls:
        return MailBox(at.host, at.port, timeout=SECONDS, ssl_context=context())
    if at.starttls:
        return MailBoxStartTls(at.host, at.port, timeout=SECONDS, ssl_context=context())
    return MailBoxUnencrypted(at.host, at.port, timeout=SECONDS)


def _login(box: BaseMailBox, key: AccountKey) -> None:
    name = key.option("login") or key.identifier
    ascii_only = f"{name}{key.secret}".isascii()
    (box.login if ascii_only else box.login_utf8)(name, key.secret, initial_folder=INBOX)


def _leave(box: BaseMailBox) -> None:
    with contextlib.suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
        box.logout()


def _refusal(said: str) -> Expired | Retry:
    """A server that is down for a while is no wrong password (RFC 5530)."""
    if any(code in said.upper() for code in ("UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG")):
        return Retry("Server surat masuk (IMAP) sedang sibuk.")
    return Expired(
        "Kotak surat tidak terbuka: nama masuk atau sandi ditolak server IMAP; di Gmail dan Outlook pakai sandi aplikasi."
    )


def validity(box: BaseMailBox) -> str:
    """The mark of the numbering of INBOX: with another one, all numbers mean other letters."""
    return str(box.folder.status(INBOX, ["UIDVALIDITY"])["UIDVALIDITY"])


def numbers(box: BaseMailBox, criteria: str) -> list[int]:
    """Numbers (UID) in the chosen folder, lowest first."""
    return sorted(int(each) for each in box.uids(criteria))


def letter(box: BaseMailBox, uid: int) -> tuple[bytes, datetime] | None:
    """The bytes of a letter and when it came; None when it is gone. It stays unread for the people who use the mailbox."""
    answer, data = box.client.uid("FETCH", str(uid), "(INTERNALDATE BODY.PEEK[])")
    for part in data if answer == "OK" else []:
        if isinstance(part, tuple):
            came = imaplib.Internaldate2tuple(part[0])
            at = datetime(*came[:6]).astimezone(UTC) if came else datetime.now(UTC)
            return part[1], at
    return None


def with_id(box: BaseMailBox, folder: str, identity: str) -> list[int]:
    """Letters of an id in a folder, which stays chosen."""
    box.folder.set(folder)
    quoted = identity.replace("\\", "\\\\").replace('"', '\\"')
    return numbers(box, f'HEADER Message-ID "<{quoted}>"')


def sent_folder(box: BaseMailBox) -> str:
    """The folder of what was sent; made when there is none."""
    folders = box.folder.list()
    for each in folders:
        if "\\sent" in {flag.lower() for flag in each.flags}:
            return str(each.name)
    for each in folders:
        if each.name.split(each.delim or "/")[-1].lower() in _SENT:
            return str(each.name)
    box.folder.create("Sent")
    return "Sent"


def received_folders(box: BaseMailBox) -> list[str]:
    """Where a letter that came may lie: INBOX, then archives."""
    kept = [
        str(each.name) for each in box.folder.list() if {"\\all", "\\archive"} & {flag.lower() for flag in each.flags}
    ]
    return [INBOX, *kept]


def drafted(box: BaseMailBox, uid: int) -> bool:
    """Whether a letter in the chosen folder still bears the mark that its sending was not finished."""
    _, data = box.client.uid("FETCH", str(uid), "(FLAGS)")
    return any(DRAFT.lower().encode() in part.lower() for part in data if isinstance(part, bytes))

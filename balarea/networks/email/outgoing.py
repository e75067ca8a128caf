"""Letters of ours: written, and handed to the SMTP server in two steps, so that it is known which of them failed."""

import contextlib
import email
import re
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.policy import SMTP, compat32
from email.utils import format_datetime

from balarea.networks.email import headers, parse
from balarea.networks.email.servers import Place, context, place
from balarea.networks.errors import Expired, Refused, Retry, Unknown
from balarea.networks.values import AccountKey, Draft

SECONDS = 30.0
_YES = frozenset({"ya", "y", "yes", "1", "true", "on"})
_THREAD = 20  # ids of a conversation that a letter names at most


@dataclass(frozen=True, slots=True)
class Answer:
    """A letter ready to go: its bytes, from where and to whom."""

    raw: bytes
    sender: str
    to: str


def answer(key: AccountKey, draft: Draft, parent: bytes) -> Answer:
    """The answer to a letter, in its thread; Refused when it names nobody who could be answered."""
    asked: Message = email.message_from_bytes(parent, policy=compat32)
    persons = headers.addresses(asked, "Reply-To") or headers.addresses(asked, "From")
    if not persons or not draft.created_at:
        raise Refused("Surat yang dijawab tidak menyebut alamat pengirim.")
    letter, subject = EmailMessage(policy=SMTP), headers.said(asked, "Subject")
    try:
        letter["From"] = Address(_name(key.option("name")), addr_spec=key.identifier)
        letter["To"] = Address(_name(persons[0][0]), addr_spec=persons[0][1])
    except (ValueError, IndexError):
        raise Refused(f"Alamat {persons[0][1]!r} tidak dapat disurati.") from None
    letter["Subject"] = f"Re: {parse.bare(subject)}"[:300]
    letter["Date"] = format_datetime(draft.created_at)
    letter["Message-ID"] = f"<{parse.our_id(key, draft.idempotency_key)}>"
    ids = [*headers.ids(asked, "References"), headers.identity(asked, parent)]
    letter["In-Reply-To"] = f"<{ids[-1]}>"
    letter["References"] = " ".join(f"<{each}>" for each in [ids[0], *ids[1:][-_THREAD:]])
    if key.option("plus").lower() in _YES:
        letter["Reply-To"] = parse.reply_address(key, draft.idempotency_key)
    letter["Content-Language"] = "id"
    letter.set_content(draft.text, charset="utf-8", cte="quoted-printable")
    return Answer(letter.as_bytes(), key.identifier, persons[0][1])


def _name(text: str) -> str:
    return re.sub(r"[^\w .,&()'-]", " ", text).strip()[:100]


@contextlib.contextmanager
def line(key: AccountKey) -> Iterator[smtplib.SMTP]:
    """A line to the SMTP server, logged in. Raises Retry, Expired, Refused: nothing was sent yet."""
    with contextlib.ExitStack() as closing:
        try:
            server = _connected(place(key.option("smtp") or key.server.replace("imap", "smtp"), "smtp"))
            closing.callback(_leave, server)
            server.ehlo()
            if server.has_extn("auth"):
                server.login(key.option("login") or key.identifier, key.secret)
        except smtplib.SMTPAuthenticationError as error:
            raise _refusal(error) from None
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            raise Retry(f"Server surat keluar (SMTP) tidak melayani; periksa alamatnya: {str(error)[:200]}") from None
        yield server


def address(server: smtplib.SMTP, letter: Answer) -> None:
    """Say from whom and to whom; Refused, or Retry. Nothing was sent yet."""
    try:
        for code, said in (server.mail(letter.sender), server.rcpt(letter.to)):
            _checked(code, said)
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise Retry(f"Server surat keluar (SMTP) terputus: {str(error)[:200]}") from None


def hand_over(server: smtplib.SMTP, letter: Answer) -> None:
    """Send the letter itself. Refused or Retry: the server said no. Unknown: it said nothing."""
    try:
        code, said = server.data(letter.raw)
    except smtplib.SMTPDataError as error:  # before the first byte of the letter
        code, said = error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else b""
    except (smtplib.SMTPException, OSError):
        raise Unknown("Server surat keluar (SMTP) tidak memberi jawaban.") from None
    _checked(code, said)


def _checked(code: int, said: bytes) -> None:
    reason = said.decode("utf8", "replace")[:200]
    if code >= 500:
        raise Refused(f"Surat ditolak server ({code}): {reason}")
    if code >= 400:
        raise Retry(f"Server surat meminta menunggu ({code}): {reason}", 120.0)


def _connected(at: Place) -> smtplib.SMTP:
    if at.tls:
        return smtplib.SMTP_SSL(at.host, at.port, timeout=SECONDS, context=context())
    server = smtplib.SMTP(at.host, at.port, timeout=SECONDS)
    if at.starttls:
        server.starttls(context=context())
    return server


def _refusal(error: smtplib.SMTPAuthenticationError) -> Expired | Retry:
    if 400 <= error.smtp_code < 500:
        return Retry("Server surat keluar (SMTP) sedang sibuk.")
    return Expired(
        "Nama masuk atau sandi ditolak server surat keluar (SMTP); periksa sandinya, lalu hubungkan akun kembali."
    )


def _leave(server: smtplib.SMTP) -> None:
    with contextlib.suppress(smtplib.SMTPException, OSError):
        server.quit()

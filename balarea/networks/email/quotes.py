"""What a letter says itself, without the letters it quotes and without signature. Pure, and linear in the text's length.

Our own, because the libraries for it (mail-parser-reply, email-reply-parser) know no Indonesian, take lists with hyphens for
signatures, and their patterns try every end for every start: a letter of one long line would hold the worker for minutes."""

import re

_SPAN = 3  # lines that the sentence above a quotation may take
_LONGEST = 400  # characters of it
_WROTE = re.compile(r"(?:pada|on|dina)\b.*\b(?:menulis|wrote|nyerat|nulis)\s*:", re.IGNORECASE)
_DATED = re.compile(r"\d{4}|@")
_ORIGINAL = re.compile(r"-{3,}\s*(?:original message|pesan asli|surat asli)\s*-{3,}", re.IGNORECASE)
_FROM = re.compile(r"\*?(?:from|dari)\*?\s*:", re.IGNORECASE)
_HEADER = re.compile(
    r"\*?(?:from|dari|sent|dikirim|terkirim|date|tanggal|to|kepada|untuk|cc|tembusan|subject|subjek|perihal)\*?\s*:",
    re.IGNORECASE,
)
_RULE = re.compile(r"[_-]{8,}")
_SENT_FROM = re.compile(
    r"(?:sent from (?:my )?\S|get outlook for \S|dikirim dari (?:\S+ ){0,3}(?:saya|mail|yahoo|iphone|ponsel))",
    re.IGNORECASE,
)


def cut(text: str) -> str:
    """The new part of a letter's text; the whole text where nothing would be left."""
    lines = text.replace("\r\n", "\n").replace("\xa0", " ").split("\n")
    kept = _unsigned(_unquoted(lines))
    found = "\n".join(kept).strip()
    return found or text.strip()


def _unquoted(lines: list[str]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if line.startswith(">"):
            at += 1
            continue
        if span := _attribution(lines, at):
            at += span
            if not _next_is_quoted(lines, at):
                return kept  # a quotation without signs goes on to the end
            continue
        if _ORIGINAL.match(line) or _headed(lines, at):
            while kept and (not kept[-1].strip() or _RULE.fullmatch(kept[-1].strip())):
                kept.pop()
            return kept
        kept.append(lines[at])
        at += 1
    return kept


def _attribution(lines: list[str], at: int) -> int:
    """How many lines from here are the sentence `Pada …, … menulis:`; 0 for none. A date or an address stands in it: a
    citizen may well begin a sentence with `Pada`."""
    if not lines[at].strip().lower().startswith(("pada ", "dina ", "on ")):
        return 0
    said = ""
    for span in range(1, _SPAN + 1):
        said = " ".join([said, *(line.strip() for line in lines[at + span - 1 : at + span])]).strip()
        if len(said) > _LONGEST:
            return 0
        if said.endswith(":") and _WROTE.fullmatch(said) and _DATED.search(said):
            return span
    return 0


def _next_is_quoted(lines: list[str], at: int) -> bool:
    following = next((line for line in lines[at : at + _SPAN] if line.strip()), "")
    return following.lstrip().startswith(">")


def _headed(lines: list[str], at: int) -> bool:
    """Whether the head of a quoted letter begins here: `Dari:` and two more of its fields below."""
    if not _FROM.match(lines[at].strip()):
        return False
    return sum(bool(_HEADER.match(line.strip()[:40])) for line in lines[at : at + 6]) >= 3


def _unsigned(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if line.rstrip() == "--" and any(each.strip() for each in lines[:at]):
            lines = lines[:at]
            break
    return [line for line in lines if not (len(line) < 80 and _SENT_FROM.match(line.strip()))]

"""What is written when on a flood day: drawn by a seed before anything starts, so that the same seed gives the same day."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from balarea.ops.flood.wording import NOISE, filled, framed, text, wordings

SERVERS = 2
ACCOUNTS = (
    "dbmpr",
    "dsda",
    "bpbd",
    "dinkes",
    "dinsos",
    "disperkim",
    "disdik",
    "dlh",
)  # agencies, in turn on each server
NOISE_SHARE = (0.8, 0.65, 0.5)  # of the messages, in the first, second and last third of the day
EMERGENCIES = 0.005  # of all messages
KINDS = {"complaint": 0.58, "retold": 0.10, "pasted": 0.04, "reply": 0.18, "verdict": 0.10}  # of what is no noise
PROVINCE = 0.09  # of complaints: the province's own to solve
AGAIN = 0.02  # of the messages, given by the network a second time
PASTED = 4  # accounts that one citizen sends the same text to
TWO_NAMED = 0.06  # of messages that name a second account


@dataclass(frozen=True)
class Message:
    """One message: seconds after the start, and of replies the id it answers. A verdict goes to an answer of an agency that
    nobody has judged yet, if there is one by then. `again`: the network gives `id` once more."""

    number: int
    at: float
    kind: str
    id: str
    author: str
    text: str
    reply_to: str = ""
    again: bool = False


def handle(agency: str) -> str:
    """The official account of an agency."""
    return f"{agency}.demo"


def server_of(agency: str) -> int:
    """The number of the server on which the agency's account is."""
    return ACCOUNTS.index(agency) % SERVERS


def plan(messages: int, minutes: float, seed: int) -> list[Message]:
    """So many messages evenly over so many minutes, and on top of them those that the network gives again."""
    dice = random.Random(seed)
    spacing = minutes * 60 / messages
    made: list[Message] = []
    for number, (kind, drawn) in zip(range(messages), _kinds(messages, dice), strict=False):
        made.append(_message(number, number * spacing, kind, drawn, made, dice, seed))
    again = [
        Message(messages + count, each.at + dice.uniform(2, 30), each.kind, each.id, each.author, "", again=True)
        for count, each in enumerate(dice.sample(made, int(messages * AGAIN)))
    ]
    return sorted([*made, *again], key=lambda each: (each.at, each.number))


def _kinds(messages: int, dice: random.Random) -> Iterator[tuple[str, int]]:
    """Kind after kind; of a pasted text with the number of the copy. Emergencies are spread evenly, so that few messages
    have one too."""
    every = max(int(1 / EMERGENCIES), 1)
    number = 0
    while number < messages:
        noise = NOISE_SHARE[min(3 * number // messages, 2)]
        if number % every == every // 2:
            kind = "emergency"
        elif dice.random() < noise:
            kind = dice.choices(NOISE, (5, 2, 3))[0]
        else:
            kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
        for copy in range(PASTED if kind == "pasted" else 1):
            yield kind, copy
            number += 1


def _message(
    number: int, at: float, kind: str, copy: int, made: list[Message], dice: random.Random, seed: int
) -> Message:
    name, told = f"flood-{seed}-{number}", [each for each in made[-400:] if each.kind in {"complaint", "retold"}]
    if copy:
        first = made[-copy]
        agency = ACCOUNTS[(ACCOUNTS.index(_named(first)) + copy) % len(ACCOUNTS)]
        said = first.text.replace(f"@{handle(_named(first))}", f"@{handle(agency)}")
        return Message(number, at, kind, name, first.author, said)
    author = f"warga-{dice.randrange(10**7):07}"
    if kind in {"reply", "verdict"} and told:
        root = dice.choice(told)
        if kind == "verdict":
            said = text(dice.choice(("done", "not_yet")), dice)
            return Message(number, at, kind, name, root.author, said, root.id)
        by = root.author if dice.random() < 0.4 else author
        return Message(number, at, kind, name, by, text("reply", dice), root.id)
    agency = dice.choice(ACCOUNTS)
    if kind == "retold" and told:
        said = _retold(dice.choice(told).text, dice)
    elif kind in NOISE or kind == "emergency":
        said = text(kind, dice)
    else:
        said = framed(text("province" if dice.random() < PROVINCE else "complaint", dice), dice)
    kind = "complaint" if kind in {"reply", "verdict"} else kind
    return Message(number, at, kind, name, author, _addressed(said, agency, dice))


def _addressed(said: str, agency: str, dice: random.Random) -> str:
    names = f"@{handle(agency)}"
    if dice.random() < TWO_NAMED:
        names += f" @{handle(dice.choice([each for each in ACCOUNTS if each != agency]))}"
    return f"{names} {said}" if dice.random() < 0.7 else f"{said} {names}"


def _named(message: Message) -> str:
    """The agency that a message names first."""
    return next(word for word in message.text.split() if word.startswith("@"))[1:].removesuffix(".demo")


def _retold(said: str, dice: random.Random) -> str:
    """The same told by somebody else: without the accounts, a few words left out or said otherwise."""
    words = [word for word in said.split() if not word.startswith("@")]
    kept = [word for word in words if dice.random() > 0.08]
    return f"{' '.join(kept)}{filled(dice.choice(wordings()['bye']), dice)}"

"""Whether a case is thrown to and fro between agencies. Pure: the way it went is the argument."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_CHANGES = 2  # of holder; one more is too many


@dataclass(frozen=True)
class Leg:
    """One step of the way: who passed the case on ("" for the triage desk), to whom, and whether it went there; an offer
    that was refused or not answered did not."""

    origin: str
    target: str
    moved: bool = True


@dataclass(frozen=True)
class PingPong:
    """What shows it, in Indonesian."""

    reason: str


def detect(way: Sequence[Leg]) -> PingPong | None:
    """Ping-pong when the case came back to an earlier holder, when the same two had it between them twice (refusals
    count), or when its holder changed more than MOST_CHANGES times. The triage desk is no holder."""
    holders: list[str] = []
    pairs: set[frozenset[str]] = set()
    changes = 0
    for leg in (each for each in way if each.origin and each.target and each.origin != each.target):
        pair = frozenset({leg.origin, leg.target})
        holders += [leg.origin] if leg.origin not in holders else []
        if leg.moved and leg.target in holders:
            return PingPong(f"kembali ke pemegang sebelumnya ({leg.target})")
        if pair in pairs:
            return PingPong(f"dua kali antara {leg.origin} dan {leg.target}")
        pairs.add(pair)
        if leg.moved:
            holders.append(leg.target)
            changes += 1
            if changes > MOST_CHANGES:
                return PingPong(f"sudah {changes} kali berganti pemegang")
    return None

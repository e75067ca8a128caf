"""Words of other systems for the state of a report, from and to ours, as data. Pure.

Sources: Open311 GeoReport v2 (open, closed); the update extension of FixMyStreet; the detailed status of CitySDK."""

from dataclasses import dataclass

from balarea.cases.proof.verdict import Verdict


@dataclass(frozen=True)
class Words:
    """One state in the words of the three, and in a sentence for the citizen."""

    open311: str
    fixmystreet: str
    citysdk: str
    sentence: str


OUT: dict[str, Words] = {
    "triage": Words("open", "FOR_TRIAGE", "RECEIVED", "Laporan diterima dan sedang dipilah."),
    "open": Words("open", "INVESTIGATING", "IN_PROCESS", "Laporan sedang ditangani."),
    "waiting": Words("open", "IN_PROGRESS", "IN_PROCESS", "Kami menunggu keterangan dari pelapor."),
    "answered": Words("open", "ACTION_SCHEDULED", "IN_PROCESS", "Laporan sudah dijawab; belum tentu selesai."),
    "closed": Words("closed", "FIXED", "PROCESSED", "Laporan selesai."),
}
# What a citizen says through another system, by our state when it comes. A word that is not here, or in another state,
# changes nothing by itself: other systems tell us what people say, they do not close cases for an agency.
IN: dict[str, dict[str, Verdict]] = {
    "OPEN": {"closed": Verdict.NOT_YET},  # FixMyStreet sends it with every comment on an open report
    "REOPEN": {"closed": Verdict.NOT_YET, "answered": Verdict.NOT_YET},
    "FIXED": {"answered": Verdict.DONE, "open": Verdict.DONE, "closed": Verdict.DONE},
    "CLOSED": {"answered": Verdict.DONE},
    "IN_PROGRESS": {},
    "ACTION_SCHEDULED": {},
    "INVESTIGATING": {},
    "DUPLICATE": {},
    "NOT_COUNCILS_RESPONSIBILITY": {},
    "NO_FURTHER_ACTION": {},
    "INTERNAL_REFERRAL": {},
    "FOR_TRIAGE": {},
    "CANCELLED": {},
}


def states(words: str, dialect: str) -> list[str]:
    """Our states that another system's word stands for; `dialect` is a field of Words."""
    return [state for state, said in OUT.items() if getattr(said, dialect) == words]


def verdict_of(status: str, state: str) -> Verdict | None:
    """What a status that came from outside says of a case in `state`; None when it says nothing."""
    return IN.get(status, {}).get(state)

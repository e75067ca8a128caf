"""The table of posts and where they belong in West Java, from which the tests run and docs/routing.md is drawn.

Write the document anew after a change: python -m tests.cases.routing_table"""

from dataclasses import dataclass
from pathlib import Path

from balarea import areas
from balarea.cases.holders.handoff_states import ANSWER_WITHIN, MOVES
from balarea.registry.parts import parts

DOCUMENT = Path(__file__).parents[2] / "docs" / "routing.md"
BANDUNG, COBLONG = "32.04", "32.73.02"


@dataclass(frozen=True)
class Row:
    """A post: text, topic, how sure the model is of it, area, whom it addresses; who is responsible ("" abstained), who
    holds it from the start ("" the triage desk), and why."""

    text: str
    topic: str
    responsible: str
    holder: str
    why: str
    area: str = BANDUNG
    sure: float = 0.9
    addressed: tuple[str, ...] = ()
    intent: str = "complaint"


ROWS = [
    # roads, by whose they are
    Row("jalan provinsi di Soreang berlubang", "roads", "dbmpr", "dbmpr", "named as provincial"),
    Row("jalan desa di Soreang hancur", "roads", "kab-bandung", "dbmpr", "a village road; dbmpr holds it until accepted"),
    Row("jalan desa hancur", "roads", "", "", "a village road, but nobody knows where", area=""),
    Row("jalan tol di Cileunyi bergelombang", "roads", "sp4n", "dbmpr", "a toll road is national"),
    Row("jalan rusak parah", "roads", "dbmpr", "dbmpr", "no word says whose road: the province looks first"),
    Row("bukan jalan desa ini jalan provinsi", "roads", "dbmpr", "dbmpr", "both named: nobody guesses by words"),
    Row("jalan desa rusak min", "roads", "kab-bandung", "dbmpr", "the word goes before the account", addressed=("dbmpr",)),
    Row("jalan desa rusak min", "roads", "kab-bandung", "kab-bandung", "it was told itself", addressed=("kab-bandung",)),
    # schools
    Row("ijazah SMA ditahan", "education", "disdik", "disdik", "senior schools are the province's"),
    Row("atap SD bocor", "education", "kota-bandung", "disdik", "primary schools are the city's", area=COBLONG),
    Row("guru madrasah belum digaji", "education", "sp4n", "disdik", "madrasah belong to the ministry"),
    Row("uang seragam sekolah mahal", "education", "disdik", "disdik", "no school named"),
    # water
    Row("tanggul sungai jebol", "water_flood", "dsda", "dsda", "rivers across regencies"),
    Row("selokan mampet banjir terus", "water_flood", "kab-bandung", "dsda", "drains are the regency's"),
    Row("air keran mati tiga hari", "clean_water", "pdam-kab-bandung", "dsda", "the regency's water company"),
    Row("air keran mati tiga hari", "clean_water", "dsda", "dsda", "nobody knows which company", area=""),
    # utilities and others
    Row("listrik mati dari subuh", "energy", "pln", "esdm", "outages are PLN's"),
    Row("gas melon langka", "energy", "pertamina", "esdm", "fuel and gas"),
    Row("galian C merusak bukit", "energy", "esdm", "esdm", "mining is the province's"),
    Row("kartu BPJS tidak aktif", "health", "bpjs-kesehatan", "dinkes", "insurance"),
    Row("puskesmas antre lama", "health", "dinkes", "dinkes", "no part named"),
    Row("KTP belum jadi enam bulan", "civil_registry", "kab-bandung", "disdukcapil", "civil registry is the regency's"),
    Row("samsat antre tiga jam", "vehicle_tax", "bapenda", "bapenda", "the province's own tax"),
    Row("longsor menutup rumah", "disaster", "bpbd", "bpbd", "with the regency's"),
    # integrity
    Row("pungli di dinas", "integrity", "inspektorat", "inspektorat", "never the agency reported", addressed=("dbmpr",)),
    Row("pungli di inspektorat", "integrity", "", "", "nor the inspectorate itself", addressed=("inspektorat",)),
    # abstaining
    Row("min kumaha ieu", "unsure", "", "", "the topic is not known", sure=0.3),
    Row("min kumaha ieu", "unsure", "dbmpr", "dbmpr", "the citizen said whom he means", sure=0.3, addressed=("dbmpr",)),
    Row("min kumaha ieu", "unsure", "", "", "several are addressed", sure=0.3, addressed=("dbmpr", "dinkes")),
    Row("jalan rusak", "roads", "", "", "too unsure of the topic", sure=0.3),
    Row("jalan rusak", "roads", "dinkes", "dinkes", "not sure enough against whom he addressed", sure=0.6,
        addressed=("dinkes",)),
    Row("jalan rusak", "roads", "", "", "what is meant is not known", intent="unsure"),
]  # fmt: skip


def routes() -> str:
    """The table of posts as Markdown."""
    lines = [
        "| text | topic | where | addresses | responsible | holds it first | why |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in ROWS:
        place = areas.short_name(row.area) if row.area else "–"
        topic = row.topic if row.sure >= 0.75 else f"{row.topic} ({row.sure:.0%} sure)"
        cells = (row.text, topic, place, ", ".join(row.addressed) or "–", row.responsible or "abstains",
                 row.holder or "triage", row.why)  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def words() -> str:
    """The parts of topics and their words as Markdown."""
    lines = ["| topic | part | whose | words |", "|---|---|---|---|"]
    lines += [f"| {each.topic} | {each.key} | {each.level} | {', '.join(each.words)} |" for each in parts().values()]
    return "\n".join(lines)


def states() -> str:
    """The states of a hand-off and their moves as Markdown, with how long an offer stands."""
    lines = ["| from | to |", "|---|---|"]
    lines += [f"| {old} | {', '.join(sorted(new)) or '–'} |" for old, new in MOVES.items()]
    lines += ["", "| urgency | an offer stands for |", "|---|---|"]
    lines += [f"| {urgency} | {promise} |" for urgency, promise in ANSWER_WITHIN.items()]
    return "\n".join(lines)


DRAWN = {"routes": routes, "words": words, "states": states}


def drawn(text: str) -> str:
    """The document with its tables as they are now."""
    for name, table in DRAWN.items():
        begin = f"<!-- drawn from tests/cases/routing_table.py: {name} -->"
        head, rest = text.split(begin)
        text = f"{head}{begin}\n{table()}\n<!-- end -->{rest.split('<!-- end -->', 1)[1]}"
    return text


if __name__ == "__main__":
    DOCUMENT.write_text(drawn(DOCUMENT.read_text(encoding="utf8")), encoding="utf8")

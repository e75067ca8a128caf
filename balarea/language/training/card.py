"""The card that lies beside the model: data with licences, figures, limits."""

from dataclasses import dataclass
from datetime import date

from balarea.language.labels import PROSE
from balarea.language.normal import LONGEST
from balarea.language.training.evaluate import Prose, Report
from balarea.language.training.fit import Notes
from balarea.language.training.linear import FOLDS
from balarea.language.training.measure import Alarms, HeadFigures, interval
from balarea.language.training.measure_incidents import IncidentFigures


@dataclass(frozen=True)
class Measured:
    """What a training was measured by: dev.jsonl, prose, and the grouping of incidents (cross-validated, on dev.jsonl)."""

    dev: Report
    prose: list[Prose]
    grouping: float
    grouped: IncidentFigures | None


def card(found: Measured, notes: Notes, seed: int, version: str, when: date) -> str:
    """Markdown from the figures and what training has noted."""
    return "\n".join([_beginning(notes, seed, version, when), _labels(found.dev, notes), _rest(found, notes), LIMITS])


def _beginning(notes: Notes, seed: int, version: str, when: date) -> str:
    rows = "\n".join(f"| {name} | {count:,} | {licence} |" for name, count, licence in notes.sources)
    return f"""# Model of posts

Trained on {when.isoformat()} as Balarea {version}, seed {seed}. The same data and seed give the same `posts.npz`.

Linear models on hashed words, pairs of words and character n-grams of a post and of its words' plain Indonesian
meanings ({notes.meanings:,} entries: our own list, and translations learnt from parallel text); eight-bit coefficients.
{" and ".join(PROSE).capitalize()} are learnt twice, from posts and from the corpora's prose, and mixed by how much a text is
prose; the mood of Betawi prose once more. Areas come from the gazetteer of official codes, not from training. What was
tried: docs/adr/0006.

## Data
| source | texts used | licence |
|---|---|---|
{rows}

{notes.left_out:,} rows were left out because they are close to dev.jsonl or to a valid or test split of the corpora (the
same, or eight words in a row). Settings were chosen by {FOLDS}-fold cross-validation on train.jsonl and on the corpora;
`written` and the other sources are in every training fold and never in the fold that is measured (but for `abuse`, which
only they have). Where languages are learnt, Indonesian texts of `written` and the corpora stand a second time with some words
exchanged for local ones (`training/mingled.py`). The last 669 posts of `written` were written with the mistakes that
cross-validation made in view, so its topics and intents are a little too high for that too; dev.jsonl is the test of them.
The cross-validated figures are those of the best of several settings, so a little high. dev.jsonl was looked at some thirty
times while the model was made; no post of it was copied or rewritten. Two settings were chosen with it in view: how rarely
`other` is said (one post of it), and the alarm's precision (three rules were compared: 18 or 19 of its 19 emergencies). How
far texts lean to prose was chosen on the valid splits. These figures are no test of those settings.
"""


def _labels(found: Report, notes: Notes) -> str:
    rows = "\n".join(
        f"| {name} | {_figures(head)} | {head.calibration_error:.3f} | {notes.cross_validated[name]:.3f} |"
        for name, head in found.heads.items()
    )
    return f"""## Figures
dev.jsonl, {found.heads["lang"].n} posts; the interval holds 95 % of 1,000 bootstrap resamples. The last column is macro-F1
in cross-validation on train.jsonl. Below a confidence of {notes.doubt:.2f} a label is `unsure`, which counts as wrong.
`abuse` is not labelled there: {notes.cross_validated["abuse"]:.3f} in cross-validation on our further posts.

| label | macro-F1 | interval | accuracy | calibration error | cross-validated |
|---|---|---|---|---|---|
{rows}
"""


def _rest(found: Measured, notes: Notes) -> str:
    dev, area, rows = found.dev, found.dev.area, [_row(name, head, each) for name, head, each in found.prose]
    grouped = found.grouped
    on_dev = f"; on dev.jsonl {grouped.f1:.3f} ({grouped.low:.3f}–{grouped.high:.3f})" if grouped else ""
    return f"""Prose, on the corpora's valid splits; their test splits were not looked at.

| corpus | label | texts | macro-F1 | interval | accuracy |
|---|---|---|---|---|---|
{chr(10).join(rows)}

(Macro-F1 over the labels that a corpus has; another one is a mistake when said. NusaWrites has no Indonesian, no neutral.)

{_domains(notes)}
- Emergencies: recall {dev.emergency_recall:.3f}, precision {dev.emergency_precision:.3f} (said from a confidence of {notes.alarm:.2f}); {_alarms(notes.emergencies)}.
- Area: exact {area.exact:.3f}, regency {area.regency:.3f}, district {area.district:.3f}, false places {area.false_places:.3f}.
- Same incident: pairwise F1 {found.grouping:.3f} in cross-validation on train.jsonl{on_dev}.
"""  # noqa: E501


def _domains(notes: Notes) -> str:
    """Nothing where no corpora were given."""
    if not notes.domains:
        return ""
    rows = "\n".join(f"| {name} | {each.n} | {_figures(each)} |" for name, each in notes.domains)
    return f"""Language on a domain of which training saw nothing (all its rows are measured, with our own list of meanings
alone):

| left out | texts | macro-F1 | interval | accuracy |
|---|---|---|---|---|
{rows}
"""


def _alarms(found: Alarms) -> str:
    low, high = interval(found.hits, found.true)
    worst, best = interval(found.hits, found.said)
    return (
        f"in cross-validation on train.jsonl {found.hits} of {found.true} found ({low:.3f}–{high:.3f}), precision "
        f"{found.hits / max(found.said, 1):.3f} ({worst:.3f}–{best:.3f})"
    )


def _row(name: str, head: str, each: HeadFigures) -> str:
    return f"| {name} | {head} | {each.n} | {_figures(each)} |"


def _figures(head: HeadFigures) -> str:
    return f"{head.macro_f1:.3f} | {head.low:.3f}–{head.high:.3f} | {head.accuracy:.3f}"


LIMITS = f"""## Limits
- The posts were written for this project; posts of a live network differ, and figures there will be lower.
- Rare topics have few posts to learn from; a confidence below 0.5 is a guess and is to be shown as one.
- Irony is half understood. Javanese, Betawi and English rest on a few hundred posts each, not read by native speakers.
- Betawi prose has no neutral texts to learn from: its mood is a choice of two, said by columns of its own.
- Emergencies are missed: the label orders a queue, it does not replace reading it.
- `abuse` and `hate` protect officers and public pages; they are no judgment of a person and never close a case.
- Only the first {LONGEST:,} bytes of a post are read for labels.
"""

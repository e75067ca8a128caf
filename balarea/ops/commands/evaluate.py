"""`balarea evaluate`: measure the shipped model on labelled posts, and on third-party corpora beside published figures."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from balarea.language.model import shipped
from balarea.language.training.evaluate import Prose, Report, on_prose, read, report
from balarea.language.training.measure import HeadFigures, as_json
from balarea.language.training.measure_incidents import IncidentFigures, incident_figures
from balarea.language.training.published import PUBLISHED
from balarea.ops.errors import OpsError


def evaluate(
    file: Annotated[Path, typer.Argument(help="Labelled posts as JSON lines, with the labels of the training data.")],
    third_party: Annotated[
        Path | None, typer.Option(help="Folder of nusax, nusa-writes and indonlu: their valid splits too.")
    ] = None,
    json_wanted: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the bootstrap.")] = 7,
) -> None:
    """Print macro-F1 with its 95 % bootstrap interval, accuracy and calibration of every label, the areas, and the
    grouping of incidents; with --third-party also language and mood of prose, beside published figures.

    Examples:

      balarea evaluate balarea/language/training/dev.jsonl

      balarea evaluate mine.jsonl --third-party corpora

      balarea evaluate mine.jsonl --json"""
    try:
        posts = _posts(file)
        found, grouped = report(posts, seed), incident_figures(posts, seed)
        prose = on_prose(third_party, seed, shipped()) if third_party else []
    except OSError as error:
        raise OpsError(f"{error.filename or file}: {error.strerror}; give a file of labelled posts.") from None
    except ValueError as error:
        raise OpsError(f"{error}; mend the data, or leave it out.") from None
    if json_wanted:
        print(json.dumps({"file": str(file), "seed": seed, **found.json(), **_json(grouped, prose)}, indent=2))
        return
    console = Console()
    console.print(_labels(found))
    _sentences(found, grouped, console)
    if prose:
        console.print(_prose(prose))


def _posts(file: Path) -> list[dict[str, Any]]:
    try:
        return read(file)
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from None


def _json(grouped: IncidentFigures | None, prose: list[Prose]) -> dict[str, Any]:
    rows = [{"corpus": name, "label": head, **as_json(figures)} for name, head, figures in prose]
    return {"incidents": grouped.json() if grouped else None, "prose": rows}


def _labels(found: Report) -> Table:
    table = Table("Label", "Macro-F1", "95 % interval", "Accuracy", "Calibration error", "Posts", title="Labels")
    for name, head in found.heads.items():
        table.add_row(name, *_figures(head), f"{head.calibration_error:.3f}", str(head.n))
    return table


def _sentences(found: Report, grouped: IncidentFigures | None, console: Console) -> None:
    console.print(f"Emergencies: recall {found.emergency_recall:.3f}, precision {found.emergency_precision:.3f}")
    area = found.area
    console.print(
        f"Area: exact {area.exact:.3f}, regency {area.regency:.3f}, district {area.district:.3f}, "
        f"false places {area.false_places:.3f} ({area.n} posts)"
    )
    if grouped:
        console.print(
            f"Incidents: pairwise F1 {grouped.f1:.3f} ({grouped.low:.3f}–{grouped.high:.3f}), precision "
            f"{grouped.precision:.3f}, recall {grouped.recall:.3f} ({grouped.incidents} incidents)"
        )


def _prose(found: list[Prose]) -> Table:
    table = Table(
        "Corpus, valid split", "Label", "Macro-F1", "95 % interval", "Accuracy", "Texts", "Published, on its test split",
        title="Prose",
    )  # fmt: skip
    for name, head, figures in found:
        others = PUBLISHED.get(name, {}) if head == "sentiment" else {}
        published = " · ".join(f"{model} {value}" for model, value in others.items())
        table.add_row(name, head, *_figures(figures), str(figures.n), published)
    return table


def _figures(head: HeadFigures) -> tuple[str, str, str]:
    return f"{head.macro_f1:.3f}", f"{head.low:.3f}–{head.high:.3f}", f"{head.accuracy:.3f}"

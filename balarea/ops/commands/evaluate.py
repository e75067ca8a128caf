"""`balarea evaluate`: measure the shipped model on labelled posts."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from balarea.language.training.evaluate import Report, read, report
from balarea.ops.errors import OpsError


def evaluate(
    file: Annotated[Path, typer.Argument(help="Labelled posts as JSON lines, with the labels of the training data.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the bootstrap.")] = 7,
) -> None:
    """Print macro-F1 with its 95 % bootstrap interval, accuracy and calibration of every label, and the areas.

    Examples:

      balarea evaluate balarea/language/training/dev.jsonl

      balarea evaluate mine.jsonl --json"""
    try:
        found = report(read(file), seed)
    except OSError as error:
        raise OpsError(f"{file}: {error.strerror}; give a file of labelled posts.") from None
    except ValueError as error:
        raise OpsError(f"{file}: {error}") from None
    if as_json:
        print(json.dumps({"file": str(file), "seed": seed, **found.json()}, indent=2))
    else:
        _show(found, Console())


def _show(found: Report, console: Console) -> None:
    table = Table("Label", "Macro-F1", "95 % interval", "Accuracy", "Calibration error", "Posts", title="Labels")
    for name, head in found.heads.items():
        table.add_row(
            name, f"{head.macro_f1:.3f}", f"{head.low:.3f}–{head.high:.3f}", f"{head.accuracy:.3f}",
            f"{head.calibration_error:.3f}", str(head.n),
        )  # fmt: skip
    console.print(table)
    console.print(f"Emergencies: recall {found.emergency_recall:.3f}, precision {found.emergency_precision:.3f}")
    area = found.area
    console.print(
        f"Area: exact {area.exact:.3f}, regency {area.regency:.3f}, district {area.district:.3f}, "
        f"false places {area.false_places:.3f} ({area.n} posts)"
    )

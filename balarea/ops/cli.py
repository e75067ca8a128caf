"""The command line `balarea`: only the command that is called is imported, so that none pays for another."""

import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Annotated, Any, NoReturn

import typer

from balarea import __version__
from balarea.ops.env import SettingError
from balarea.ops.errors import OpsError

COMMANDS = {
    "up": "Run the product: PostgreSQL, web server and worker.",
    "doctor": "Say what is wrong with this installation and what to do.",
    "understand": "Label posts: JSON lines in, the same lines with labels out.",
    "ingest": "Read posts from a file into the post store.",
    "train": "Train the language models and write their card.",
    "evaluate": "Measure the models on labelled posts.",
    "labels export": "What persons corrected, as training rows.",
    "officer": "Enter a person who may log in, or change one.",
    "areas import-boundaries": "Outlines of areas from a GeoJSON file.",
    "manage": "Django's management commands.",
    "privacy export": "Everything held on one author, as JSON.",
    "privacy erase": "Remove one author's texts, handles and ids.",
    "registry import": "Read agencies and their duties from tables, or those of West Java.",
    "audit verify": "Prove the hash chain, or name the first broken event.",
    "bench understand": "Posts per second of understanding.",
    "bench duplicates": "Posts per second of finding near-duplicates, and how many are found.",
    "bench masking": "How much of planted personal data is masked.",
    "bench ingest": "Posts per second into the post store.",
    "bench screens": "Server time of every Situation query.",
    "bench desk": "A flood day: every message accounted for.",
}
UNEXPECTED = 70  # of sysexits: a mistake of ours, not of the one who typed
GROUPS = {
    "areas": "Official areas.",
    "audit": "The record of every write.",
    "bench": "Measurements beside a named baseline.",
    "labels": "Labels that persons set.",
    "privacy": "Requests of citizens about their own data.",
    "registry": "Agencies and what they answer for.",
}
PASSES_THROUGH = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
HELP = f"""Balarea {__version__}: social media as an instrument of government.

Examples:

  balarea up --port 8000

  balarea understand posts.jsonl > labelled.jsonl

  balarea ingest posts.jsonl --network bluesky"""


def build(arguments: list[str]) -> typer.Typer:
    """The command line with every command's name and help, and the body of the one that `arguments` call."""
    app = typer.Typer(
        name="balarea",
        help=HELP,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    groups = {
        name: typer.Typer(help=text, no_args_is_help=True, rich_markup_mode=None) for name, text in GROUPS.items()
    }
    app.callback()(_balarea)
    for name, group in groups.items():
        app.add_typer(group, name=name)
    for command, text in COMMANDS.items():
        words = command.split()
        called = arguments[: len(words)] == words
        function = _load("_".join(words).replace("-", "_")) if called else _unloaded
        settings: dict[str, Any] = {"help_option_names": ["-h", "--help"]}
        if command == "manage":
            settings = dict(PASSES_THROUGH)
        home = groups[words[0]] if len(words) > 1 else app
        home.command(words[-1], help=None if called else text, short_help=text, context_settings=settings)(function)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        print(f"balarea {__version__}")
        raise typer.Exit


def _balarea(
    _shown: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """What stands before a command."""


def _load(name: str) -> Callable[..., Any]:
    function: Callable[..., Any] = getattr(import_module(f"balarea.ops.commands.{name}"), name)
    return function


def _unloaded() -> None:
    """Stands in the list of commands; a command that is called is always loaded first."""
    raise OpsError("Give the command first: balarea COMMAND [OPTIONS].")


def main() -> None:
    """Run the command line; what the operator can mend is one line on stderr and exit code 2; what is our mistake has
    another, and shows its trace only when asked."""
    try:
        build(sys.argv[1:])()
    except (OpsError, SettingError) as error:
        if os.environ.get("BALAREA_DEBUG") == "1":
            raise
        _end(str(error), 2)
    except Exception as error:
        if os.environ.get("BALAREA_DEBUG") == "1":
            raise
        what = str(error).strip().partition("\n")[0] or type(error).__name__
        _end(f"unexpected: {what}. `balarea doctor` may know why; BALAREA_DEBUG=1 shows where.", UNEXPECTED)


def _end(said: str, code: int) -> NoReturn:
    sys.stderr.write(f"balarea: {said}\n")
    raise SystemExit(code) from None

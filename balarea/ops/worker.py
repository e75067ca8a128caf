"""The worker process: runs the jobs of every app until SIGTERM (`python -m balarea.ops.worker`), or with `alarm` only those
that may not wait behind other work."""

import os
import sys
from importlib import import_module

import django
from django.core.management import call_command


def main() -> None:
    """Run procrastinate's worker on Django's database, on the queues that the arguments name or on all."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balarea.ops.settings")
    django.setup()
    import_module("balarea.ops.upkeep")
    queues = ["--queues", ",".join(sys.argv[1:])] if sys.argv[1:] else []
    concurrency = "4" if queues else "2"
    call_command("procrastinate", "worker", "--concurrency", concurrency, "--delete-jobs", "successful", *queues)


if __name__ == "__main__":
    main()

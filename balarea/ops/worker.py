"""The worker process: runs the jobs of every app until SIGTERM (`python -m balarea.ops.worker`)."""

import os
from importlib import import_module

import django
from django.core.management import call_command


def main() -> None:
    """Run procrastinate's worker on Django's database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balarea.ops.settings")
    django.setup()
    import_module("balarea.ops.upkeep")
    call_command("procrastinate", "worker", "--concurrency", "2", "--delete-jobs", "successful")


if __name__ == "__main__":
    main()

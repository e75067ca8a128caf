"""Child processes of `balarea up`: started, watched, restarted, and never left behind."""

import ctypes
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

from balarea.ops.errors import OpsError

STOP_SECONDS = 15
DEATHS, WITHIN_SECONDS = 5, 60.0


def die_with_parent(number: int = signal.SIGTERM) -> None:
    """Linux: get a signal when the parent is gone, even by kill -9 (prctl PR_SET_PDEATHSIG); elsewhere nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, number)


@dataclass
class Child:
    """One process that has to run; `name` is what the operator reads."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        # its own session: Ctrl-C reaches the parent only, which then stops the children in order
        self.process = subprocess.Popen(self.command, start_new_session=True, preexec_fn=die_with_parent)

    def watch(self, *, excused: bool = False) -> bool:
        """Restart it when it has died; True when it was restarted. Too many deaths of its own in a minute raise OpsError.

        No death of its own: `excused` by the caller, or by kill -9 (a person, or the kernel short of memory)."""
        if self.process is None or self.process.poll() is None:
            return False
        now = time.monotonic()
        if not excused and self.process.returncode != -signal.SIGKILL:
            self.deaths = [*(at for at in self.deaths if now - at < WITHIN_SECONDS), now]
        if len(self.deaths) > DEATHS:
            raise OpsError(f"The {self.name} ended {DEATHS} times within a minute; its last words are above.")
        self.start()
        return True

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

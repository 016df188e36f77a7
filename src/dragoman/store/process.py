"""Whether the process that began a run still goes on, told from its number and when it started."""

import os
import socket
from pathlib import Path


def host() -> str:
    """Return the name of this machine."""
    return socket.gethostname()


def own() -> int:
    """Return the number of this process."""
    return os.getpid()


def start(process: int) -> str:
    """Return when a process of this machine started, in the system's own count; empty where that is not told."""
    try:
        # The second field, the program's name, can hold spaces and brackets.
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return fields[19]
    except (OSError, IndexError):
        return ""


def is_alive(on: str, process: int, started: str) -> bool | None:
    """Return whether a process still runs, or None when that cannot be told from here.

    Args:
        on: the machine's name. process: its number there. started: what `start` said of it then.
    """
    # Elsewhere than on POSIX, signal 0 would end the process.
    if on != host() or os.name != "posix":
        return None
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass
    # Numbers come round again; another process may have it now.
    return start(process) == started

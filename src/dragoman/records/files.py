"""Writes files that appear under their names only when they are whole; what stands in them is left to others."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from dragoman.errors import DragomanError


@contextmanager
def whole_file(path: str | Path) -> Iterator[IO[bytes]]:
    """Open `path` for writing under the name `.part`, and give it its own name only when the block ends well.

    Raises: DragomanError naming the file when it cannot be written.
    """
    # A link is followed so that it stays a link; a device or pipe is written to directly, for it cannot be replaced.
    target = Path(os.path.realpath(path))
    direct = target.exists() and not target.is_file() and not target.is_dir()
    part = target if direct else target.with_name(target.name + ".part")
    with writing(path):
        if target.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        file = part.open("wb")
    try:
        yield file
        with writing(path):
            file.close()
    except BaseException:
        # Closing tries once more to write what a full disk refused; the first error is the one to tell.
        with suppress(OSError):
            file.close()
        if not direct:
            part.unlink(missing_ok=True)
        raise
    if not direct:
        with writing(path):
            part.replace(target)


@contextmanager
def writing(path: str | Path) -> Iterator[None]:
    """Turn what the system refuses into a line that names the file.

    Raises: DragomanError, but BrokenPipeError as it is, since the reader of a pipe that goes away is no fault.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise DragomanError(f"{path}: cannot be written ({reason}); name another file or make room.") from None

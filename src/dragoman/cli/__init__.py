"""The `dragoman` program: commands, progress and messages. What the commands do lives in the rooms that they call."""

from dragoman.cli.program import main

__all__ = ["main"]

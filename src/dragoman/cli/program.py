"""Runs a command line and turns every way it can end into an exit code and at most one line on standard error."""

import os
import sys
from collections.abc import Sequence

import click

from dragoman.cli.commands import dragoman
from dragoman.cli.messages import say
from dragoman.errors import DragomanError

FAILED = 1
INTERRUPTED = 130
CLOSED_PIPE = 141


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command line and end the program.

    Args:
        arguments: the words after `dragoman`; None for those that the program was started with.
    Raises: SystemExit always, with 0 when all went well, 1 when something could not be read, coded or written, 2 when
        the command line was wrong, 130 after Ctrl-C, 141 when the reader of a pipe went away.
    """
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code, see `main`."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets a "?" rather than an end of the program.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    try:
        with dragoman.make_context("dragoman", list(arguments)) as context:
            status = dragoman.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        say(_usage(error))
        return error.exit_code
    except DragomanError as error:
        say(str(error))
        return FAILED
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # What is still buffered would meet the closed pipe again when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
    return status if isinstance(status, int) else 0


def _usage(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "dragoman"
    return f"{error.format_message().rstrip('.')}; see {command} --help"

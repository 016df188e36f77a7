"""The command-line reference, printed from the commands themselves:  python -m dragoman.cli.reference > docs/cli.md"""

from dragoman.cli.commands import WIDTH, dragoman

HEAD = """# The command line

This page is printed from the program (`make docs`); a test fails when the two differ. The examples run in a checkout of
the project.

Every command ends with exit code 0 when all went well, 1 when something could not be read, coded or written (one line
on standard error says what; the rest of a batch goes on), 2 when the command line was wrong, 130 after Ctrl-C.
"""


def reference() -> str:
    """Return the reference as Markdown: what `--help` prints, command by command."""
    root = dragoman.make_context("dragoman", [], resilient_parsing=True, terminal_width=WIDTH)
    parts = [HEAD, _section("dragoman", dragoman.get_help(root))]
    for name in dragoman.list_commands(root):
        command = dragoman.commands[name]
        context = command.make_context(name, [], parent=root, resilient_parsing=True)
        parts.append(_section(f"dragoman {name}", command.get_help(context)))
    return "\n".join(parts)


def _section(title: str, help: str) -> str:
    return f"## {title}\n\n```text\n{help}\n```\n"


if __name__ == "__main__":
    print(reference(), end="")

"""What made a record: program, model, dictionaries and ontology, told apart by what is in their files."""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec

import dragoman
from dragoman.errors import StoreError

_PACKAGE = Path(__file__).parents[1]
_MODEL = ("coder/weights",)
_DICTIONARIES = ("actors/tables", "places/tables", "dates/tables", "pages/tables")
_ONTOLOGY = ("ontology",)
_DIGITS = 12


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """What made a record.

    Attributes:
        program: the program's version, such as "0.1.0".
        model, dictionaries, ontology: the first digits of a SHA-256 over their files.
        min_confidence: the least confidence that was asked for, as text; empty for the model's own.
    """

    program: str
    model: str
    dictionaries: str
    ontology: str
    min_confidence: str = ""

    def __str__(self) -> str:
        parts = [
            f"dragoman {self.program}",
            f"model {self.model}",
            f"dictionaries {self.dictionaries}",
            f"ontology {self.ontology}",
        ]
        if self.min_confidence:
            parts.append(f"confidence from {self.min_confidence}")
        return ", ".join(parts)


def current_version(min_confidence: float | None = None, actors: Sequence[str | Path] = ()) -> Version:
    """Return the version of the program as it is installed.

    Args:
        min_confidence: the least confidence of its records, 0 to 1; None for the model's own.
        actors: dictionaries of the user's own; they count as part of the dictionaries.
    Raises: StoreError when one of them cannot be read.
    """
    dictionaries = _digest(_DICTIONARIES)
    if actors:
        dictionaries += f"+{_digest_of(actors)}"
    return Version(
        program=dragoman.__version__,
        model=_digest(_MODEL),
        dictionaries=dictionaries,
        ontology=_digest(_ONTOLOGY),
        min_confidence="" if min_confidence is None else f"{min_confidence:g}",
    )


def _digest_of(paths: Sequence[str | Path]) -> str:
    digest = sha256()
    for path in paths:
        try:
            content = Path(path).read_bytes()
        except OSError as error:
            raise StoreError(f"{path}: cannot be read ({error.strerror}); check the path") from None
        digest.update(f"{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:_DIGITS]


@cache
def _digest(folders: tuple[str, ...]) -> str:
    digest = sha256()
    for folder in folders:
        for path in sorted((_PACKAGE / folder).iterdir()):
            if path.is_file() and path.suffix not in (".py", ".pyc"):
                content = path.read_bytes()
                digest.update(f"{folder}/{path.name} {len(content)}\n".encode())
                digest.update(content)
    return digest.hexdigest()[:_DIGITS]
